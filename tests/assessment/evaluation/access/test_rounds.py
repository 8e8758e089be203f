"""Who reaches which round, and which university's part in it."""

from __future__ import annotations

import pytest

from tests.comers import ask, holding, missing, whose
from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access import mending, selfcheck
from wangyu.assessment.evaluation.logic.flow import CYCLE, SELF_CHECK
from wangyu.assessment.evaluation.models import Answer, Member, Problem
from wangyu.base.core.access import Refused
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
STAFF, OVER = "officer head", "officer head auditor"
CAMPUS = "campus reporter leader"
NOT_STAFF = "auditor judge campus reporter leader student other third nobody"
NOT_OVER = "judge campus reporter leader student other third nobody"


def test_a_round_is_its_provinces_and_once_begun_its_universities(people, make_round):
    for state in CYCLE.states:
        seen = OVER if state == "draft" else f"{OVER} {CAMPUS} other"
        assert ask(people, access.access_cycle, make_round(state)) == (seen, "")
    rounds = len(CYCLE.states)
    assert whose(people, access.visible_cycles) == {
        "officer": rounds, "head": rounds, "auditor": rounds, "campus": rounds - 1,
        "reporter": rounds - 1, "leader": rounds - 1, "other": rounds - 1,
    }  # fmt: skip


def test_a_round_is_run_by_the_staff_and_overseen_by_the_auditor_too(people, make_round):
    make_round()
    one = make_round()
    found = ask(people, access.access_own_cycle, one)
    assert found == (STAFF, NOT_STAFF)
    assert missing(people, access.access_own_cycle, 0) == NOT_STAFF
    assert ask(people, access.access_overseen_cycle, one) == (OVER, NOT_OVER)
    assert missing(people, access.access_overseen_cycle, 0) == NOT_OVER


def test_who_oversees_another_province_and_takes_part_here_is_told(
    make_round, elsewhere, university
):
    mine = Role.UNIVERSITY_OFFICER, university
    people = {
        role.value: holding(mine, (role, elsewhere))
        for role in (Role.PROVINCE_OFFICER, Role.AUDITOR)
    }
    both, one = "province_officer auditor", make_round()
    assert ask(people, access.access_cycle, one) == (both, "")
    assert ask(people, access.access_own_cycle, one) == ("", both)
    assert ask(people, access.access_overseen_cycle, one) == ("", both)


def test_ones_own_province_is_where_one_is_of_its_staff(people, province, university):
    both = holding((Role.UNIVERSITY_REPORTER, university), (Role.PROVINCE_OFFICER, province))
    assert access.own_province(both) == province
    for actor in (people["campus"], people["auditor"]):
        with pytest.raises(Refused):
            access.own_province(actor)


def test_a_part_is_its_universitys_and_the_provinces(people, make_round, of):
    for state in CYCLE.states:
        seen = OVER if state == "draft" else f"{OVER} {CAMPUS}"
        assert ask(people, access.access_member, of(make_round(state))) == (seen, "")


def test_a_part_is_filled_in_by_who_reports(people, make_round, of):
    part = of(make_round())
    told = "officer head auditor leader"
    assert ask(people, access.access_own_member, part) == ("campus reporter", told)
    assert ask(people, selfcheck.access_kept_member, part) == (STAFF, NOT_STAFF)
    assert "campus" in missing(people, selfcheck.access_kept_member, 0)


def test_who_keeps_another_provinces_rounds_keeps_no_part_of_this_one(
    make_round, of, elsewhere, university
):
    both = {"both": holding((Role.UNIVERSITY_OFFICER, university), (Role.PROVINCE_LEADER, elsewhere))}  # fmt: skip
    assert ask(both, selfcheck.access_kept_member, of(make_round())) == ("", "both")


def test_a_guest_is_of_neither_side(people, make_round, of):
    part = of(make_round())
    guests = {name for name, actor in people.items() if access.is_guest(actor, part)}
    assert guests == {"judge", "student", "other", "third", "neighbour", "nobody"}


def test_ones_own_parts_are_of_this_round(people, make_round, of):
    make_round()
    one = make_round()
    own = {name: list(access.own_members(actor, one)) for name, actor in people.items()}
    here = {name: [of(one)] for name in CAMPUS.split(" ")} | {"other": [of(one, other=True)]}
    assert {name: rows for name, rows in own.items() if rows} == here


def test_typing_is_for_who_reports_while_it_is_open(people, make_round, of):
    for state in CYCLE.states:
        part = of(make_round(state))
        for step in SELF_CHECK.states:
            part.state = step
            typing = {name for name, actor in people.items() if selfcheck.fills(actor, part)}
            is_open = state == "self_check" and step in {"filling", "returned"}
            assert typing == ({"campus", "reporter"} if is_open else set())


def test_an_answer_and_a_problem_are_reached_with_their_part(people, make_round, of, now):
    for part in Member.objects.filter(cycle=make_round()):
        Answer.objects.create(member=part, indicator="plans")
        Problem.objects.create(member=part, words="没有专职人员", found_at=now)
    part = of(make_round())
    answer = Answer.objects.create(member=part, indicator="plans")
    problem = Problem.objects.create(member=part, words="没有专职人员", found_at=now)
    seen = f"{OVER} {CAMPUS}"
    assert ask(people, selfcheck.access_answer, answer) == (seen, "")
    assert ask(people, mending.access_problem, problem) == (seen, "")
    assert ask(people, mending.access_own_problem, problem) == (CAMPUS, OVER)
    assert ask(people, mending.access_kept_problem, problem) == (STAFF, f"auditor {CAMPUS}")
