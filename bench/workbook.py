"""Seconds to import a workbook of 140 universities × 60 figures: read, checked, written, logged.

Usage: workbook.py, in the WANGYU_HOME of build.py. Each round opens a window of its own.
"""

import json
from datetime import timedelta
from decimal import Decimal
from statistics import median
from time import perf_counter

import django

django.setup()

from django.conf import settings
from django.utils import timezone

from wangyu.base.core.books import open_book
from wangyu.institutions.orgs.queries import province_root
from wangyu.institutions.people.models import User
from wangyu.institutions.people.queries import actor_for
from wangyu.records.ledger import exports, ops, queries
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.items import NUMERIC
from wangyu.records.ledger.logic.workbook import read_province
from wangyu.records.ledger.models import Window

FIGURES = 60
now = timezone.now()
user = User.objects.get(pk=int((settings.HOME / "user").read_text()))
actor = actor_for(user, on=timezone.localdate(), strong=True)


def window(number: int) -> Window:
    """A fresh window of the first sixty figures, for a year not used yet."""
    facts = ops.WindowFacts(
        title=f"测速{number}", period_key=f"Y{now.year - 20 - number}", opens_at=now,
        due_at=now + timedelta(days=20), grace_minutes=0, note="",
    )  # fmt: skip
    keys = list(catalogue(settings.PACK).items)[:FIGURES]
    made = ops.create_window(
        owner=province_root(), pack=settings.PACK, facts=facts, items=dict.fromkeys(keys, "ask"),
        actor=actor, now=now,
    )  # fmt: skip
    if ops.draft_cost(made)[1]:
        ops.cite_known_items(window=made, actor=actor, now=now)
    ops.open_window(window=made, actor=actor, now=now)
    made.refresh_from_db()
    return made


def filled(made: Window) -> bytes:
    items = list(queries.form_of(made).asked.values())
    schools = queries.schools_of(made)
    figure = {
        i.key: (None, "有") if i.kind not in {*NUMERIC, "yesno"} else (Decimal(1), "")
        for i in items
    }
    return exports.province_workbook(
        made.title, items, schools, {s.org_id: figure for s in schools}
    )


def once(number: int) -> tuple[float, float, int]:
    made = window(number)
    data = filled(made)
    start = perf_counter()
    parsed = read_province(
        open_book(data), queries.form_of(made).asked, queries.schools_of(made), made.title
    )
    read = perf_counter() - start
    count = ops.apply_cells(
        window=made, cells=parsed.cells, file_name="测速.xlsx", actor=actor, now=now
    )
    return perf_counter() - start, read, count


first = Window.objects.filter(title__startswith="测速").count()
rounds = [once(first + n) for n in range(5)]
print(
    json.dumps(
        {
            "job": "workbook",
            "seconds": round(median(r[0] for r in rounds), 3),
            "reading": round(median(r[1] for r in rounds), 3),
            "cells": rounds[0][2],
        }
    )
)
