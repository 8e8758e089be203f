"""Originality on the peer's own corpus, and on the same with boilerplate. Usage: originality.py CORPUS

CORPUS is the JSON of texts and planted copies, written by the peer's own generator.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from wangyu.activities.calls.logic.originality import compare

texts, planted = json.loads(Path(sys.argv[1]).read_text("utf-8"))
LEVELS = (0, 0.05, 0.1, 0.2, 0.4)
BOILERPLATE = texts[0][:120]
"""A hundred and twenty letters that three in ten texts end with."""


def measured(name: str) -> dict:
    start = time.process_time()
    found = compare(texts, np.zeros(len(texts), bool), 0.25)
    spent = time.process_time() - start
    got, truth = {(one.b, one.a) for one in found}, {(a, b) for a, b, _ in planted}
    recall = {
        str(of): float(np.mean([(a, b) in got for a, b, x in planted if x == of])) for of in LEVELS
    }
    return {
        "job": "originality",
        "name": name,
        "texts": len(texts),
        "per_cpu_s": round(len(texts) / spent),
        "recall": {key: round(value, 4) for key, value in recall.items()},
        "precision": round(len(got & truth) / max(1, len(got)), 4),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


print(json.dumps(measured("plain")))
random = np.random.default_rng(7)
for place in np.flatnonzero(random.random(len(texts)) < 0.3):
    texts[place] += BOILERPLATE
print(json.dumps(measured("boilerplate")))
