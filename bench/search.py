"""Latency of search over DOCUMENTS documents: ours, and the peer's script with its engines, by turns.

Usage: search.py DOCUMENTS WORDS, in an empty WANGYU_HOME. WORDS is a file of Han words (made by the
peer's environment), one to a line with its frequency, from which documents of 120–400 words are drawn.
A thousand queries of one to three neighbouring words, 2–6 characters, each with at least one answer.
"""

import bisect
import json
import sys
from itertools import accumulate
from pathlib import Path
from random import Random
from time import perf_counter

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from wangyu.base.core import search
from wangyu.base.core.access import Actor
from wangyu.base.lib.ports import Document

QUERIES = 1000
random = Random(11)
lines = [line.split() for line in Path(sys.argv[2]).read_text().splitlines()]
words, sums = [w for w, _ in lines], list(accumulate(float(f) for _, f in lines))


def text() -> list[str]:
    return [
        words[bisect.bisect(sums, random.random() * sums[-1]) % len(words)]
        for _ in range(random.randint(120, 400))
    ]


def query(drawn: list[str]) -> str:
    place = random.randrange(len(drawn) - 3)
    return "".join(drawn[place : place + random.randint(1, 3)])


def fill(count: int) -> list[str]:
    asked: list[str] = []
    for start in range(0, count, 1000):
        batch = []
        for number in range(start, min(count, start + 1000)):
            drawn = text()
            body = "".join(drawn)
            batch.append(Document("bench", number, body[:12], body, "/", "public"))
            if random.random() < 3 * QUERIES / count:
                asked.append(query(drawn))
        with transaction.atomic():
            search.put(*batch)
    return [q for q in asked if 2 <= len(q) <= 6][:QUERIES]


def percentile(values: list[float], share: float) -> float:
    return round(sorted(values)[int(len(values) * share)], 3)


call_command("migrate", verbosity=0)
start = perf_counter()
asked = fill(int(sys.argv[1]))
filling = perf_counter() - start
anyone = Actor.system()
for q in asked[:20]:
    search.find(anyone, q)
took, misses = [], 0
for q in asked:
    start = perf_counter()
    found = search.find(anyone, q)
    took.append((perf_counter() - start) * 1000)
    misses += not found.total
print(
    json.dumps(
        {
            "job": "search",
            "documents": int(sys.argv[1]),
            "queries": len(asked),
            "p50_ms": percentile(took, 0.5),
            "p95_ms": percentile(took, 0.95),
            "misses": misses,
            "documents_per_s": round(int(sys.argv[1]) / filling),
        }
    )
)
