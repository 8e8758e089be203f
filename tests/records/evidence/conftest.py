"""Two universities with keepers, and a thing evidence attaches to."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from tests.base.core.files.hostile.build import picture
from wangyu.base.core.access import NotVisible
from wangyu.base.core.roles import Role
from wangyu.base.lib.ports import Attachable, Subject, attachables
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence import ops

OPEN = {1, 2}
"""Figures that evidence may be attached to; tests close them."""


def hold(number: int) -> None:
    """There is no row to be held; tests close it here."""


def upload(name: str = "照片.png", data: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or picture())


@pytest.fixture
def keeper_user(university):
    return factories.officer(Role.UNIVERSITY_OFFICER, university, "校管甲")


@pytest.fixture
def keeper(keeper_user):
    return actor_for(keeper_user, on=factories.TODAY)


@pytest.fixture
def stranger_user(other_university):
    return factories.officer(Role.UNIVERSITY_OFFICER, other_university)


@pytest.fixture
def stranger(stranger_user):
    return actor_for(stranger_user, on=factories.TODAY)


@pytest.fixture
def add(university, keeper, now):
    """Put a file into the university's room."""

    def make(name: str = "照片.png", data: bytes = b"", organisation=None):
        given = upload(name, data)
        where = organisation or university
        return ops.add_file(organisation=where, upload=given, actor=keeper, now=now)[0]

    return make


@pytest.fixture
def file(add):
    return add()


@pytest.fixture
def other_file(add, other_university):
    return add("外校绝密材料.png", organisation=other_university)


@pytest.fixture
def figure(university):
    """Figures 1 and 2 may be changed, 3 is closed; others are not visible."""

    def resolve(actor, pk):
        if pk not in {1, 2, 3}:
            raise NotVisible
        may = pk in OPEN
        return Subject(f"第{pk}个数", f"/figure/{pk}/", university.pk, university.path, may)

    def held(pk):
        hold(pk)

    attachables.add("test.figure", Attachable("test.figure", "数", resolve, held))
    yield "test.figure"
    attachables._entries.pop("test.figure")


@pytest.fixture
def use(keeper, now, figure):
    """Let a file prove figure ``number``; what is closed, or not to be seen, it proved before."""

    def make(file, number: int = 1):
        if number not in OPEN:
            return factories.use(file, figure, number, keeper, now)
        return ops.attach(file=file, kind=figure, subject_id=number, actor=keeper, now=now)

    return make


@pytest.fixture
def signed_in(client, keeper_user):
    factories.sign_in(client, keeper_user)
    return client


@pytest.fixture
def stored(settings):
    """How many files lie in the store."""
    return lambda: len([p for p in settings.MEDIA_ROOT.glob("??/*") if p.is_file()])
