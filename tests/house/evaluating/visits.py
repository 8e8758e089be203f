"""Visits: planned, added, filled in, handed in, given back, confirmed."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.house.calling import PICTURE
from tests.house.evaluating.checks import a_third
from tests.house.evaluating.cycles import OFFICER, province
from tests.house.way import Way, day, own, says
from tests.house.world import World
from wangyu.assessment.evaluation.models import Member, Visit, VisitMark
from wangyu.assessment.evaluation.queries.points import leaves_of


def all_marked(world: World) -> None:
    visit = Visit.objects.get(pk=own(world, "visit"))
    for leaf in leaves_of(visit.member.cycle):
        VisitMark.objects.update_or_create(
            visit=visit, indicator=leaf.key,
            defaults={"points": 1, "words": "看过", "updated_at": timezone.now()},
        )  # fmt: skip


def handed_in(world: World) -> None:
    Visit.objects.filter(pk=own(world, "visit")).update(state="submitted")


def not_drawn(world: World) -> None:
    a_third(world, "spot_cycle")


def added(world: World) -> dict[str, Any]:
    member = Member.objects.filter(cycle=province(world, "spot_cycle"), visit=None).first()
    return {"member": member.pk if member else 0, "reason": "与互查相差大"}


def planned(world: World) -> dict[str, Any]:
    return {"planned_on": day(9), "inspectors": [world.people["reviewer"].pk]}


def picture(world: World) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("墙报.png", PICTURE)}


VISITS = [
    Way("evaluation:add_visit", OFFICER, added, prepare=not_drawn),
    Way("evaluation:plan_visit", OFFICER, planned),
    Way("evaluation:save_visit", OFFICER, says(script="1", **{"points-plans": "7.5", "words-plans": "只见到一份"}), keyed=False),
    Way("evaluation:visit_photo", OFFICER, picture, keyed=False),
    Way("evaluation:remove_photo", OFFICER),
    Way("evaluation:submit_visit", OFFICER, prepare=all_marked),
    Way("evaluation:return_visit", OFFICER, says(reason="请补照片"), prepare=handed_in),
    Way("evaluation:confirm_visit", "leader", says(reply="有一项看法不同"), prepare=handed_in),
]  # fmt: skip
