"""The answer to a slider of weights: 130 universities x 60 indicators x 10 000 draws, through the page.

The round is made in the throw-away province once; every request asks for another concentration, so
nothing of an answer is kept from the one before. Usage: slider.py COOKIE
"""

import json
import sys
from datetime import timedelta
from decimal import Decimal
from random import Random
from time import perf_counter, process_time

import django

django.setup()

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.charter import plain
from wangyu.assessment.evaluation.models import Cycle, Frozen, Member, Scheme, Version
from wangyu.institutions.orgs.models import Organisation

UNITS, CRITERIA, DRAWS, TIMES, TITLE = 130, 60, 10_000, 25, "测速"
POINTS = [2] * 40 + [1] * 20
NOW = timezone.now()


def scheme() -> dict:
    """Every indicator is at the top, so each has a weight of its own, as the peer's criteria have."""
    rows = [
        {"key": f"c{n}", "title": f"指标 {n}", "points": points, "clause": 11, "asked": [f"第 {n} 项？"], "rule": {"kind": "ratio_to_target", "target": {"constant": 100}}}
        for n, points in enumerate(POINTS)
    ]  # fmt: skip
    return {"scheme": {"key": "slider", "title": TITLE, "points": sum(POINTS)}, "indicator": rows}


def facts(member: Member, random: Random) -> list[Frozen]:
    """Close enough to each other that the draws change who is where."""
    return [
        Frozen(
            member=member, revision=1, measure=f"self.c{n}", period_key="", state="answered",
            value=Decimal(random.randint(50, 90)),
        )
        for n in range(CRITERIA)
    ]  # fmt: skip


def made() -> int:
    found = Cycle.objects.filter(title=TITLE).first()
    if found is not None:
        return found.pk
    random, top = Random(7), Organisation.objects.get(parent=None)
    named = Scheme.objects.create(owner=top, title=TITLE, created_at=NOW)
    version = Version.objects.create(
        scheme=named, number=1, data=scheme(), sha256="0" * 64, state="published", made_at=NOW,
        changed_at=NOW, published_at=NOW,
    )  # fmt: skip
    charter = plain(charters()["interim"]) | {"draws": DRAWS, "first": 10, "form": "full"}
    cycle = Cycle.objects.create(
        owner=top, form="full", title=TITLE, version=version, charter=charter, state="concluding",
        first_year=2025, last_year=2025, due_at=NOW - timedelta(days=1), changed_at=NOW, created_at=NOW,
    )  # fmt: skip
    schools = Organisation.objects.filter(parent=top).order_by("pk")[:UNITS]
    members = Member.objects.bulk_create(
        Member(
            cycle=cycle, organisation=one, level="本科", ownership="公办", state="signed", revision=1,
            signed_at=NOW,
        )
        for one in schools
    )  # fmt: skip
    Frozen.objects.bulk_create(
        (row for one in members for row in facts(one, random)), batch_size=500
    )
    return cycle.pk


with transaction.atomic():
    address = reverse("evaluation:sway", args=[made()])
client = Client(headers={"host": "127.0.0.1"})
client.cookies[settings.SESSION_COOKIE_NAME] = sys.argv[1]


def slide(to: int) -> tuple[float, float]:
    wall, cpu = perf_counter(), process_time()
    answer = client.get(address, {"concentration": to, "k": 10})
    took = perf_counter() - wall, process_time() - cpu
    assert answer.status_code == 200, answer.status_code
    assert answer.content.decode().count("<tr") > UNITS
    return took


slide(9)  # the facts are read and scored once, as opening the page has done
runs = [slide(10 + n) for n in range(TIMES)]
walls, cpus = (sorted(run[n] * 1000 for run in runs) for n in (0, 1))
row = {
    "job": "slider", "name": f"{UNITS} x {CRITERIA}", "wall_ms": round(walls[TIMES // 2], 1),
    "cpu_ms": round(cpus[TIMES // 2], 1), "slowest_ms": round(walls[-1], 1), "times": TIMES,
}  # fmt: skip
print(json.dumps(row))
