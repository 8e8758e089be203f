"""Ways to write of panels and reviews (see writing.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from tests import factories
from tests.house.way import Way, later, says
from tests.house.world import World
from wangyu.activities.calls.models import Call, Panelist, Review
from wangyu.activities.calls.models import Entry as Work
from wangyu.base.core.jobs import run_job, start
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import actor_for

SCORES = {"direction": 3, "content": 3, "making": 3, "novelty": 4}
SAID = {"version": "1", **{f"level-{key}": str(level) for key, level in SCORES.items()}}
OFFICER = "province_officer"


def here(world: World, name: str) -> Any:
    return world.at["province"][name]


def scored(world: World) -> None:
    Review.objects.filter(pk=here(world, "judgement")).update(
        state="scoring", scores=SCORES, reasons={}
    )


def handed_in(world: World) -> None:
    scored(world)
    Review.objects.filter(pk=here(world, "judgement")).update(state="done")


def all_handed_in(world: World) -> None:
    """By the reviewer and by somebody else."""
    handed_in(world)
    Review.objects.create(
        entry_id=here(world, "judged_work"), panelist_id=here(world, "spare_panelist"),
        state="done", scores=SCORES, assigned_at=timezone.now(),
    )  # fmt: skip


def candidate(world: World) -> dict[str, Any]:
    province = Organisation.objects.get(parent=None)
    return {"user": str(factories.officer(Role.REVIEWER, province).pk)}


def another(world: World) -> None:
    """Somebody who can take what is free."""
    province = Organisation.objects.get(parent=None)
    who = factories.officer(Role.REVIEWER, province)
    Panelist.objects.create(call_id=here(world, "judged_call"), user=who, most=9)


def computed(world: World) -> None:
    """A plan that waits to be applied."""
    call = here(world, "judged_call")
    officer = actor_for(world.people[OFFICER], on=timezone.localdate())
    job = start(
        "calls.assign", actor=officer, payload={"call": call, "load": [0, 9]},
        key=f"calls.assign:{call}", now=timezone.now(),
    )  # fmt: skip
    run_job.func(job.pk)
    job.refresh_from_db()
    world.at["province"]["mark"] = job.result["mark"]


def works_wait(world: World) -> None:
    """Everything is ready for the review to begin."""
    all_handed_in(world)
    Call.objects.filter(pk=here(world, "judged_call")).update(state="screening")
    Work.objects.filter(pk=here(world, "judged_work")).update(state="format_ok")


def nothing_given(world: World) -> dict[str, Any]:
    """Somebody on a panel who has no work yet names a university."""
    mine = Panelist.objects.get(pk=here(world, "panelist"))
    mine.pk, mine.call_id = None, here(world, "call")
    mine.save()
    world.at["province"]["idle_panelist"] = mine.pk
    return {}


def school(world: World) -> str:
    return str(world.at["elsewhere"]["organisation"])


def because(reason: str = "理由") -> Callable[[World], dict[str, Any]]:
    return says(reason=reason)


JUDGING = [
    Way("calls:add_panelists", OFFICER, candidate),
    Way("calls:panelist", OFFICER, says(most="12", organisation="")),
    Way("calls:remove_panelist", OFFICER, names={"pk": "spare_panelist"}),
    Way("calls:declare_conflict", OFFICER, lambda w: {"what": f"school-{school(w)}", "reason": "亲属"}, names={"pk": "spare_panelist"}),
    Way("calls:drop_conflict", OFFICER),
    Way("calls:compute_plan", OFFICER, says(at_least="0", at_most="9")),
    Way("calls:apply_plan", OFFICER, lambda w: {"mark": here(w, "mark")}, computed),
    Way("calls:begin_review", OFFICER, lambda _: {"due_at": later()}, works_wait),
    Way("calls:review_due", OFFICER, lambda _: {"due_at": later(), "reason": "延期"}),
    Way("calls:remind", OFFICER),
    Way("calls:refill", OFFICER, prepare=another),
    Way("calls:reopen_review", OFFICER, because(), handed_in),
    Way("calls:replace_review", OFFICER, because(), another),
    Way("calls:save_review", "reviewer", lambda _: SAID),
    Way("calls:submit_review", "reviewer", prepare=scored),
    Way("calls:decline_review", "reviewer", because()),
    Way("calls:late_conflict", "reviewer", because()),
    Way("calls:add_remark", "reviewer", says(text="意见", piece="", at="")),
    Way("calls:remove_remark", "reviewer"),
    Way("calls:talk", "reviewer", says(text="讨论"), all_handed_in),
    Way("calls:own_conflict", "reviewer", lambda w: {"organisation": school(w), "reason": "兼课"}, nothing_given, names={"pk": "idle_panelist"}),
]  # fmt: skip
