import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from wangyu.base.core.access import (
    Actor,
    Held,
    NotVisible,
    Refused,
    require,
    within,
    within_any,
)
from wangyu.base.core.roles import PROVINCE_STAFF, ROLE_TIER, Role, Tier
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import must_be_strong

A, B, A1 = "00000001", "00000002", "0000000100000003"
OFFICER, AUDITOR = Role.UNIVERSITY_OFFICER, Role.AUDITOR
ME = Actor(1, "张三", (Held(OFFICER, 1, A), Held(AUDITOR, 2, B, "李四")))


@pytest.mark.parametrize(
    ("path", "roles"), [(A, {OFFICER}), (A1, {OFFICER}), (B, {AUDITOR}), ("00000003", set())]
)
def test_a_role_reaches_the_subtree_it_is_held_at(path, roles):
    assert ME.roles_at(path) == roles
    assert ME.has({OFFICER}, path) == (OFFICER in roles)


def test_a_role_does_not_reach_above():
    low = Actor(1, "张三", (Held(OFFICER, 3, A1),))
    assert not low.has({OFFICER}, A)
    assert low.has({OFFICER})
    assert not low.has({AUDITOR})


def test_paths_are_those_of_the_roles_asked_for():
    assert ME.paths() == [A, B]
    assert ME.paths({AUDITOR}) == [B]


def test_behalf_names_the_principals():
    assert ME.behalf == "李四"
    assert not Actor.anonymous().behalf


def test_nobody_holds_nothing_and_the_system_reaches_all():
    assert not Actor.anonymous().is_signed_in
    assert not Actor.anonymous().has(frozenset(Role))
    assert Actor.system().has({Role.SYSTEM_ADMIN}, A1)
    assert not Actor.system().is_signed_in


def test_the_platform_is_of_no_organisation_and_is_asked_for_no_second_factor():
    (held,) = Actor.system().held
    assert (held.org_id, held.path) == (0, "")
    assert not must_be_strong(Actor.system())


@pytest.mark.parametrize("role", Role)
def test_all_but_students_and_class_officers_are_asked_for_a_second_factor(role):
    asked = role not in {Role.STUDENT, Role.STATION_OFFICER}
    assert must_be_strong(Actor(1, "", (Held(role, 1, A),))) is asked
    assert not must_be_strong(Actor(1, "", (Held(role, 1, A),), strong=True))


def test_nobody_has_nothing_of_their_own():
    assert ME.own_id == 1
    assert Actor.anonymous().own_id == Actor.system().own_id == 0


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_tier_and_only_staff_is_province(role):
    assert role in ROLE_TIER
    assert Actor(1, "", (Held(role, 1, A),)).is_province == (role in PROVINCE_STAFF)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_refusal_without_a_reason_is_a_mistake(reason):
    with pytest.raises(ValueError, match="reason"):
        Refused(reason)


def test_require_refuses_with_its_reason():
    require(condition=True, reason="从不")
    with pytest.raises(Refused, match="请先签署") as refused:
        require(condition=False, reason="请先签署")
    assert str(refused.value) == refused.value.reason == "请先签署"


def test_not_visible_is_a_404():
    assert issubclass(NotVisible, Http404)


def _tree(province):
    first = factories.university(province)
    department = factories.organisation(first, Tier.DEPARTMENT)
    return first, department, factories.university(province)


def names(condition):
    return set(Organisation.objects.filter(condition).values_list("pk", flat=True))


def test_within_is_the_subtree_and_nothing_beside_it(province):
    first, department, second = _tree(province)
    assert names(within(first.path)) == {first.pk, department.pk}
    assert names(within(province.path)) == {province.pk, first.pk, department.pk, second.pk}
    assert names(within("")) == names(within(province.path))


def test_within_any_joins_subtrees_and_no_path_is_nothing(province):
    first, department, second = _tree(province)
    assert names(within_any([department.path, second.path])) == {department.pk, second.pk}
    assert names(within_any([])) == set()
    assert first.pk in names(within_any([""]))


@given(st.integers(1, 99_999_997), st.integers(1, 99_999_997))
def test_the_range_of_a_path_holds_exactly_what_begins_with_it(mine, others):
    path, other = f"{mine:08d}", f"{others:08d}{mine:08d}"
    low, high = (value for _, value in within(path).children)
    assert (low <= other < high) == other.startswith(path)
