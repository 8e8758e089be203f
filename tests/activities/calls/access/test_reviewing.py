"""Who reaches which review: its reviewer by a code, the province by a number, and nobody else."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests import factories
from tests.activities.calls.rolling import plant
from tests.comers import ask, holding, whose
from wangyu.activities.calls.access import reviewing as doors
from wangyu.activities.calls.logic.flow import CALL, ENTRY, REVIEW
from wangyu.activities.calls.models import (
    BlindCopy,
    BlindPiece,
    Call,
    Conflict,
    Entry,
    Panelist,
    Remark,
    Review,
)
from wangyu.base.core.access import Actor, Held, NotVisible, Refused
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
SEEN = {
    "in_review", "revising", "shortlisted", "publicized", "awarded", "not_awarded", "exhibited",
    "sent_national",
}  # fmt: skip


@pytest.fixture
def seats(call):
    return [Panelist.objects.create(call=call, user=factories.user(), most=9) for _ in "ab"]


@pytest.fixture
def judges(people, province, seats):
    """The two on the panel besides everybody else."""
    mine = {
        name: holding((Role.REVIEWER, province), who=seat.user)
        for name, seat in zip(("first", "second"), seats, strict=True)
    }
    return people | mine


@pytest.fixture
def review(call, university, seats, now):
    """Of the first on the panel; of each a review and a remark before, of a work of its own."""

    def make(seat, code):
        work = plant(call, university, "in_review")
        copy = BlindCopy.objects.create(
            entry=work, code=code, revision=1, made_at=now, frozen_at=now
        )
        for slot, position in (("work", 1), ("work", 2), ("more", 1)):
            BlindPiece.objects.create(
                copy=copy, slot=slot, position=position, stored_name="a.png", media_type="image/png"
            )
        found = Review.objects.create(entry=work, panelist=seat, assigned_at=now)
        Remark.objects.create(review=found, text="好", written_at=now)
        return found

    return [make(seat, code) for seat, code in zip([*seats, seats[0]], "甲乙丙", strict=True)][-1]


def test_a_review_is_its_reviewers_by_the_code(judges, review):
    assert whose(judges, doors.visible_my_reviews) == {"first": 2, "second": 1}
    assert ask(judges, doors.access_my_review, review, "丙") == ("first", "")
    assert ask(judges, doors.access_my_remark, review.remarks.get()) == ("first", "")


def test_a_file_by_its_work_its_slot_and_its_place(judges, review):
    for piece in review.entry.blind.pieces.all():
        key = "丙", piece.slot, piece.position
        assert ask(judges, doors.access_blind_piece, piece, *key) == ("first", "")
    BlindPiece.objects.update(stored_name="")
    assert ask(judges, doors.access_blind_piece, None, "丙", "work", 1) == ("", "")


def in_which(rows, states, door, *key):
    """In which states of the rows there is something behind a door."""
    found = set()
    for state in states:
        rows.update(state=state)
        with suppress(NotVisible):
            found |= {state} if door(*key) else set()
    return found


@pytest.mark.usefixtures("review")
def test_only_reviews_that_count_of_works_that_are_with_the_panel(judges):
    asked = doors.access_my_review, judges["first"], "丙"
    assert in_which(Entry.objects, ENTRY.states, *asked) == SEEN
    Entry.objects.update(state="in_review")
    assert in_which(Review.objects, REVIEW.states, *asked) == {"assigned", "scoring", "done"}


def test_not_while_the_copy_is_made(judges, review):
    BlindCopy.objects.update(frozen_at=None)
    assert ask(judges, doors.access_my_review, review, "丙") == ("", "")


def test_nobody_reviews_without_being_a_reviewer_in_person(review, province, university, seats):
    first = seats[0].user
    lent = Actor(first.pk, "", (Held(Role.REVIEWER, province.pk, province.path, "某人", 1),))
    for actor in (lent, holding((Role.UNIVERSITY_OFFICER, university), who=first)):
        with pytest.raises(NotVisible):
            doors.access_my_review(actor, "丙")
        assert Role.REVIEWER not in doors.roles_for_review(actor, review)


def test_what_somebody_is_to_a_review(judges, review, province, university, seats):
    both = (Role.REVIEWER, province), (Role.UNIVERSITY_LEADER, university)
    twofold = holding(*both, who=seats[0].user)
    assert doors.access_my_review(twofold, "丙") == review
    assert doors.roles_for_review(twofold, review) == {"reviewer"}
    assert doors.roles_for_review(judges["second"], review) == set()
    assert doors.roles_for_review(judges["officer"], review) == {"province_officer"}
    assert doors.roles_for_review(judges["campus"], review) == set()


def test_a_panel_is_its_members_until_the_call_is_over(judges, seats):
    over = {"draft", "released", "cancelled"}
    assert ask(judges, doors.access_my_panel, seats[1]) == ("second", "")
    assert whose(judges, doors.my_panels) == {"first": 1, "second": 1}
    asked = doors.access_my_panel, judges["second"], seats[1].pk
    assert in_which(Call.objects, CALL.states, *asked) == {*CALL.states} - over


def test_whose_judgement_of_whose_work_is_the_provinces_staffs(judges, review, seats, now):
    both = [Conflict.objects.create(panelist=one, reason="师生", declared_at=now) for one in seats]
    for door, wanted in (
        (doors.access_review, review), (doors.access_panelist, seats[1]),
        (doors.access_conflict, both[1]), (doors.access_wanting, review.entry),
    ):  # fmt: skip
        assert ask(judges, door, wanted) == ("officer head", "")


def test_reviewers_are_sought_for_works_with_the_panel_or_ready_for_it(people, review):
    asked = doors.access_wanting, people["officer"], review.entry_id
    assert in_which(Entry.objects, ENTRY.states, *asked) == {"format_ok", "in_review"}


def test_a_panel_is_kept_by_the_staff_of_its_province(people, call):
    for name, actor in people.items():
        if name in {"officer", "head"}:
            doors.require_keeps(actor, call)
        else:
            with pytest.raises(Refused):
                doors.require_keeps(actor, call)
