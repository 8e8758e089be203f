"""The panel: given by the engine, scoring with severities that are planted and a truth that is known."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.activities.calls.replay.choosing import EXAMINED
from tests.activities.calls.replay.people import Province
from wangyu.activities.calls.models import Call, Panelist, Review
from wangyu.activities.calls.ops import assigning, beginning, panels, reviewing
from wangyu.activities.calls.queries import rules_of
from wangyu.activities.calls.tasks import assign
from wangyu.base.core.access import Actor
from wangyu.base.core.jobs import JobContext

ASSIGNED = EXAMINED + timedelta(days=3)
REVIEWED = ASSIGNED + timedelta(days=9)
DUE_AT = ASSIGNED + timedelta(days=14)
MIDDLE, WORTH, SEVERITY, NOISE = 3.0, 0.6, 0.8, 0.5
"""Levels of five: how far works, reviewers and single marks lie apart."""


@dataclass(frozen=True, slots=True)
class Truth:
    worth: dict[int, float]
    """Entry -> how good it is, which nobody in the round knows."""
    severity: dict[int, float]
    """Panelist -> how much they take off."""


def gather(call: Call, province: Province) -> None:
    """Everybody reviews two neighbouring tracks; the university that somebody is of is known."""
    said = {"actor": province.officer, "now": ASSIGNED}
    tracks = [one.key for one in rules_of(call).tracks]
    panels.add_panelists(
        call=call, users=[one.user_id for one in province.reviewers if one.user_id], **said
    )
    for at, one in enumerate(Panelist.objects.filter(call=call).order_by("user_id")):
        mine = [tracks[at % len(tracks)], tracks[(at + 1) % len(tracks)]]
        panels.change_panelist(
            panelist=one, organisation=one.organisation, tracks=mine, most=40, **said
        )
    shy = Panelist.objects.filter(call=call).order_by("user_id").first()
    panels.declare_conflict(
        panelist=shy,
        entry=None,
        organisation=province.schools[0].place,
        reason="近三年合作者",
        **said,
    )


def give_out(call: Call, province: Province) -> dict:
    plan = assign(JobContext(0, 0, None), {"call": call.pk, "load": [5, 40]})()
    said = {"actor": province.officer, "now": ASSIGNED}
    assigning.apply_plan(call=call, plan=plan, **said)
    beginning.begin_review_of_call(call=call, due_at=DUE_AT, **said)
    call.refresh_from_db()
    return plan


def judge(call: Call, province: Province) -> Truth:
    """Everybody scores everything; one steps back late, and another is found for the work."""
    dice = random.Random(2025)
    by_user = {one.user_id: one for one in province.reviewers}
    reviews = list(_reviews(call))
    works = sorted({one.entry_id for one in reviews})
    judges = sorted({one.panelist_id for one in reviews})
    truth = Truth(
        {pk: dice.gauss(0, WORTH) for pk in works}, {pk: dice.gauss(0, SEVERITY) for pk in judges}
    )
    first = reviews[0]
    reviewing.declare_late(
        review=first, reason="认出了作者", actor=by_user[first.panelist.user_id], now=REVIEWED
    )
    assigning.refill_entry(entry=first.entry, actor=province.officer, now=REVIEWED)
    for review in _reviews(call).filter(state="assigned"):
        _score(review, truth, dice, by_user[review.panelist.user_id], REVIEWED)
    return truth


def _reviews(call: Call):
    rows = Review.objects.filter(entry__call=call).select_related("panelist", "entry__call")
    return rows.order_by("pk")


def _score(review: Review, truth: Truth, dice: random.Random, actor: Actor, now: datetime) -> None:
    middle = MIDDLE + truth.worth[review.entry_id] - truth.severity[review.panelist_id]
    scores = {
        one.key: min(5, max(1, round(dice.gauss(middle, NOISE))))
        for one in reviewing.criteria_of(review)
    }
    reasons = dict.fromkeys(scores, "回放：按规则写明的理由")
    saved = reviewing.save_review(
        review=review, scored=reviewing.Scored(scores, reasons), version=review.version,
        actor=actor, now=now,
    )  # fmt: skip
    reviewing.submit_review(review=saved, actor=actor, now=now)
