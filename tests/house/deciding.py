"""Ways to write where calls are decided, objected to and shown (see writing.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.house.way import Way, later, own, says
from tests.house.world import World
from wangyu.activities.calls.models import Call, Entry, Objection


def work_is(name: str, state: str, **more: Any) -> Callable[[World], Any]:
    return lambda world: Entry.objects.filter(pk=own(world, name)).update(state=state, **more)


def call_is(name: str, state: str) -> Callable[[World], Any]:
    return lambda world: Call.objects.filter(pk=world.at["province"][name]).update(state=state)


def proposed(world: World) -> None:
    """Nothing is in the way of the notice."""
    call = world.at["province"]["meeting_call"]
    Entry.objects.filter(call=call).update(award="merit")


def open_yet(world: World) -> None:
    call = world.at["province"]["meeting_call"]
    Entry.objects.filter(call=call).update(award="")


def notice_is_over(world: World) -> None:
    """The period is over, and every objection is answered."""
    past = timezone.now() - timedelta(days=1)
    Call.objects.filter(pk=world.at["province"]["noticed_call"]).update(notice_until=past)
    Objection.objects.update(answered_at=past, upheld=False)


def late(world: World) -> None:
    past = timezone.now() - timedelta(days=1)
    Entry.objects.filter(pk=own(world, "judged")).update(state="revising", complete_by=past)


MEETING, NOTICED = {"pk": "meeting_call"}, {"pk": "noticed_call"}
PLACES = {"first": "1", "last": "2", "award": "merit", "reason": "会议讨论"}
OFFICER = "province_officer"
DECIDING = [
    Way("calls:compute", OFFICER),
    Way("calls:places", OFFICER, says(**PLACES), open_yet),
    Way("calls:settle", OFFICER, says(award="second", reason="再议"), note="propose"),
    Way("calls:settle", OFFICER, names={"verb": "=shortlist"}, note="shortlist"),
    Way("calls:settle", OFFICER, lambda _: {"due_at": later(), "reason": "补字幕"}, names={"verb": "=revise"}, note="revise"),
    Way("calls:settle", OFFICER, says(reason="逾期"), late, names={"verb": "=lapse"}, note="lapse"),
    Way("calls:move_call", OFFICER, prepare=call_is("meeting_call", "review"), names=MEETING | {"verb": "=decide"}, note="decide"),
    Way("calls:move_call", OFFICER, says(reason="补评"), names=MEETING | {"verb": "=review_again"}, note="review_again"),
    Way("calls:move_call", OFFICER, prepare=proposed, names=MEETING | {"verb": "=publicize"}, note="publicize"),
    Way("calls:move_call", OFFICER, says(reason="有误"), names=NOTICED | {"verb": "=withdraw_notice"}, note="withdraw_notice"),
    Way("calls:move_call", OFFICER, prepare=notice_is_over, names=NOTICED | {"verb": "=release"}, note="release"),
    Way("calls:object", "anonymous", says(text="作品取自他人")),
    Way("calls:objection", OFFICER, says(answer="属实", upheld="yes")),
    Way("calls:exhibit_call", OFFICER, prepare=work_is("shown", "awarded")),
    Way("calls:change_national", OFFICER, lambda w: {"pick": str(own(w, "shown")), "verb": "send"}, note="send"),
    Way("calls:change_national", OFFICER, lambda w: {"pick": str(own(w, "shown")), "verb": "unsend", "reason": "调整"}, work_is("shown", "sent_national", on_show=True), note="unsend"),
    Way("calls:allow", "officer", says(agrees="no")),
    Way("calls:move_entry", OFFICER, prepare=work_is("shown", "awarded"), names={"pk": "shown", "verb": "=exhibit"}, note="exhibit"),
    Way("calls:move_entry", OFFICER, says(reason="争议"), names={"pk": "shown", "verb": "=unexhibit"}, note="unexhibit"),
]  # fmt: skip
