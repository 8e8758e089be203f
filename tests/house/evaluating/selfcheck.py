"""A university's self-check: filled in, confirmed, moved on; what the province does meanwhile."""

from __future__ import annotations

from typing import Any

from tests.house.way import Way, later, own, says
from tests.house.world import World
from wangyu.assessment.evaluation.models import Answer, Cycle, Member
from wangyu.assessment.evaluation.queries import scheme_of

OFFICER, REPORTER, LEADER = "province_officer", "reporter", "leader"
LEAF = "plans"


def member_is(state: str) -> Any:
    return lambda world: Member.objects.filter(pk=own(world, "member")).update(state=state)


def typed(world: World) -> dict[str, Any]:
    return {
        "key": [f"{LEAF}:0", f"{LEAF}:words"], f"value-{LEAF}:0": "2",
        f"value-{LEAF}:words": "两次专题会议",
    }  # fmt: skip


def carried(world: World) -> None:
    Answer.objects.filter(member=own(world, "member"), indicator=LEAF).update(carried=True)


def offered(world: World) -> None:
    """The round before had words at an indicator that has none now."""
    before = Member.objects.get(pk=own(world, "released_member"))
    member = Member.objects.get(pk=own(world, "member"))
    Cycle.objects.filter(pk=member.cycle_id).update(follows=before.cycle_id)
    for one, words in ((before, "每季度一次"), (member, "")):
        Answer.objects.update_or_create(member=one, indicator="meetings", defaults={"words": words})


def answered(world: World) -> None:
    """Every question, so that nothing stands against a submission."""
    member = Member.objects.get(pk=own(world, "member"))
    for leaf in scheme_of(member.cycle.version).leaves:
        told = {"values": ["1"] * len(leaf.asked), "carried": False}
        Answer.objects.update_or_create(member=member, indicator=leaf.key, defaults=told)
    member_is("filling")(world)


def move(verb: str, persona: str, state: str, **said: str) -> Way:
    prepare = answered if verb == "submit" else member_is(state)
    names = {"verb": f"={verb}"}
    return Way("evaluation:move_member", persona, says(**said), prepare, note=verb, names=names)


SELF_CHECKS = [
    Way("evaluation:save", REPORTER, typed, member_is("filling")),
    Way("evaluation:confirm", REPORTER, says(leaf=[LEAF]), carried),
    Way("evaluation:take", REPORTER, says(words=["meetings"]), offered),
    move("submit", REPORTER, "filling"),
    move("recall", REPORTER, "submitted"),
    move("send_back", LEADER, "submitted", reason="请核对"),
    move("sign", LEADER, "submitted"),
    move("return", OFFICER, "signed", reason="请补正"),
    Way("evaluation:extend", OFFICER, lambda _: {"due_at": later(60), "reason": "迁址"}),
    Way("evaluation:remind", OFFICER),
]
