"""Files are examined before anything is held: a large film keeps nobody from writing.

On SQLite one writes at a time, and a transaction that has written keeps all others waiting until it
ends. Every way to write is gone once; whatever door is opened on it (tests/doors.py), no transaction
is open then. (The test's own is; so its depth is looked at.)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from tests.doors import is_in_op, watched
from tests.house.blinding import BLIND_EXAMINED
from tests.house.entering import ENTERING
from tests.house.faults import undone
from tests.house.way import Way
from tests.house.working import officer, upload
from tests.house.world import World
from tests.house.writing import WAYS
from wangyu.base.audit.op import op, say
from wangyu.base.core import files
from wangyu.base.core.access import Actor
from wangyu.base.core.files import partial
from wangyu.records.evidence.ops import uploads

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
EXAMINED = {
    "evidence:upload", "evidence:replace", "evidence:attach-new file", "calls:bring",
    "calls:blind_replace", "evaluation:visit_photo", *BLIND_EXAMINED,
    "account_login", "account_change_password", "account_reset_password_from_key", "people:accept",
}  # fmt: skip
"""Ways on which a file is brought, or one that is kept is read again; or on which a password is."""


@contextmanager
def counted() -> Iterator[list[tuple[str, bool]]]:
    with undone():
        depth = len(connection.savepoint_ids)
        with watched(lambda: len(connection.savepoint_ids) > depth) as seen:
            yield seen


@pytest.mark.parametrize("way", [*WAYS, *ENTERING], ids=lambda way: way.id)
def test_nothing_is_examined_while_others_wait_to_write(way: Way, world: World) -> None:
    with counted() as seen:
        way.prepare(world)
        data = way.fill(world)
        seen.clear()  # what a test prepares
        answer = way.send(world, data)
    assert answer.status_code < 400, answer.content.decode()[-2000:]
    assert [name for name, held in seen if held] == []
    assert bool(seen) == (way.id in EXAMINED)


def test_what_came_in_pieces_is_examined_before_it_is_entered(world: World) -> None:
    with counted() as seen:
        sent = upload(world)
        sent.key, sent.name = partial.begin(), "佐证.txt"
        partial.path_of(sent.key).write_bytes("佐证".encode() * 30)
        uploads.finish_upload(upload=sent, **officer(world, timezone.now()))
    assert seen
    assert not any(held for _, held in seen)
    assert sent.result


def test_one_that_would_be_examined_inside_is_seen() -> None:
    with counted() as seen, transaction.atomic():
        files.store(SimpleUploadedFile("a.txt", b"abc"), limit_mb=1)
    assert {held for _, held in seen} == {True}
    opened = {"store._write", "store._keep", "sandbox._told"}
    assert {name.removeprefix("wangyu.base.core.files.") for name, _ in seen} == opened


def test_an_op_is_known_for_one(now) -> None:
    """By it tests/conftest.py looks at every test of the platform."""

    @op("core.test.look")
    def look(*, actor: Actor, now: datetime) -> None:
        found.append(is_in_op())
        say("测试")

    found = [is_in_op()]
    look(actor=Actor.system(), now=now)
    assert found == [False, True]
