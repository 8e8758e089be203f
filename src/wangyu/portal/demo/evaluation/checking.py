"""What others find in the demo's evaluation: universities check each other, some are drawn and visited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from wangyu.assessment.evaluation.logic.drawing.witnesses import commitment_of
from wangyu.assessment.evaluation.models import Cycle, Visit
from wangyu.assessment.evaluation.ops import checks, draws, pairs, visits
from wangyu.assessment.evaluation.ops.marking import Typed
from wangyu.assessment.evaluation.queries.checks import checks_of
from wangyu.assessment.evaluation.queries.points import all_own_points, leaves_of
from wangyu.base.core.roles import Role
from wangyu.base.lib.numbers import round_half_up
from wangyu.portal.demo.evaluation.stage import DAY, Stage

SEED = 7
PART = Decimal("0.6")
"""Of the points, where somebody doubts them."""
WITNESSES = {
    "高校代表（演示）": "云梦省演示见证人甲随手写下的一句话",
    "师生代表（演示）": "云梦省演示见证人乙随手写下的一句话",
    "媒体代表（演示）": "云梦省演示见证人丙随手写下的一句话",
}
"""Who commits and reveals, and the value of each: anybody can draw the demo's lot again."""
AGREES = "演示：与自查一致，材料看过。"
DOUBTS = "演示：材料只能证明一部分，按看到的给分。"
SEEN = "演示：到现场看过，按看到的给分。"
REPLY = "演示：情况属实。"
Points = Mapping[str, Decimal | None]


def marks(stage: Stage, cycle: Cycle, own: Points, doubt: float) -> dict[str, Typed]:
    """Mostly what the self-check says; a part of what is doubted, rounded as people do."""
    found = {}
    for leaf in leaves_of(cycle):
        full, said = Decimal(str(leaf.points)), own.get(leaf.key)
        said = round_half_up(full * PART if said is None else said, 2)
        doubted = stage.random.random() < doubt
        points = round_half_up(said * PART, 2) if doubted else said
        words = DOUBTS if doubted else AGREES
        found[leaf.key] = Typed("", points=f"{points.normalize():f}", words=words, place="第 1 页")
    return found


def check_each_other(stage: Stage, cycle: Cycle, now: datetime) -> Cycle:
    """Pairs are proposed and taken; every university looks at two others."""
    officer = stage.company.officer
    chosen = pairs.Chosen(SEED, now + 20 * DAY)
    pairs.take_pairs(cycle=cycle, chosen=chosen, now=now, actor=officer)
    begun = pairs.begin_checks(cycle=cycle, now=now + DAY, actor=officer)
    own = all_own_points(begun)
    for number, check in enumerate(checks_of(begun)):
        reporter = stage.acting(check.checker)[Role.UNIVERSITY_REPORTER]
        at = now + (3 + number % 12) * DAY
        typed = marks(stage, begun, own[check.checked_id], 0.05 + 0.03 * (check.checker_id % 5))
        checks.save_marks(check=check, typed=typed, actor=reporter, now=at)
        checks.submit_check(check=check, actor=reporter, now=at + DAY / 8)
    return begun


def draw_lots(stage: Stage, cycle: Cycle, now: datetime) -> Cycle:
    """List and way first, then the witnesses' hashes, then their values: nobody chooses."""
    said: dict[str, Any] = {"actor": stage.company.officer, "now": now}
    named = [draws.name_witness(cycle=cycle, name=name, **said)[0] for name in WITNESSES]
    draws.publish_draw(draw=named[0].draw, size=named[0].draw.size, **said)
    for one in named:
        value = WITNESSES[one.name]
        draws.commit(witness=one, commitment=commitment_of(value), **said)
    draws.begin_reveal(draw=named[0].draw, **said)
    for one in named:
        draws.reveal(witness=one, value=WITNESSES[one.name], **said)
    draws.draw_now(draw=named[0].draw, **said)
    return visits.begin_spot(cycle=cycle, actor=stage.company.officer, now=now + DAY)


def visit_drawn(stage: Stage, cycle: Cycle, now: datetime) -> None:
    """Two reviewers go to each that was drawn; its leader confirms what they wrote."""
    own = all_own_points(cycle)
    rows = Visit.objects.filter(member__cycle=cycle).select_related("member__organisation")
    for number, visit in enumerate(rows.order_by("pk")):
        at = now + (1 + number) * DAY
        team = stage.company.reviewers[number % 3 : number % 3 + 2]
        ids = [one.user_id for one in team if one.user_id]
        visits.plan_visit(
            visit=visit, planned_on=at.date(), inspectors=ids, actor=stage.company.officer,
            now=now,
        )  # fmt: skip
        typed = marks(stage, cycle, own[visit.member_id], 0.2)
        visits.save_findings(visit=visit, typed=typed, actor=team[0], now=at)
        visits.submit_visit(visit=visit, actor=team[0], now=at + DAY / 4)
        leader = stage.acting(visit.member)[Role.UNIVERSITY_LEADER]
        visits.confirm_visit(visit=visit, reply=REPLY, actor=leader, now=at + DAY)
