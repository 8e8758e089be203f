"""Who decides about works, and what everybody sees once it is shown."""

from __future__ import annotations

import pytest

from tests.activities.calls.rolling import plant, roll_of
from tests.comers import ask, missing
from wangyu.activities.calls.access import deciding, shown
from wangyu.activities.calls.logic.flow import CALL, ENTRY
from wangyu.activities.calls.models import Call, Entry, Objection, Piece, ShownCopy
from wangyu.base.core.access import NotVisible

pytestmark = pytest.mark.django_db
STAFF = "officer head"
NOT_STAFF = "author auditor judge campus leader reporter dean sister other neighbour nobody"


def test_how_far_a_call_is_decides_what_its_keepers_may_do(people, make_call):
    officer = {"officer": people["officer"]}
    for door, states in (
        (deciding.access_meeting, {"review", "deciding", "publicized", "released"}),
        (deciding.access_reporting, {"released"}),
    ):
        found = {state: ask(officer, door, make_call(state)) for state in CALL.states}
        assert {state for state, one in found.items() if one == ("officer", "")} == states
        assert {state for state, one in found.items() if one == ("", "officer")} == {*CALL.states} - states  # fmt: skip


def test_the_meeting_and_the_report_are_the_staffs(people, make_call):
    make_call("released")
    call = make_call("released")
    for door in (deciding.access_meeting, deciding.access_reporting):
        assert ask(people, door, call) == (STAFF, NOT_STAFF)
        assert "campus" in missing(people, door, 0)


@pytest.fixture
def judged(call, university):
    roll_of(call, university, "signed")
    plant(call, university, "in_review")
    return plant(call, university, "in_review")


def test_a_judged_work_is_the_staffs_and_who_else_sees_it_is_told(people, judged):
    found = ask(people, deciding.access_judged, judged)
    assert found == (STAFF, "auditor campus leader")


def test_what_the_panel_has_not_seen_is_not_there(people, judged):
    for state in ("recommended", "completing", "format_ok", "format_rejected"):
        Entry.objects.update(state=state)
        assert ask(people, deciding.access_judged, judged) == ("", "")


def test_a_work_whose_roll_was_given_back_is_not_there(people, judged):
    roll_of(judged.call, judged.organisation, "collecting")
    assert ask(people, deciding.access_judged, judged).let_in == ""


def test_an_objection_is_answered_by_the_staff(people, call, now):
    made = [
        Objection.objects.create(call=call, text="有异议", code=code, made_at=now)
        for code in "甲乙"
    ]
    for one in made:
        assert ask(people, deciding.access_objection, one) == (STAFF, "")
    assert missing(people, deciding.access_objection, 0) == ""


def test_a_notice_and_a_result_are_public_in_their_time(people, make_call):
    for door, when in ((shown.access_noticed, "publicized"), (shown.access_released, "released")):
        make_call(when)
        for state in CALL.states:
            found = ask(people, door, make_call(state))
            assert found.let_in == (" ".join(people) if state == when else ""), state


def test_a_list_holds_the_works_of_its_call_alone(make_call, university):
    calls = [make_call("released"), make_call("released")]
    works = {(c, state): plant(c, university, state) for c in calls for state in ENTRY.states}
    won = ("awarded", "exhibited", "sent_national")
    for call in calls:
        assert list(shown.noticed_entries(call)) == [works[call, "publicized"]]
        assert set(shown.won_entries(call)) == {works[call, state] for state in won}


class TestGallery:
    @pytest.fixture
    def exhibit(self, make_call, university, now):
        def make(state="exhibited", *, slot="work", **more):
            call = make_call("released")
            work = plant(call, university, state, **{"may_show": True} | more)
            Piece.objects.filter(entry=work).update(slot=slot)
            ShownCopy.objects.create(piece=work.pieces.get(), stored_name="a.png", made_at=now)
            return work

        return make

    @pytest.mark.parametrize(
        ("state", "more", "is_shown"),
        [
            ("exhibited", {}, True), ("exhibited", {"may_show": False}, False),
            ("sent_national", {"on_show": True}, True), ("sent_national", {}, False),
            ("awarded", {"on_show": True}, False), ("withdrawn", {"on_show": True}, False),
        ],
    )  # fmt: skip
    def test_what_its_authors_and_the_province_show(self, exhibit, state, more, is_shown):
        work = exhibit(state, **more)
        assert list(shown.exhibited_entries()) == [work] * is_shown

    def test_nothing_before_the_result_is_out(self, exhibit):
        exhibit()
        Call.objects.update(state="publicized")
        assert not shown.exhibited_entries().exists()

    def test_of_several_just_the_one_asked_for(self, exhibit):
        for work in (exhibit(), exhibit()):
            assert shown.access_exhibited(work.pk) == work
            piece = work.pieces.get()
            assert shown.access_shown_piece(piece.pk) == piece.shown

    def test_a_proof_or_what_is_not_stripped_or_not_shown_is_not_there(self, exhibit):
        stripped_not = exhibit()
        ShownCopy.objects.update(stored_name="")
        for work in (stripped_not, exhibit(slot="proof"), exhibit("awarded")):
            with pytest.raises(NotVisible):
                shown.access_shown_piece(work.pieces.get().pk)
