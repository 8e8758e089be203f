"""A province with its officers, one university of theirs and one of others."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from tests import factories
from wangyu.base.core.roles import Role
from wangyu.institutions.people import ops
from wangyu.institutions.people.queries import actor_for


@pytest.fixture
def boss_user(province):
    return factories.officer(Role.PROVINCE_OFFICER, province, "省员甲")


@pytest.fixture
def boss(boss_user):
    return actor_for(boss_user, on=factories.TODAY)


@pytest.fixture
def second_boss(province):
    return factories.officer(Role.PROVINCE_OFFICER, province, "省员乙")


@pytest.fixture
def head_user(university):
    return factories.officer(Role.UNIVERSITY_OFFICER, university, "校管甲")


@pytest.fixture
def head(head_user):
    return actor_for(head_user, on=factories.TODAY)


@pytest.fixture
def reporter(university):
    return factories.officer(Role.UNIVERSITY_REPORTER, university, "填报甲")


@pytest.fixture
def stranger(other_university):
    """Somebody of another university, whose name stands nowhere else."""
    return factories.officer(Role.UNIVERSITY_OFFICER, other_university, "外校绝密人")


@pytest.fixture
def guard(province):
    return actor_for(factories.officer(Role.SECURITY_ADMIN, province, "安全甲"), on=factories.TODAY)


@pytest.fixture
def wanted(university):
    return ops.Wanted("新人甲", Role.UNIVERSITY_REPORTER, university, "new@example.cn")


@pytest.fixture
def invited(head, wanted, now):
    return ops.invite(actor=head, now=now, wanted=wanted)


def token_of(link: str) -> str:
    found = re.search(r"/invitation/([^/]+)/", link)
    assert found
    return found[1]


@pytest.fixture
def token(invited):
    return token_of(invited.link)


@pytest.fixture
def as_(client):
    def run(user):
        factories.sign_in(client, user)
        return client

    return run


def text(answer):
    return answer.content.decode()


@pytest.fixture
def live(head, university):
    """An invitation alive by the real clock."""
    wanted = ops.Wanted("新人甲", Role.UNIVERSITY_REPORTER, university)
    return ops.invite(actor=head, now=timezone.now(), wanted=wanted)
