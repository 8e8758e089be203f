"""The invented people of a demo."""

import pytest

from tests import factories
from wangyu.base.audit.models import Entry
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.institutions.people import ops, queries
from wangyu.institutions.people.models import User


@pytest.fixture
def plant(now):
    def run(*cast):
        return ops.plant_personas(cast=cast, actor=Actor.system(), now=now)

    return run


def test_personas_hold_their_roles_and_have_no_password(plant, university):
    university.demo = True
    university.save()
    (made,) = plant(ops.Cast("officer", "演示校管", Role.UNIVERSITY_OFFICER, university))
    assert (made.demo, made.has_usable_password()) == (True, False)
    assert queries.find_persona("officer") == made
    (shown,) = queries.demo_personas(on=factories.TODAY)
    assert (shown.role, shown.university) == ("高校中心管理员", "云梦大学")
    assert Entry.objects.get().sentence == "放入演示人员 1 人"


def test_a_real_organisation_gets_no_invented_people(plant, university):
    with pytest.raises(ops.NotADemoError, match="不是演示机构"):
        plant(ops.Cast("officer", "演示校管", Role.UNIVERSITY_OFFICER, university))
    assert not User.objects.filter(username="officer").exists()
