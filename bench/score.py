"""Ranks over draws of weights on the peer's own table, and totals beside scikit-criteria's.

Usage: score.py UNITS CRITERIA [WEIGHTED.npz]   the file: what bench/peers/weighted.py wrote
"""

import json
import resource
import sys
import time

import numpy as np

from wangyu.assessment.evaluation.logic.ranks import ranked
from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.assessment.evaluation.logic.scoring import score
from wangyu.assessment.evaluation.logic.uncertainty import quantile

units, criteria, DRAWS, ROUNDS = int(sys.argv[1]), int(sys.argv[2]), 10_000, 5


def table() -> tuple[np.ndarray, np.ndarray]:
    """What b_composite.py draws, normalised by sums as its weighted-sum peer does."""
    random = np.random.default_rng(7)
    latent = random.normal(size=(units, 3))
    noise = latent @ random.normal(size=(3, criteria)) + 1.0 * random.normal(size=(units, criteria))
    values = np.abs(noise) + 0.05
    return values / values.sum(axis=0), random.dirichlet(np.full(criteria, 20.0), DRAWS)


def once(values: np.ndarray, weights: np.ndarray) -> tuple[float, float, np.ndarray]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = ranked(values, weights)
    low, high = quantile(found.best, 0.025), quantile(found.worst, 0.975)
    top = found.ranks[:, :10].sum(axis=1) / DRAWS
    assert (low <= high).all()
    assert top.sum() > 9.99
    return time.perf_counter() - wall, time.process_time() - cpu, found.ranks


def plainly(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The same by a stable sort of every draw and nothing else."""
    counts = np.zeros(units * units, np.int64)
    places = np.arange(units)
    for start in range(0, DRAWS, 1000):
        order = np.argsort(-(weights[start : start + 1000] @ values.T), axis=1, kind="stable")
        counts += np.bincount((order * units + places).ravel(), minlength=units * units)
    return counts.reshape(units, units)


def furthest(path: str) -> float:
    """The largest difference from scikit-criteria's weighted sum, of totals out of 1."""
    given = np.load(path)
    points = given["weights"]
    rows = [
        {"key": f"c{n}", "title": f"{n}", "points": int(w), "clause": 11, "measures": [f"m.{n}"], "rule": {"kind": "panel", "scale": 1}}
        for n, w in enumerate(points)
    ]  # fmt: skip
    head = {"key": "bench", "title": "测速", "points": int(points.sum())}
    scheme = read_scheme({"scheme": head, "indicator": rows}, "测速")
    size = len(given["values"])
    facts = {f"m.{n}": column for n, column in enumerate(given["values"].T)}
    found = score(scheme, [str(n) for n in range(size)], [""] * size, facts)
    return float(np.abs(found.total / points.sum() - given["scores"]).max())


values, weights = table()
runs = [once(values, weights) for _ in range(ROUNDS)]
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
row = {
    "job": "score",
    "name": f"{units} x {criteria}",
    "wall_s": round(min(run[0] for run in runs), 4),
    "cpu_s": round(min(run[1] for run in runs), 4),
    "rss_mb": round(memory),
    "wrong": int((runs[0][2] != plainly(values, weights)).sum()),
}
if len(sys.argv) > 3:
    row["furthest"] = furthest(sys.argv[3])
print(json.dumps(row))
