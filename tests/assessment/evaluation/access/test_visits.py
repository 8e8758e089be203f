"""Who reaches which visit, its photographs, and what proves the figures behind it."""

from __future__ import annotations

import pytest

from tests import factories
from tests.comers import ask, holding, which, whose
from wangyu.assessment.evaluation.access import visits
from wangyu.assessment.evaluation.logic.flow import VISIT
from wangyu.assessment.evaluation.models import Cycle, Inspector, Visit, VisitMark
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
STAFF, OVER = "officer head", "officer head auditor"
CAMPUS = "campus reporter leader"


@pytest.fixture
def inspector_user(province):
    return factories.officer(Role.REVIEWER, province)


@pytest.fixture
def make_visit(make_round, of, inspector_user, now):
    def make(state="planned", phase="spot", *, other=False):
        visit = Visit.objects.create(
            member=of(make_round(phase), other=other), state=state, created_at=now
        )
        if not other:
            Inspector.objects.create(visit=visit, user=inspector_user)
        return visit

    return make


@pytest.fixture
def visit(make_visit):
    """Of the first university, after others."""
    make_visit(other=True)
    make_visit()
    return make_visit()


@pytest.fixture
def all_people(people, province, inspector_user):
    return people | {
        "inspector": holding((Role.REVIEWER, province), who=inspector_user),
        "retired": holding((Role.STUDENT, province), who=inspector_user),
    }


def test_a_visit_is_seen_by_the_province_the_university_and_who_is_named(all_people, visit):
    found = ask(all_people, visits.access_visit, visit)
    assert found == (f"{OVER} {CAMPUS} inspector", "")
    assert whose(all_people, visits.my_visits) == {"inspector": 2}
    assert which(all_people, lambda actor: visits.inspects(actor, visit)) == "inspector"


def test_it_is_filled_in_planned_and_confirmed_by_one_side_each(all_people, visit):
    for door, let_in, told in (
        (visits.access_inspected_visit, "inspector", f"{OVER} {CAMPUS}"),
        (visits.access_kept_visit, STAFF, f"auditor {CAMPUS} inspector"),
        (visits.access_visited, CAMPUS, f"{OVER} inspector"),
    ):
        assert ask(all_people, door, visit) == (let_in, told)


def test_what_somebody_is_to_a_visit(all_people, visit):
    roles = {n: {*visits.roles_for_visit(a, visit)} for n, a in all_people.items()}
    assert roles["inspector"] == {"reviewer", "inspector"}
    assert roles["judge"] == {"reviewer"}
    assert roles["leader"] == {"university_leader"}
    assert roles["other"] == set()


def test_marks_are_the_universitys_when_they_are_handed_in(all_people, make_visit):
    for state in VISIT.states:
        visit = make_visit(state)
        readers = which(all_people, lambda actor, v=visit: visits.reads_marks(actor, v))
        assert readers == (f"{OVER} inspector" if state == "planned" else " ".join(all_people))


def test_an_inspector_opens_papers_until_it_is_handed_in(all_people, make_visit):
    inspector = {"inspector": all_people["inspector"]}
    for phase in ("spot", "concluding"):
        for state in VISIT.states:
            visit = make_visit(state, phase)
            is_open = (phase, state) == ("spot", "planned")
            found = ask(inspector, visits.access_visit_papers, visit)
            assert found == (("inspector", "") if is_open else ("", "inspector"))
            assert ask(all_people, visits.access_visit_papers, visit).let_in == (
                f"{OVER} {CAMPUS}" + " inspector" * is_open
            )


def test_a_file_that_proves_it_and_no_other(all_people, visit, prove, of):
    theirs = prove(of(visit.member.cycle, other=True))
    use = prove(visit.member)
    inspector = all_people["inspector"]
    assert visits.access_visit_file(inspector, visit.pk, use.pk) == (visit, use)
    with pytest.raises(NotVisible):
        visits.access_visit_file(inspector, visit.pk, theirs.pk)
    Cycle.objects.update(state="concluding")
    with pytest.raises(Refused):
        visits.access_visit_file(inspector, visit.pk, use.pk)


def test_an_inspector_opens_what_is_sensitive_too(all_people, visit, sensitive):
    use = sensitive(visit.member)
    found = visits.access_visit_file(all_people["inspector"], visit.pk, use.pk)
    assert found == (visit, use)


def test_a_photograph_of_this_visit_once_it_is_handed_in(all_people, visit, attach, now):
    def taken(visit):
        mark = VisitMark.objects.create(visit=visit, indicator="plans", updated_at=now)
        return attach(visit.member.organisation, "evaluation.visit_mark", mark.pk)

    earlier = taken(Visit.objects.exclude(pk=visit.pk).filter(inspectors__isnull=False).get())
    photo = taken(visit)
    inspector, leader = all_people["inspector"], all_people["leader"]
    assert visits.access_visit_photo(inspector, visit.pk, photo.pk) == (visit, photo)
    assert visits.access_visit_file(inspector, visit.pk, photo.pk) == (visit, photo)
    with pytest.raises(Refused):
        visits.access_visit_photo(leader, visit.pk, photo.pk)
    for door in (visits.access_visit_photo, visits.access_visit_file):
        with pytest.raises(NotVisible):
            door(inspector, visit.pk, earlier.pk)
    with pytest.raises(Refused):
        visits.access_visit_file(leader, visit.pk, photo.pk)
    Visit.objects.update(state="submitted")
    assert visits.access_visit_file(leader, visit.pk, photo.pk) == (visit, photo)
