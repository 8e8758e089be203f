from datetime import timedelta

import pytest

from wangyu.base.audit.models import Entry
from wangyu.base.backup import ops
from wangyu.base.backup.models import Copy
from wangyu.base.backup.queries import newest_copy
from wangyu.base.core.access import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(now):
    def make(name, hours=0, findings=()):
        return ops.record_copy(
            name=name, folder=f"/b/{name}", taken_at=now + timedelta(hours=hours), findings=findings,
            actor=Actor.system(), now=now,
        )  # fmt: skip

    return make


def test_the_newest_backup_is_the_one_taken_last(record):
    assert newest_copy() is None
    record("b", 2)
    record("a", 1)
    assert newest_copy().name == "b"


def test_verifying_again_replaces_what_was_found_and_adds_to_the_log(record):
    record("a")
    record("a", findings=["files/x：坏"])
    assert Copy.objects.get().findings == ["files/x：坏"]
    assert [e.sentence for e in Entry.objects.order_by("seq")] == ["核对备份 a：完好", "核对备份 a：有 1 处不符"]  # fmt: skip


def test_removed_backups_are_forgotten(record, now):
    record("a")
    record("b", 1)
    ops.forget_copies(names=["a"], actor=Actor.system(), now=now)
    assert [copy.name for copy in Copy.objects.all()] == ["b"]
