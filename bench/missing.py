"""Another university's thing and one there is not: does it take longer to be told that there is none?

A dozen pages of the tests' small province, asked by turns in random order by somebody who has no business
there. ``ratio``: the median time for another's by that for a missing one. Its noise is what the same times
give when it is forgotten which was which: shuffled a thousand times, the range within which the ratio lies
by chance, for a dozen pages at once 95 times of a hundred. Usage: missing.py (in a throw-away WANGYU_HOME)
"""

import gc
import json
import logging
import os
import sys
from dataclasses import dataclass, field
from math import exp, log
from pathlib import Path
from random import Random
from statistics import fmean, median
from time import process_time

import django

from wangyu.base.core.keys import ensure_keys

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
ensure_keys(Path(os.environ["WANGYU_HOME"]))  # before the settings read them
django.setup()

from django.db import transaction
from django.test import Client
from tests.house.endpoints import Row, matrix
from tests.house.world import World, build

from wangyu.base.core.ready import prepare

PAGES, ROUNDS, SHUFFLES, SURE = 12, 400, 1000, 0.95
PERSONA, THERE = "officer", "elsewhere"
random = Random(7)


@dataclass
class Page:
    row: Row
    theirs: str
    none: str
    times: dict[str, list[float]] = field(default_factory=lambda: {"theirs": [], "none": []})

    def ask(self, client: Client, which: str) -> None:
        url = getattr(self, which)
        start = process_time()
        answer = client.get(url)
        self.times[which].append((process_time() - start) * 1000)
        assert answer.status_code == 404, (url, answer.status_code)

    @property
    def ratio(self) -> float:
        return median(self.times["theirs"]) / median(self.times["none"])

    def by_chance(self) -> list[float]:
        """The ratios of the same times, whichever was which."""
        both, found = [*self.times["theirs"], *self.times["none"]], []
        for _ in range(SHUFFLES):
            random.shuffle(both)
            found.append(median(both[:ROUNDS]) / median(both[ROUNDS:]))
        return found


def pages(world: World) -> list[Page]:
    """Those that are theirs at home, spread over the whole address book."""
    rows = [
        row for name, row in sorted(matrix().items())
        if row.methods[0] == "GET" and row.subject and row.is_at(world, THERE) and row.missing(world)
        and PERSONA in row.who["own"] and PERSONA not in row.who[THERE]
    ]  # fmt: skip
    chosen = rows[:: len(rows) // PAGES][:PAGES]
    return [Page(row, row.url(world, THERE), row.missing(world)) for row in chosen]


def measured(world: World) -> list[Page]:
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies = world.cookies[PERSONA]
    found = pages(world)
    turns = [(page, which) for page in found for which in ("theirs", "none")]
    for page, which in turns * 3:  # what a process learns once
        page.ask(client, which)
    for page in found:
        page.times = {"theirs": [], "none": []}
    for _ in range(ROUNDS):
        random.shuffle(turns)
        for page, which in turns:
            page.ask(client, which)
    return found


def within(found: list[float], sure: float) -> tuple[float, float]:
    """The range that so large a share of them lies in."""
    left = (1 - sure) / 2
    ordered = sorted(found)
    return ordered[round(left * (len(ordered) - 1))], ordered[
        round((1 - left) * (len(ordered) - 1))
    ]


def mean(ratios: list[float]) -> float:
    return exp(fmean(log(one) for one in ratios))


def main() -> None:
    prepare()
    with transaction.atomic():
        world = build()
    logging.disable(logging.CRITICAL)  # each refusal is noted
    gc.disable()
    found = measured(world)
    chance = [page.by_chance() for page in found]
    each = [within(one, 1 - (1 - SURE) / len(found)) for one in chance]
    out = [low - page.ratio if page.ratio < low else page.ratio - high for page, (low, high) in zip(found, each, strict=True)]  # fmt: skip
    far = max(range(len(found)), key=out.__getitem__)
    low, high = within([mean(list(one)) for one in zip(*chance, strict=True)], SURE)
    rows = [
        {"page": page.row.endpoint, "none_ms": round(median(page.times["none"]), 3),
         "ratio": round(page.ratio, 4), "low": round(a, 4), "high": round(b, 4)}
        for page, (a, b) in zip(found, each, strict=True)
    ]  # fmt: skip
    row = {
        "job": "missing", "rounds": ROUNDS, "ratio": round(mean([p.ratio for p in found]), 4), "low": round(low, 4),
        "high": round(high, 4), "farthest": rows[far], "outside": sum(one > 0 for one in out), "pages": rows,
    }  # fmt: skip
    print(json.dumps(row, ensure_ascii=False))


main()
