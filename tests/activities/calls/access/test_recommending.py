"""Who looks, chooses and shows inside a university, and who examines what it recommends."""

from __future__ import annotations

import pytest

from tests.activities.calls.rolling import plant, roll_of
from tests.comers import ask, holding, missing, whose
from wangyu.activities.calls.access import recommending as doors
from wangyu.activities.calls.logic.flow import ENTRY
from wangyu.activities.calls.models import Check
from wangyu.base.core.access import NotVisible
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
OUTSIDE = "author officer head auditor judge leader reporter"
NOT_HANDED = {"draft", "submitted", "dept_passed", "returned", "declined", "withdrawn"}


class TestLooking:
    def test_deans_and_the_officers_of_a_university_of_the_province_look(self, people, call):
        found = ask(people, doors.access_looking, call)
        assert found == ("campus dean sister other", f"{OUTSIDE} neighbour nobody")
        assert missing(people, doors.access_looking, 0) == f"{OUTSIDE} neighbour nobody"

    def test_nobody_looks_in_another_province(self, people, make_call, elsewhere):
        found = ask(people, doors.access_looking, make_call(owner=elsewhere))
        assert found == ("", " ".join(people))

    def test_one_role_of_several_is_enough(self, call, province, department):
        both = holding((Role.REVIEWER, province), (Role.DEPARTMENT_OFFICER, department))
        assert doors.looks(both, call)

    def test_a_leader_of_a_university_of_the_province_does_not(self, people, call):
        assert [name for name, actor in people.items() if doors.looks(actor, call)] == [
            "campus", "dean", "sister", "other",
        ]  # fmt: skip

    def test_what_waits_is_of_this_call_and_of_ones_own_place(
        self, people, call, make_call, university, other_university, department
    ):
        for state in ENTRY.states:
            plant(call, university, state, unit=department)
        plant(make_call(), university, "submitted", unit=department)
        plant(call, other_university, "submitted")
        found = whose(people, lambda actor: doors.to_look_at(actor, call))
        assert found == {"campus": 1, "dean": 1, "other": 1}


class TestPicked:
    def test_what_was_ticked_of_this_call_as_far_as_one_sees_it(
        self, people, call, make_call, university, other_university, department
    ):
        first, second = (plant(call, university, unit=department) for _ in "ab")
        hidden = plant(call, other_university)
        elsewhere, unasked = plant(make_call(), university), plant(call, university)
        asked = [one.pk for one in (second, first, hidden, elsewhere)]
        assert doors.access_picked(people["campus"], call, asked) == [first, second]
        assert doors.access_picked(people["officer"], call, [unasked.pk]) == []

    def test_works_of_two_universities_are_not_there_together(
        self, people, call, university, other_university
    ):
        for place in (university, other_university):
            roll_of(call, place, "signed")
        works = [plant(call, place, "recommended") for place in (university, other_university)]
        with pytest.raises(NotVisible):
            doors.access_picked(people["officer"], call, [one.pk for one in works])


class TestRoll:
    @pytest.mark.parametrize(
        ("state", "seen"),
        [
            ("collecting", "campus leader"), ("noticed", "campus leader"),
            ("signed", "officer head auditor campus leader"),
        ],
    )  # fmt: skip
    def test_a_roll_is_the_campuss_and_once_signed_the_provinces(
        self, people, call, university, other_university, state, seen
    ):
        roll_of(call, other_university, "signed")
        roll = roll_of(call, university, state)
        assert ask(people, doors.access_roll, roll, call.pk, university.pk) == (seen, "")

    def test_one_nobody_has_touched_is_not_kept(self, people, call, university):
        assert doors.access_roll(people["campus"], call.pk, university.pk).pk is None

    def test_a_department_has_none(self, people, call, department):
        with pytest.raises(NotVisible):
            doors.access_roll(people["campus"], call.pk, department.pk)

    def test_another_provinces_university_has_none(
        self, people, make_call, elsewhere, other_university
    ):
        with pytest.raises(NotVisible):
            doors.access_roll(people["other"], make_call(owner=elsewhere).pk, other_university.pk)

    def test_a_draft_has_none_not_even_for_who_keeps_it_and_chooses(
        self, make_call, province, university
    ):
        both = holding((Role.PROVINCE_OFFICER, province), (Role.UNIVERSITY_OFFICER, university))
        assert doors.access_roll(both, make_call().pk, university.pk)
        with pytest.raises(NotVisible):
            doors.access_roll(both, make_call("draft").pk, university.pk)

    def test_ordering_is_the_officers(self, people, call, university):
        roll = roll_of(call, university, "signed")
        found = ask(people, doors.access_choosing, roll, call.pk, university.pk)
        assert found == ("campus", "officer head auditor leader")

    @pytest.mark.parametrize(
        ("state", "seen"),
        [("collecting", "")]
        + [(state, "author campus leader reporter dean sister") for state in ("noticed", "signed")],
    )
    def test_a_notice_is_for_whoever_is_of_the_university(
        self, people, call, make_call, university, other_university, state, seen
    ):
        roll_of(make_call(), university, "signed")
        roll_of(call, other_university, "signed")
        roll = roll_of(call, university, state)
        assert ask(people, doors.access_notice, roll, call.pk, university.pk) == (seen, "")

    def test_ones_own_are_those_of_ones_universities(self, people, call, university):
        roll = roll_of(call, university)
        found = {name: doors.own_rolls(actor, call) for name, actor in people.items()}
        inside = {"author", "campus", "leader", "reporter", "dean", "sister"}
        assert {name for name, rolls in found.items() if roll in rolls} == inside
        assert {name for name, rolls in found.items() if not rolls} == {
            "officer", "head", "auditor", "judge", "neighbour", "nobody",
        }  # fmt: skip

    def test_none_of_a_call_of_another_province(self, people, make_call, elsewhere):
        assert doors.own_rolls(people["campus"], make_call(owner=elsewhere)) == []


class TestScreening:
    @pytest.fixture
    def checked(self, call, university):
        """Two works that a signed roll names, after one that nobody above sees; a check of each."""
        roll_of(call, university, "signed")
        plant(call, university, "draft")
        works = [plant(call, university, "recommended") for _ in "ab"]
        for one in works:
            Check.objects.create(entry=one, key="duration", tone="doubt", sentence="时长没有读到")
        return works

    def test_the_province_reads_and_its_staff_decide(self, people, checked):
        for one in checked:
            assert ask(people, doors.access_screening, one) == ("officer head auditor", "")
            assert ask(people, doors.access_check, one.checks.get()) == ("officer head", "")
        assert missing(people, doors.access_screening, 0) == ""
        assert missing(people, doors.access_check, 0) == ""

    def test_not_before_the_roll_is_signed(self, people, checked, call, university):
        roll_of(call, university, "noticed")
        assert ask(people, doors.access_screening, checked[0]) == ("", "")
        assert ask(people, doors.access_check, checked[0].checks.get()) == ("", "")

    def test_checks_are_read_from_when_a_work_left_its_university(self, people, call, university):
        for work in (plant(call, university, state) for state in ENTRY.states):
            above = {name for name, actor in people.items() if doors.reads_checks(actor, work)}
            assert above == (set() if work.state in NOT_HANDED else {"officer", "head", "auditor"})
