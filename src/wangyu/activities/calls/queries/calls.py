"""Reads about calls and their rules."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangyu.activities.calls.kinds import Kind, kinds
from wangyu.activities.calls.logic.edition import Edition, read_edition
from wangyu.activities.calls.logic.flow import CALL
from wangyu.activities.calls.logic.sending import was_sending
from wangyu.activities.calls.models import Call, Entry, Roll
from wangyu.base.core.access import within
from wangyu.base.lib.dates import show_time
from wangyu.institutions.orgs.models import Organisation, University
from wangyu.records.ledger.logic.deadlines import came_late

CHOOSING = ("open", "paused", "screening")
"""States of a call in which universities still choose."""
OTHER_STEPS = {"correct": "更正", "deadline": "调整截止时间", "review_due": "调整评审截止时间"}
UNSEEN = ("draft", "withdrawn")
"""States of an entry that nobody but its entrant counts."""
HANDED_OVER = (
    "recommended", "completing", "format_ok", "format_rejected", "in_review", "revising",
    "shortlisted", "publicized", "awarded", "not_awarded", "exhibited", "sent_national",
)  # fmt: skip
"""States in which a work has left its university."""


def rules_of(call: Call) -> Edition:
    """The call's own rules, read; the same text is read once, and of one row not even compared again."""
    kept: tuple[Any, Edition] | None = call.__dict__.get("read_rules")
    if kept is None or kept[0] is not call.rules:
        kept = call.rules, _read(json.dumps(call.rules, sort_keys=True))
        call.__dict__["read_rules"] = kept
    return kept[1]


@lru_cache(maxsize=64)
def _read(text: str) -> Edition:
    return read_edition("征集", json.loads(text))


def kind_of(call: Call) -> Kind:
    return kinds()[call.kind]


def deadline(call: Call, roll: Roll | None = None) -> datetime:
    return (roll.due_at if roll else None) or call.due_at


def is_late(call: Call, at: datetime, roll: Roll | None = None) -> bool:
    return came_late(at, deadline(call, roll), call.grace_minutes)


def comes_late(entry: Entry, at: datetime) -> bool:
    """Whether a work handed in at a time is late: what was being sent by the deadline is not."""
    roll = roll_of(entry.call, entry.organisation)

    def late(moment: datetime) -> bool:
        return is_late(entry.call, moment, roll)

    sent = [(one.begun_at, one.added_at) for one in entry.pieces.all() if one.begun_at]
    return late(at) and not was_sending(at, sent, late)


def annotate_calls(rows: QuerySet[Call]) -> QuerySet[Any]:
    """With how many works were handed in."""
    return rows.annotate(entry_count=Count("entries", filter=~Q(entries__state__in=UNSEEN)))


def running() -> QuerySet[Call]:
    """Calls in which universities still choose and the province screens, the next deadline first."""
    rows = Call.objects.filter(state__in=CHOOSING).select_related("owner")
    return rows.order_by("due_at", "pk")


def earlier_calls(owner: Organisation) -> QuerySet[Call]:
    return Call.objects.filter(owner=owner).order_by("-created_at")


def steps_of(call: Call) -> list[dict[str, Any]]:
    """What was done to it, for a time line."""
    labels = {edge.verb: edge.label for edge in CALL.edges} | OTHER_STEPS
    return [
        {"title": labels[step.verb], "when": show_time(step.at), "text": step.reason}
        for step in call.steps.all()
    ]


def roll_of(call: Call, organisation: Organisation) -> Roll | None:
    return Roll.objects.filter(call=call, organisation=organisation).first()


def call_titles(ids: Collection[int]) -> dict[int, str]:
    return dict(Call.objects.filter(pk__in=set(ids)).values_list("pk", "title"))


def cities_of(call: Call) -> list[str]:
    """Cities of the universities a call is open to."""
    below = University.objects.filter(within(call.owner.path, "organisation__path"))
    return sorted(set(below.exclude(city="").values_list("city", flat=True)))


def universities_in(call: Call, city: str) -> list[Organisation]:
    below = Organisation.objects.filter(within(call.owner.path), closed_on=None)
    return list(below.filter(university__city=city))
