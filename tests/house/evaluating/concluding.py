"""What is (to be) concluded: decided, shown, objected to, answered, released, corrected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.house.evaluating.cycles import OFFICER, province
from tests.house.way import Way, own, says
from tests.house.world import World
from wangyu.assessment.evaluation.models import Cycle, Expert, Objection, Visit


def visited(world: World) -> None:
    Visit.objects.filter(member__cycle=province(world, "spot_cycle")).update(state="submitted")


def all_in(world: World) -> None:
    """No expert still rates."""
    Expert.objects.filter(cycle=province(world, "concluding_cycle")).update(state="submitted")


def over(world: World) -> None:
    """The notice has ended and everything is answered."""
    yesterday = timezone.now() - timedelta(days=1)
    Cycle.objects.filter(pk=province(world, "noticed_cycle")).update(notice_until=yesterday)
    Objection.objects.update(state="dismissed")


def corrected(world: World) -> dict[str, Any]:
    member = own(world, "released_member")
    return {"member": member, "grade": "mending", "reason": "材料不实"}


def moved(name: str, verb: str) -> dict[str, str]:
    return {"pk": name, "verb": f"={verb}"}


CONCLUDING = [
    Way("evaluation:move", OFFICER, prepare=visited, names=moved("spot_cycle", "conclude"), note="conclude"),
    Way("evaluation:move", OFFICER, says(reason="差距大"), names=moved("concluding_cycle", "spot_again"), note="spot_again"),
    Way("evaluation:move", OFFICER, prepare=all_in, names=moved("concluding_cycle", "publicize"), note="publicize"),
    Way("evaluation:move", OFFICER, says(reason="有误"), names=moved("noticed_cycle", "withdraw_notice"), note="withdraw_notice"),
    Way("evaluation:move", OFFICER, prepare=over, names=moved("noticed_cycle", "release"), note="release"),
    Way("evaluation:decide_clear", OFFICER, says(group="本科·公办", proposal="passed")),
    Way("evaluation:decide", OFFICER, says(grade="mending", reason="会议讨论")),
    Way("evaluation:correct", OFFICER, corrected),
    Way("evaluation:object", "officer", says(indicator="meetings", words="少算一次")),
    Way("evaluation:objection", OFFICER, says(verb="uphold", words="纪要有三次", grade="mending"), note="uphold"),
    Way("evaluation:objection", OFFICER, says(verb="dismiss", words="材料不足"), note="dismiss"),
]  # fmt: skip
