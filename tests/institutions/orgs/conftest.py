"""A small tree of 云梦省 and the people who look after it."""

from __future__ import annotations

import pytest

from tests import factories
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role, Tier


@pytest.fixture
def root(province):
    return province


@pytest.fixture
def department(university):
    return factories.organisation(university, Tier.DEPARTMENT, "计算机学院")


@pytest.fixture
def station(department):
    return factories.organisation(department, Tier.STATION, "软件工程2401班")


@pytest.fixture
def stranger_department(other_university):
    return factories.organisation(other_university, Tier.DEPARTMENT, "邻校独有学院")


@pytest.fixture
def province_officer(province) -> Actor:
    return factories.actor(Role.PROVINCE_OFFICER, province)


@pytest.fixture
def officer(university) -> Actor:
    return factories.actor(Role.UNIVERSITY_OFFICER, university)


@pytest.fixture
def department_officer(department) -> Actor:
    return factories.actor(Role.DEPARTMENT_OFFICER, department)


@pytest.fixture
def as_officer(client, university):
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_OFFICER, university))
    return client


@pytest.fixture
def as_province(client, province):
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    return client
