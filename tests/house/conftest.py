"""The world is built once; each call on it is undone (see World.call), each file begins with it afresh."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test.utils import override_settings

from tests.house.world import World, build

HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="package")
def _built(django_db_setup, django_db_blocker, tmp_path_factory):
    """As long as what follows is in this folder; what asks for it follows each other (see above)."""
    root = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=root, HOME=root, PASSWORD_HASHERS=HASHER):
            made = build()
        yield made, root
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _afresh(_built) -> World:
    return _built[0].afresh()


@pytest.fixture
def world(_afresh, _built, _plain_settings, settings) -> World:
    settings.MEDIA_ROOT = settings.HOME = _built[1]
    return _afresh
