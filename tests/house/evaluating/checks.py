"""Mutual checks: paired, begun, made, given back, given to somebody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests import factories
from tests.house.evaluating.cycles import OFFICER, province
from tests.house.way import Way, later, own, says
from tests.house.world import World
from wangyu.assessment.evaluation.models import Check, CheckMark, Cycle, Member
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.institutions.orgs.models import Organisation

GIVEN_UP = ["rivals", "connected"]
"""Three universities can only check in a circle."""


def all_signed(world: World) -> None:
    """Three universities; each checks one."""
    a_third(world, "cycle")
    cycle = Cycle.objects.get(pk=province(world, "cycle"))
    cycle.members.update(state="signed")
    cycle.charter["checks_each"] = 1
    cycle.save()


def already_paired(world: World) -> None:
    all_signed(world)
    members = list(Member.objects.filter(cycle=province(world, "cycle")))
    facts = {"due_at": timezone.now() + timedelta(days=9), "created_at": timezone.now()}
    for place, member in enumerate(members):
        Check.objects.create(checker=member, checked=members[place - 1], **facts)


def all_marked(world: World) -> None:
    check = Check.objects.get(pk=own(world, "check_of"))
    check.marks.all().delete()
    for leaf in leaves_of(check.checked.cycle):
        CheckMark.objects.create(
            check_of=check, indicator=leaf.key, points=1, words="看过", updated_at=timezone.now()
        )


def handed_in(world: World) -> None:
    Check.objects.filter(pk=own(world, "check_of")).update(state="submitted")


def a_third(world: World, name: str = "mutual_cycle") -> None:
    """Somebody who can check instead."""
    top = Organisation.objects.get(parent=None)
    made = factories.university(top, "云梦工学院", city="云梦三市")
    Member.objects.create(
        cycle_id=province(world, name), organisation=made, state="signed", city="云梦三市"
    )


def instead(world: World) -> dict[str, Any]:
    return {"checker": "云梦工学院", "reason": "两校有合作"}


MUTUAL = {"pk": "mutual_cycle"}
CHECKS = [
    Way(
        "evaluation:take_pairs", OFFICER,
        lambda _: {"seed": "3", "without": GIVEN_UP, "due_at": later()}, prepare=all_signed,
    ),
    Way("evaluation:move", OFFICER, prepare=already_paired, names={"pk": "cycle", "verb": "=check"}, note="check"),
    Way("evaluation:move", OFFICER, says(reason="口径有误"), names=MUTUAL | {"verb": "=reopen_self"}, note="reopen_self"),
    Way("evaluation:check_deadline", OFFICER, lambda _: {"due_at": later(), "reason": "疫情"}),
    Way("evaluation:save_check", "reporter", says(script="1", **{"points-plans": "7.5", "words-plans": "只见到一份"}), keyed=False),
    Way("evaluation:submit_check", "reporter", prepare=all_marked),
    Way("evaluation:decline_check", "reporter", says(reason="两校有合作")),
    Way("evaluation:return_check", OFFICER, says(reason="请看佐证"), prepare=handed_in),
    Way("evaluation:replace_check", OFFICER, instead, prepare=a_third),
]  # fmt: skip
