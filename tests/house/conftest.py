"""The world is built once for a file of tests; each call on it is undone (see World.call)."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test.utils import override_settings

from tests.house.world import World, build

HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker, tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=root, HOME=root, PASSWORD_HASHERS=HASHER):
            made = build()
        yield made, root
        transaction.set_rollback(True)


@pytest.fixture
def world(_built, _plain_settings, settings) -> World:
    made, root = _built
    settings.MEDIA_ROOT = settings.HOME = root
    return made
