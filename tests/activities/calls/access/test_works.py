"""Who reaches which work, and what belongs to it."""

from __future__ import annotations

import pytest

from tests.activities.calls.rolling import plant, roll_of
from tests.comers import ask, whose
from wangyu.activities.calls import access
from wangyu.activities.calls.access import blinding, likeness
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Finding, Likeness
from wangyu.base.core.access import NotVisible

pytestmark = pytest.mark.django_db
INSIDE = "author campus leader dean"
ALL = "author officer head auditor campus leader dean"


@pytest.fixture
def signed(call, university):
    return roll_of(call, university, "signed")


@pytest.fixture
def work(call, university, department, student_user):
    def make(state="recommended", **more):
        facts = {"unit": department, "entrant": student_user} | more
        return plant(facts.pop("call", call), facts.pop("org", university), state, **facts)

    return make


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ("draft", "author"), ("submitted", INSIDE), ("returned", INSIDE), ("withdrawn", INSIDE),
        ("recommended", ALL), ("in_review", ALL), ("not_awarded", ALL),
    ],
)  # fmt: skip
def test_a_work_goes_from_its_author_to_the_campus_and_the_province(people, work, state, seen):
    work(state)
    found = ask(people, access.access_entry, work(state))
    assert (found.let_in, found.told) == (seen, "")


@pytest.mark.parametrize("other", ["call", "university", "state"])
def test_the_province_gets_what_this_universitys_roll_of_this_call_names(
    people, call, make_call, work, university, other_university, other
):
    roll_of(make_call() if other == "call" else call, other_university if other == "university" else university, "noticed" if other == "state" else "signed")  # fmt: skip
    assert ask(people, access.access_entry, work()).let_in == INSIDE


@pytest.mark.usefixtures("signed")
def test_a_work_is_filled_in_by_whoever_began_it(people, work):
    found = ask(people, access.access_own_entry, work())
    assert found == ("author", "officer head auditor campus leader dean")


@pytest.mark.usefixtures("signed")
def test_what_belongs_to_a_work_is_reached_and_changed_with_it(people, work):
    work()
    one = work()
    others = ALL.partition(" ")[2]
    assert ask(people, access.access_piece, one.pieces.get()) == (ALL, "")
    assert ask(people, access.access_own_piece, one.pieces.get()) == ("author", others)
    assert ask(people, access.access_own_person, one.contributors.get()) == ("author", others)


def test_another_works_contributor_is_asked_for_no_longer_than_one_there_is_not(
    people, work, django_assert_num_queries
):
    theirs = work().contributors.get()
    for pk in (theirs.pk, theirs.pk + 1):
        with django_assert_num_queries(1), pytest.raises(NotVisible):
            access.access_own_person(people["other"], pk)


def test_what_somebody_is_to_a_work(people, work, department, other_university):
    one = work()
    assert access.roles_for(people["author"], one) == {"student", "entrant"}
    assert access.roles_for(people["dean"], one) == {"department_officer"}
    assert access.roles_for(people["officer"], one) == {"province_officer"}
    assert access.roles_for(people["other"], one) == set()
    assert access.roles_for(people["dean"], work(unit=None)) == set()


@pytest.fixture
def copies(signed, work, now):
    """Of two works, each with a file and a place that may tell whose it is."""
    made = []
    for n in (1, 2):
        copy = BlindCopy.objects.create(entry=work(), code=f"B{n}", revision=1, made_at=now)
        BlindPiece.objects.create(copy=copy, slot="work", position=1, media_type="image/png")
        Finding.objects.create(copy=copy, place="summary", words="某人", around="我是某人")
        made.append(copy)
    return made


def test_a_blind_copy_is_prepared_by_the_provinces_staff(people, copies):
    insiders = "author auditor campus leader dean"
    for copy in copies:
        assert ask(people, blinding.access_blinding, copy.entry) == ("officer head", insiders)
        entry = copy.entry_id
        assert ask(people, blinding.access_copy, copy, entry) == ("officer head", insiders)
        for door, one in (
            (blinding.access_finding, copy.findings.get()),
            (blinding.access_copied_piece, copy.pieces.get()),
        ):
            assert ask(people, door, one) == ("officer head", "")


@pytest.mark.usefixtures("copies")
def test_a_work_without_a_copy_has_none(people, work):
    assert ask(people, blinding.access_copy, None, work().pk).let_in == ""


def test_what_a_copy_holds_is_gone_with_the_roll_it_came_with(people, copies, signed):
    roll_of(signed.call, signed.organisation, "collecting")
    assert ask(people, blinding.access_finding, copies[0].findings.get()) == ("", "")
    assert ask(people, blinding.access_copied_piece, copies[0].pieces.get()) == ("", "")


def test_a_likeness_is_judged_by_the_staff_of_the_province_that_got_the_work(
    people, work, signed, now
):
    made = [
        Likeness.objects.create(entry=work(), other=work(), share=0.5, found_at=now)
        for _ in range(2)
    ]
    for one in made:
        assert ask(people, likeness.access_likeness, one) == ("officer head", "")
    roll_of(signed.call, signed.organisation, "collecting")
    assert ask(people, likeness.access_likeness, made[0]) == ("", "")


def test_nobody_has_no_works_of_their_own(people, work):
    work("draft")
    assert whose(people, access.visible_entries) == {"author": 1}
