"""Whose room is whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import factories
from wangyu.base.core.access import Refused
from wangyu.base.core.roles import Role, Tier
from wangyu.base.lib.ports import Subject
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence import access


def holding(*held):
    user = factories.user()
    for role, org in held:
        factories.grant(user, role, org)
    return actor_for(user, on=factories.TODAY)


def test_new_files_go_into_the_highest_room_one_keeps(province, university):
    department = factories.organisation(university, Tier.DEPARTMENT)
    keeps = (Role.DEPARTMENT_OFFICER, department), (Role.UNIVERSITY_OFFICER, university)
    actor = holding((Role.AUDITOR, province), *keeps)
    assert access.own_room(actor) == university
    with pytest.raises(Refused, match="您的角色不能查看材料室"):
        access.own_room(holding((Role.AUDITOR, province)))


def test_a_file_proves_whatever_lies_in_its_university(keeper, file, university, other_university):
    """Of the number of a department not one digit decides."""
    thing = Subject("某院系", "/", 1, university.path + "9" * 8, may_attach=True)
    assert access.access_file_for(keeper, file.pk, thing) == file
    with pytest.raises(Refused, match="同一单位"):
        access.access_file_for(keeper, file.pk, replace(thing, org_path=other_university.path))
