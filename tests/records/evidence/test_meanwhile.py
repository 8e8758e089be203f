"""What changed between the question whether it may be and the deed: asked again, and nothing lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.urls import reverse

from tests.meanwhile import meanwhile
from tests.records.evidence import conftest
from tests.records.evidence.conftest import upload
from wangyu.base.core.files import sandbox
from wangyu.records.evidence import access, ops, queries
from wangyu.records.evidence.models import File, Use

pytestmark = pytest.mark.django_db
MAY_NOT = "现在不能为它增减佐证"


@pytest.fixture
def open_(monkeypatch):
    """Figures that are open; who takes one out closes it."""
    found = {1, 2}
    monkeypatch.setattr(conftest, "OPEN", found)
    return found


@pytest.fixture
def while_examined(monkeypatch):
    """Do something while a file is examined."""

    def arrange(act):
        real = sandbox.examine

        def examine(*told):
            act()
            return real(*told)

        monkeypatch.setattr(sandbox, "examine", examine)

    return arrange


def box(client, name, *args, **data):
    there = reverse(f"evidence:{name}", args=args)
    return client.post(there, data, headers={"HX-Request": "true"}).content.decode()


def test_what_is_closed_while_a_file_is_examined_keeps_neither_row_nor_bytes(
    signed_in, figure, open_, while_examined, stored
):
    while_examined(lambda: open_.discard(1))
    assert MAY_NOT in box(signed_in, "attach", figure, 1, file=upload("合影.png"))
    assert (Use.objects.count(), File.objects.count(), stored()) == (0, 0, 0)


def test_what_is_gone_while_a_file_is_examined_is_told_the_same(
    signed_in, figure, while_examined, monkeypatch, stored
):
    def gone(_actor, _kind, _pk):
        raise access.NotVisible

    while_examined(lambda: monkeypatch.setattr(access, "access_subject", gone))
    assert MAY_NOT in box(signed_in, "attach", figure, 1, file=upload("合影.png"))
    assert (File.objects.count(), stored()) == (0, 0)


def test_what_is_closed_after_the_page_looked_takes_no_file_and_gives_none_back(
    signed_in, figure, file, use, open_, monkeypatch
):
    one = use(file, 2)
    monkeypatch.setattr(conftest, "hold", open_.discard)
    assert MAY_NOT in box(signed_in, "attach", figure, 1, file_id=file.pk)
    assert MAY_NOT in box(signed_in, "detach", figure, 2, one.pk)
    assert list(queries.uses_of_file(file)) == [one]


def test_a_new_version_leaves_what_was_closed_meanwhile_with_the_old(
    signed_in, file, use, open_, while_examined
):
    use(file, 1)
    left = use(file, 2)
    while_examined(lambda: open_.discard(2))
    there = reverse("evidence:replace", args=[file.pk])
    page = signed_in.post(there, {"file": upload(), "move": "on"}, follow=True)
    assert "有 1 处刚才已不能修改，仍引用旧版。" in page.content.decode()
    assert list(queries.uses_of_file(file)) == [left]
    assert [one.subject_id for one in queries.uses_of_file(queries.newer_of(file))] == [1]


def test_a_file_taken_down_meanwhile_proves_nothing(file, use, keeper, now):
    stale = File.objects.select_related("organisation").get(pk=file.pk)
    ops.withdraw(file=file, actor=keeper, now=now)
    with pytest.raises(ops.EvidenceError, match="已撤下，不能再引用"):
        use(stale)
    assert not Use.objects.exists()


def test_a_file_taken_down_while_its_new_version_is_examined_gets_none(
    file, keeper, now, while_examined, stored
):
    before = stored()
    while_examined(lambda: ops.withdraw(file=file, actor=keeper, now=now))
    stale = File.objects.select_related("organisation").get(pk=file.pk)
    with pytest.raises(ops.EvidenceError, match="请到新版那里更换"):
        ops.replace_file(file=stale, upload=upload(), moving=[], actor=keeper, now=now)
    assert (File.objects.count(), stored()) == (1, before)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_being_taken_down_is_not_cited(file, use, keeper, now):
    """Who cites it waits for the end of that, and is told."""
    with pytest.raises(ops.EvidenceError, match="已撤下，不能再引用"):
        meanwhile(
            lambda: File.objects.filter(pk=file.pk).update(withdrawn_at=now), lambda: use(file)
        )
    assert not Use.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_being_cited_is_not_taken_down(file, keeper, now, figure):
    def cite():
        ops._locked(file)
        Use.objects.create(file=file, subject_kind=figure, subject_id=1, added_at=now)

    with pytest.raises(ops.EvidenceError, match="正在佐证 1 处"):
        meanwhile(cite, lambda: ops.withdraw(file=file, actor=keeper, now=now))


@pytest.mark.django_db(transaction=True)
def test_of_two_new_versions_at_once_one_is_taken_and_the_other_told(file, keeper, now, stored):
    gate, told = threading.Barrier(2), []

    def replace(name):
        try:
            gate.wait()
            ops.replace_file(file=file, upload=upload(name), moving=[], actor=keeper, now=now)
        except ops.EvidenceError as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=replace, args=[name]) for name in ("甲.png", "乙.png")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(told) == 1
    assert "已有新版，请到新版那里更换" in told[0]
    assert File.objects.filter(replaces=file).count() == 1
