"""The demo's yearly commendation (clause 12): five elements, a panel for what no figure tells, a notice."""

from __future__ import annotations

from datetime import datetime

from wangyu.assessment.evaluation.models import Answer, Cycle, Expert, Version
from wangyu.assessment.evaluation.ops import panels
from wangyu.assessment.evaluation.ops.marking import Typed
from wangyu.assessment.evaluation.queries.paneled import panel_leaves
from wangyu.assessment.evaluation.queries.sheet import KIND
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.portal.demo.evaluation import concluding, selfcheck
from wangyu.portal.demo.evaluation.stage import DAY, Stage, hold, members_of
from wangyu.records.evidence import ops as evidence

BEGUN = 48
"""How many days ago; what was concluded is being shown to the universities now."""
EXPERTS, WORST, BEST = 5, 62, 96
LOOKED = "演示：抽看了十篇内容，按分档说明给分。"
SHOWN, PAPER = "content", "report"


def commend(stage: Stage, version: Version, year: int, now: datetime) -> None:
    begun = now - BEGUN * DAY
    round_ = hold(stage, version, "commendation", year, begun)
    show_content(stage, round_, begun + 2 * DAY)
    for number, member in enumerate(members_of(round_)):
        selfcheck.check_itself(stage, member, begun + (3 + number % 20) * DAY)
    found = concluding.begin_meeting(stage, round_, begun + 31 * DAY)
    rate(stage, found, begun + 32 * DAY)
    concluding.decide(stage, found, begun + 43 * DAY)


def show_content(stage: Stage, cycle: Cycle, now: datetime) -> None:
    """Every third university keeps nothing to show: its experts see that, too."""
    rows = Answer.objects.filter(member__cycle=cycle, indicator=SHOWN).select_related("member")
    for number, answer in enumerate(rows.order_by("pk")):
        if number % 3:
            paper = stage.papers[answer.member.organisation_id][PAPER]
            reporter = stage.acting(answer.member)[Role.UNIVERSITY_REPORTER]
            evidence.attach(
                file=paper, kind=KIND, subject_id=answer.pk, actor=reporter, now=now, note="第 1 页"
            )


def rate(stage: Stage, cycle: Cycle, now: datetime) -> None:
    """Five experts; two of them work at a university, and keep off its city."""
    for number, reviewer in enumerate(stage.company.reviewers[:EXPERTS]):
        home = stage.land.universities[5 + number] if number < 2 else None  # noqa: PLR2004 -- two
        seat = panels.Seat(reviewer.own_id, now + 10 * DAY, home)
        expert = panels.name_expert(cycle=cycle, seat=seat, actor=stage.company.officer, now=now)
        _give(stage, expert, reviewer, now + (2 + number) * DAY)


def _give(stage: Stage, expert: Expert, reviewer: Actor, now: datetime) -> None:
    """Experts differ, around what a university's content is worth."""
    leaves = panel_leaves(expert.cycle)
    for rating in expert.ratings.select_related("member__cycle__version", "expert__cycle__version"):
        worth = WORST + rating.member_id * 7 % (BEST - WORST)
        typed = {
            leaf.key: Typed("", points=str(worth + stage.random.randint(-6, 4)), words=LOOKED)
            for leaf in leaves
        }
        panels.save_ratings(rating=rating, typed=typed, actor=reviewer, now=now)
    panels.submit_seat(expert=expert, actor=reviewer, now=now + DAY / 8)
