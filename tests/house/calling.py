"""Ways to write of calls (see writing.py)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.house.way import Way, later, own, says
from tests.house.world import World
from wangyu.activities.calls.models import Call, Contributor, Piece, Roll
from wangyu.activities.calls.models import Entry as Work


def work_is(state: str) -> Callable[[World], Any]:
    """The officer's own work, complete, in a state."""

    def prepare(world: World) -> None:
        work = Work.objects.filter(pk=own(world, "work"))
        answers = {"summary": "简介", "published_on": "2025-03-01"}
        work.update(state=state, answers=answers, track="media")
        Contributor.objects.filter(entry__in=work).update(confirmed_at=timezone.now())
        Piece.objects.filter(entry__in=work).update(slot="work")

    return prepare


def never_handed_in(world: World) -> None:
    """A second work of the officer's, just begun."""
    made = Work.objects.get(pk=own(world, "work"))
    made.pk, made.state, made.revision = None, "draft", 0
    made.save()
    world.at["own"]["fresh_work"] = made.pk


def call_is_over(world: World) -> None:
    past = timezone.now() - timedelta(days=1)
    Call.objects.filter(pk=world.at["province"]["call"]).update(due_at=past)


def without_secrets(world: World) -> None:
    """What is opened is meant for everybody from then on."""
    draft = Call.objects.filter(pk=world.at["province"]["draft_call"])
    draft.update(title="另一次推选", guide="")


def call_is(state: str) -> Callable[[World], Any]:
    return lambda world: Call.objects.filter(pk=world.at["province"]["call"]).update(state=state)


def call_facts(world: World) -> dict[str, Any]:
    return CALL | {"opens_at": later(-1), "due_at": later()}


def picks(world: World, verb: str) -> dict[str, Any]:
    return {"pick": str(own(world, "work")), "verb": verb, "reason": "看过"}


def roll_is(state: str) -> Callable[[World], Any]:
    """The university's recommendation, its notice over."""
    past = timezone.now() - timedelta(days=1)
    return lambda world: Roll.objects.filter(pk=own(world, "roll")).update(
        state=state, notice_until=past, signed_at=None
    )


def chosen_is(state: str) -> Callable[[World], Any]:
    """The officer's own work, in a roll that is open."""

    def prepare(world: World) -> None:
        roll_is("collecting")(world)
        work_is(state)(world)

    return prepare


def notice_is_over(world: World) -> None:
    """Of a roll with no more works of a track than there are places."""
    work_is("recommended")(world)
    roll_is("noticed")(world)


def two_chosen(world: World) -> None:
    """Two recommended works of one track, so that one can go before the other."""
    chosen_is("recommended")(world)
    made = Work.objects.get(pk=own(world, "work"))
    made.pk, made.rank = None, 0
    made.save()


DRAFT_CALL = {"pk": "draft_call"}
CALL = {
    "title": "改过的推选", "grace_minutes": "0", "reviews": "3", "most_load": "30",
    "notice_days": "5",
}  # fmt: skip
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CALLING = [
    Way("calls:new", "province_officer", says(source="hunan_2025")),
    Way("calls:change", "province_officer", call_facts, names=DRAFT_CALL),
    Way("calls:change", "province_officer", lambda w: call_facts(w) | {"reason": "更正"}, note="correct"),
    Way("calls:move_call", "province_officer", prepare=without_secrets, names=DRAFT_CALL | {"verb": "=open"}, note="open"),
    Way("calls:move_call", "province_officer", says(reason="维护"), note="pause"),
    Way("calls:move_call", "province_officer", prepare=call_is("paused"), names={"verb": "=resume"}, note="resume"),
    Way("calls:move_call", "province_officer", prepare=call_is_over, names={"verb": "=close"}, note="close"),
    Way("calls:move_call", "province_officer", says(reason="补报"), call_is("screening"), names={"verb": "=reopen"}, note="reopen"),
    Way("calls:move_call", "province_officer", says(reason="改期"), names={"verb": "=cancel"}, note="cancel"),
    Way("calls:deadline", "province_officer", lambda _: {"due_at": later(), "reason": "延期"}),
    Way("calls:discard_call", "province_officer", names=DRAFT_CALL),
    Way("calls:begin", "officer"),
    Way("calls:form", "officer", says(**{"title": "新名称", "answer-summary": "简介"}), work_is("draft")),
    Way("calls:place", "officer", lambda w: {"unit": str(w.at["sister"]["organisation"])}, work_is("draft")),
    Way("calls:bring", "officer", lambda _: {"file": SimpleUploadedFile("x.png", PICTURE)}, work_is("draft")),
    Way("calls:add_person", "officer", says(part="author", name="同事乙"), work_is("draft")),
    Way("calls:renew_link", "officer", prepare=work_is("draft")),
    Way("calls:remove_person", "officer", prepare=work_is("draft")),
    Way("calls:remove_piece", "officer", prepare=work_is("draft")),
    Way("calls:submit", "officer", prepare=work_is("draft")),
    Way("calls:discard_entry", "officer", prepare=never_handed_in, names={"pk": "fresh_work"}),
    Way("calls:move_entry", "officer", prepare=work_is("submitted"), names={"verb": "=recall"}, note="recall"),
    Way("calls:move_entry", "officer", says(reason="重报"), note="withdraw"),
    Way("calls:decide", "officer", lambda w: picks(w, "pass"), work_is("submitted"), note="pass"),
    Way("calls:decide", "officer", lambda w: picks(w, "recommend"), chosen_is("dept_passed"), note="recommend"),
    Way("calls:order", "officer", says(way="up"), two_chosen),
    Way("calls:move_roll", "officer", says(days="5"), chosen_is("recommended"), note="notice"),
    Way("calls:move_roll", "officer", says(reason="有异议"), roll_is("noticed"), names={"verb": "=take_back"}, note="take_back"),
    Way("calls:move_roll", "leader", prepare=notice_is_over, names={"verb": "=sign"}, note="sign"),
    Way("calls:move_roll", "province_officer", says(reason="重报"), names={"verb": "=return"}, note="return"),
    Way("calls:screened", "province_officer", lambda w: picks(w, "format_pass"), note="pass"),
    Way("calls:screened", "province_officer", lambda w: picks(w, "complete") | {"complete_by": later()}, note="complete"),
    Way("calls:check_call", "province_officer"),
    Way("calls:rule_check", "province_officer", says(ruling="bad", reason="看过")),
    Way("calls:confirm", "anonymous", says(answer="yes"), work_is("draft")),
]  # fmt: skip
