"""Calibrating on the peer's own panel: the same seed, the same scores. Usage: calibration.py BASELINES ITEMS REVIEWERS"""

import json
import runpy
import sys
import time
from contextlib import redirect_stdout

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy.stats import spearmanr

from wangyu.base.lib.calibration import calibrate
from wangyu.base.lib.calibration.ratings import Ratings

baselines, items, reviewers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
SEEDS = range(1, 6)


def panel(seed: int) -> dict:
    """What c_severity.py draws, taken from it without running any of its peers."""
    sys.argv = ["c_severity.py", str(items), str(reviewers), "3", "5", ".8", str(seed), "raw"]
    sys.path.insert(0, baselines)
    with redirect_stdout(None):
        return runpy.run_path(f"{baselines}/c_severity.py")


def ratings(drawn: dict) -> Ratings:
    score = drawn["Y"]
    each = score.shape[1]
    rows = np.tile(np.arange(each), len(score))
    item, reviewer = (np.repeat(drawn[name], each).astype(np.int64) for name in ("ii", "jj"))
    return Ratings(item, reviewer, rows, score.ravel().astype(float), np.ones(score.size))


def expected(drawn: dict) -> np.ndarray:
    """The true mean score of each item over all reviewers there could be."""
    node, weight = hermegauss(21)
    spread = np.hypot(drawn["rn"], drawn["sd"])
    eta = drawn["th"][:, None, None] + spread * node[None, :, None] - drawn["dif"]
    mean = (drawn["pcat"](eta) * np.arange(5)).sum(-1).mean(-1)
    return (mean * weight).sum(1) / weight.sum()


def held(low: np.ndarray, truth: np.ndarray, high: np.ndarray) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


rows = []
for seed in SEEDS:
    drawn = panel(seed)
    given = ratings(drawn)
    start, wall = time.process_time(), time.time()
    found = calibrate(given, items, reviewers)
    cpu, wall = time.process_time() - start, time.time() - wall
    rank = np.argsort(np.argsort(-drawn["th"])) + 1
    rows.append(
        {
            "seed": seed,
            "spearman": round(float(spearmanr(found.posterior.item, drawn["th"])[0]), 4),
            "cpu_s": cpu,
            "wall_s": wall,
            "held": held(found.low, expected(drawn), found.high),
            "ranks_held": held(found.ranks.low, rank, found.ranks.high),
        }
    )
row = {"job": "calibrate", "name": f"{items} x {reviewers}", "seed1": rows[0]["spearman"]}
row |= {
    k: round(float(np.mean([r[k] for r in rows])), 4) for k in ("spearman", "held", "ranks_held")
}
row |= {k: round(min(r[k] for r in rows), 4) for k in ("cpu_s", "wall_s")}
print(json.dumps(row))
