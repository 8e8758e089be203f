"""Draws: witnesses named, published, committed to, revealed, drawn, begun anew."""

from __future__ import annotations

from typing import Any

from tests.house.evaluating.cycles import OFFICER, province
from tests.house.way import Way, says
from tests.house.world import World
from wangyu.assessment.evaluation.logic.drawing.witnesses import commitment_of
from wangyu.assessment.evaluation.models import Draw, Member, Witness
from wangyu.institutions.people.logic.links import hash_of

SECRET, OTHER = "一句别人怎么也猜不到的话，写得足够长", "另一句别人怎么也猜不到的话，也足够长"
MUTUAL = {"pk": "mutual_cycle"}


def framing(world: World) -> None:
    draw = Draw.objects.filter(pk=province(world, "draw"))
    draw.update(state="framing", frame=[], frame_sha256="", published_at=None)
    if not Witness.objects.filter(draw=draw.get(), name="代表乙").exists():
        Witness.objects.create(draw=draw.get(), name="代表乙", token_hash=hash_of("other"))


def told(world: World, *, revealed: bool) -> None:
    """Both have committed; the one whose link is in the world has not revealed."""
    framing(world)
    first, second = Witness.objects.filter(draw=province(world, "draw"))
    for one, value in ((first, SECRET), (second, OTHER)):
        said = value if revealed or one == second else ""
        Witness.objects.filter(pk=one.pk).update(commitment=commitment_of(value), value=said)
    member = Member.objects.select_related("organisation").filter(
        cycle=province(world, "mutual_cycle")
    )
    frame = [{"unit": one.organisation.name, "member": one.pk} for one in member]
    Draw.objects.filter(pk=province(world, "draw")).update(frame=frame, strata=[])


def committed(world: World) -> None:
    told(world, revealed=False)
    state(world, "committing")


def revealing(world: World) -> None:
    told(world, revealed=False)
    state(world, "revealing")


def revealed(world: World) -> None:
    told(world, revealed=True)
    state(world, "revealing")


def state(world: World, name: str) -> None:
    Draw.objects.filter(pk=province(world, "draw")).update(state=name)


def drawn(world: World) -> None:
    """One university is to be visited."""
    told(world, revealed=True)
    frame = Draw.objects.get(pk=province(world, "draw")).frame
    result = {"drawn": [frame[0]["unit"]], "strata": {}}
    Draw.objects.filter(pk=province(world, "draw")).update(state="drawn", result=result)


def hash_said(world: World) -> dict[str, Any]:
    return {"commitment": commitment_of(SECRET)}


DRAWS = [
    Way("evaluation:name_witness", OFFICER, says(name="代表丙"), prepare=framing),
    Way("evaluation:renew_witness", OFFICER),
    Way("evaluation:remove_witness", OFFICER, prepare=framing),
    Way("evaluation:publish_draw", OFFICER, says(size="1"), prepare=framing),
    Way("evaluation:witness", "anonymous", hash_said, note="commit"),
    Way("evaluation:move_draw", OFFICER, prepare=committed, note="reveal"),
    Way("evaluation:witness", "anonymous", says(value=SECRET), prepare=revealing, note="reveal"),
    Way("evaluation:move_draw", OFFICER, prepare=revealed, names={"pk": "draw", "verb": "=draw"}, note="draw"),
    Way("evaluation:redo_draw", OFFICER, says(reason="见证人失联")),
    Way("evaluation:move", OFFICER, prepare=drawn, names=MUTUAL | {"verb": "=spot"}, note="spot"),
]  # fmt: skip
