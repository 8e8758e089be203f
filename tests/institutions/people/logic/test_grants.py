"""The table of who may grant what."""

import pytest

from wangyu.base.core.roles import Role
from wangyu.institutions.people.logic.grants import (
    GRANTING,
    ONE_OF_THREE,
    clash,
    grantable,
    lendable,
)


@pytest.mark.parametrize(
    ("held", "role", "may"),
    [
        ("province_officer", "province_officer", True),
        ("province_officer", "province_leader", True),
        ("province_officer", "university_officer", True),
        ("province_officer", "university_leader", True),
        ("province_officer", "reviewer", True),
        ("province_officer", "university_reporter", False),
        ("province_officer", "security_admin", False),
        ("province_leader", "province_officer", False),
        ("university_officer", "university_reporter", True),
        ("university_officer", "university_officer", True),
        ("university_officer", "department_officer", True),
        ("university_officer", "reviewer", False),
        ("university_reporter", "university_reporter", False),
        ("department_officer", "station_officer", True),
        ("department_officer", "department_officer", False),
        ("station_officer", "station_officer", False),
        ("security_admin", "auditor", True),
        ("security_admin", "province_officer", False),
        ("system_admin", "security_admin", False),
        ("auditor", "auditor", False),
        ("platform", "province_officer", True),
        ("platform", "auditor", False),
    ],
)
def test_who_may_grant_what(held, role, may):
    assert (role in grantable({held})) is may


def test_the_table_knows_only_real_roles():
    named = {role for roles in GRANTING.values() for role in roles} | set(GRANTING)
    assert named <= {str(role) for role in Role} | {"platform"}


def test_nobody_grants_without_a_role():
    assert grantable(()) == frozenset()


@pytest.mark.parametrize("role", sorted(ONE_OF_THREE))
def test_the_three_administrators_exclude_one_another(role):
    for other in ONE_OF_THREE - {role}:
        assert clash(role, {other, "province_officer"}) == other


def test_roles_that_go_together_do_not_clash():
    assert clash("auditor", {"auditor", "province_officer"}) == ""
    assert clash("province_officer", ONE_OF_THREE) == ""


def test_only_the_three_and_a_review_cannot_be_lent():
    unlent = {str(role) for role in Role if not lendable(str(role))}
    assert unlent == ONE_OF_THREE | {"reviewer"}
