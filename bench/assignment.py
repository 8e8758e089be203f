"""Assigning through the command line, from files to the document. Usage: assignment.py BASELINES ITEMS REVIEWERS WORK

The round is the peer's own: same seed, same affinities, same conflicts, same rules.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

baselines, items, reviewers, work = (
    sys.argv[1],
    int(sys.argv[2]),
    int(sys.argv[3]),
    Path(sys.argv[4]),
)
sys.path.insert(0, baselines)
sys.dont_write_bytecode = True
from _gen import assign_instance, check_assign

work.mkdir(parents=True, exist_ok=True)


def party(prefix: str, organisations: np.ndarray) -> list[dict]:
    return [{"id": f"{prefix}{n}", "organization": str(o)} for n, o in enumerate(organisations)]


def written() -> tuple[Path, dict]:
    """The round as files, and what checks an answer to it."""
    drawn = assign_instance(items, reviewers, topk=None)
    affinity, own = drawn["aff"], drawn["iu"][:, None] == drawn["ru"]
    problem = {
        "items": party("i", drawn["iu"]),
        "reviewers": party("r", drawn["ru"]),
        "per_item": drawn["k"],
        "load": [drawn["lo"], drawn["hi"]],
        "distinct_organizations": True,
        "same_organization_conflicts": True,
        "conflicts": np.argwhere((affinity < 0) & ~own).tolist(),
        "affinity": {"npy": "affinity.npy"},
    }
    np.save(work / "affinity.npy", np.maximum(affinity, 0))
    (work / "problem.json").write_text(json.dumps(problem))
    return work / "problem.json", drawn


MEASURED = (
    "import resource, subprocess, sys\n"
    "subprocess.run(sys.argv[1:], check=True)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
)
"""Runs a command and tells its peak; as a child of this one it would be told the peak of this one."""

file, drawn = written()
start = time.time()
wangyu = Path(sys.executable).with_name("wangyu")
command = [sys.executable, "-c", MEASURED, wangyu, "compute", "assign", file]
done = subprocess.run(command, capture_output=True, text=True, check=True)
whole = time.time() - start
found = json.loads(done.stdout)
pairs = [[int(i[1:]), int(r[1:])] for i, r in found["assignments"]]
chosen = np.array(sorted(pairs))[:, 1].reshape(items, drawn["k"])
checked = check_assign(drawn, chosen)
row = {"job": "assign", "name": f"{items} x {reviewers}", "seconds": round(found["seconds"], 3)}
row |= {"command_s": round(whole, 2), "optimal": found["optimal"], "objective": found["objective"]}
row |= {"broken": checked["conflict_viol"] + checked["items_not_from_k_universities"]}
row |= {"same": checked["objective"] == found["objective"]}
row |= {"rss_mb": round(int(done.stderr.split()[-1]) / 1024)}
print(json.dumps(row))
