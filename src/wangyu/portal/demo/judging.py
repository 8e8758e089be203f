"""Calls of the demo that have been judged: one in the middle of its review, one whose result is out.

Everybody does their part by the ops that people use: universities choose and sign, the province
examines, freezes blind copies and assigns, reviewers score, a meeting decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wangyu.activities.calls import queries
from wangyu.activities.calls.access.shown import exhibited_entries
from wangyu.activities.calls.models import Call, Check, Entry, Panelist, Review
from wangyu.activities.calls.ops import (
    announcing,
    assigning,
    beginning,
    blinding,
    choosing,
    deciding,
    exhibiting,
    panels,
    publishing,
    reviewing,
    rolls,
    screening,
    showing,
)
from wangyu.activities.calls.queries import blinding as blind
from wangyu.activities.calls.queries import deciding as judged
from wangyu.activities.calls.queries import gallery
from wangyu.activities.calls.tasks import assign
from wangyu.base.core.access import Actor
from wangyu.base.core.jobs import JobContext
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation
from wangyu.portal.demo.people import Company

DAY = timedelta(days=1)
REVIEWED_WITHIN = 14 * DAY
LOOKED = "演示：已逐件看过，符合要求。"
OPINIONS = (
    "立意清楚，表达自然。",
    "素材真实，可以再凝练。",
    "制作规范，感染力强。",
    "主题稍散，建议聚焦。",
)


@dataclass(frozen=True, slots=True)
class Judges:
    """Who takes part: the province's officer, the schools' people, and the reviewers."""

    officer: Actor
    company: Company
    reviewers: Sequence[Actor]
    homes: Sequence[Organisation]


def recommend(call: Call, judges: Judges, now: datetime) -> None:
    """Every university chooses all it has, shows it inside, and signs."""
    for place in sorted({one.organisation for one in _works(call)}, key=lambda org: org.path):
        roles = judges.company.by_school[place.pk]
        officer, leader = roles[Role.UNIVERSITY_OFFICER], roles[Role.UNIVERSITY_LEADER]
        works = [one for one in _works(call) if one.organisation == place]
        for verb in ("pass", "recommend"):
            choosing.decide(works=works, verb=verb, actor=officer, now=now)
        roll = rolls.notice_roll(call=call, organisation=place, days=5, actor=officer, now=now)
        rolls.sign_roll(roll=roll, actor=leader, now=now + 7 * DAY)


def _works(call: Call) -> list[Entry]:
    rows = Entry.objects.filter(call=call).exclude(state__in=queries.UNSEEN)
    return list(rows.select_related("call__owner", "organisation", "unit").order_by("pk"))


def examine(call: Call, judges: Judges, now: datetime) -> None:
    """The call is closed, doubts are ruled, works pass, and their blind copies are frozen."""
    said: dict[str, Any] = {"actor": judges.officer, "now": now}
    call = announcing.close_call(call=call, **said)
    while check := _doubt(call):
        screening.rule_check(check=check, ruling="ok", reason=LOOKED, all_alike=True, **said)
    screening.screen(works=_works(call), verb="format_pass", **said)
    roster = blind.roster()
    for entry in _works(call):
        copy = blinding.make_copy(entry=entry, roster=roster, **said)
        if found := list(copy.findings.all()):
            blinding.rule_findings(copy=copy, findings=found, ruling="kept", **said)
        blinding.freeze_copy(copy=copy, **said)


def _doubt(call: Call) -> Check | None:
    open_ones = Check.objects.filter(entry__call=call, tone="doubt", ruling="")
    return open_ones.order_by("pk").first()


def assign_all(call: Call, judges: Judges, now: datetime) -> None:
    """The panel, each from a university of their own, and the plan that was proved best."""
    said: dict[str, Any] = {"actor": judges.officer, "now": now}
    users = [one.user_id for one in judges.reviewers if one.user_id]
    panels.add_panelists(call=call, users=users, **said)
    panel = Panelist.objects.filter(call=call).order_by("user_id")
    for panelist, home in zip(panel, judges.homes, strict=False):
        panels.change_panelist(panelist=panelist, organisation=home, tracks=[], most=30, **said)
    effect = assign(JobContext(0, 0, None), {"call": call.pk, "load": [5, 8]})
    assigning.apply_plan(call=call, plan=effect(), **said)
    beginning.begin_review_of_call(call=call, due_at=now + REVIEWED_WITHIN, **said)


def review(call: Call, judges: Judges, random: Random, now: datetime, *, share: float = 1) -> None:
    """Scores with their reasons; of the reviews only a ``share`` is handed in."""
    worth = {one.pk: random.uniform(2, 4.8) for one in _works(call)}
    by_user = {one.user_id: one for one in judges.reviewers}
    rows = Review.objects.filter(entry__call=call).select_related("panelist", "entry__call")
    reviews = list(rows.order_by("entry", "panelist"))
    for one in reviews[: round(len(reviews) * share)]:
        actor = by_user[one.panelist.user_id]
        scores = {
            criterion.key: min(5, max(1, round(random.gauss(worth[one.entry_id], 0.6))))
            for criterion in reviewing.criteria_of(one)
        }
        reasons = {key: f"演示：{random.choice(OPINIONS)}" for key in scores}
        scored = reviewing.Scored(scores, reasons, f"演示：{random.choice(OPINIONS)}")
        saved = reviewing.save_review(
            review=one, scored=scored, version=one.version, actor=actor, now=now
        )
        reviewing.submit_review(review=saved, actor=actor, now=now + DAY / 24)


def settle(call: Call, judges: Judges, now: datetime) -> None:
    """The meeting, the notice, the result, and what may be shown is shown."""
    said: dict[str, Any] = {"actor": judges.officer, "now": now}
    deciding.decide_call(call=call, **said)
    for track in sorted({one.track for one in _works(call)}):
        for first, last, award in ((1, 1, "first"), (2, 3, "second"), (4, 5, "merit")):
            deciding.propose_places(
                call=call, track=track, first=first, last=last, award=award, reason=LOOKED, **said
            )
    for entry in _works(call):
        if not entry.award:
            deciding.propose_award(entry=entry, award=judged.NONE, reason=LOOKED, **said)
    publishing.publicize_call(call=call, **said)
    later: dict[str, Any] = {"actor": judges.officer, "now": now + 9 * DAY}
    publishing.release_call(call=call, **later)
    exhibiting.exhibit_call(call=call, **later)
    for piece in gallery.to_copy(exhibited_entries(), later["now"]):
        showing.make_shown(piece=piece, **later)
