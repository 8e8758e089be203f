"""Bringing files in, using them for many things, replacing them, taking them down."""

from __future__ import annotations

from datetime import date

import pytest

from tests.base.core.files.hostile.build import pdf, picture
from tests.records.evidence.conftest import upload
from tests.said import said
from wangyu.base.core import files
from wangyu.base.core.search import find
from wangyu.records.evidence import ops, queries
from wangyu.records.evidence.models import Classification, File, Use


def describe(file, keeper, now, **facts):
    ops.describe_file(
        file=file, facts=ops.Facts(**{"title": file.title} | facts), actor=keeper, now=now
    )


def found(actor, text):
    return [hit.title for hit in find(actor, text).hits]


def test_one_file_proves_two_figures(file, use) -> None:
    use(file, 1)
    use(file, 2)
    assert use(file, 2).subject_id == 2
    assert queries.uses_of_file(file).count() == 2
    assert queries.annotate_uses(File.objects.all()).get().use_count == 2


def test_the_same_bytes_are_kept_once_and_come_back_when_withdrawn(
    add, keeper, now, stored
) -> None:
    data = pdf()
    first = add("通知.pdf", data)
    ops.withdraw(file=first, actor=keeper, now=now)
    kept = stored()
    again = add("另名.pdf", data)
    assert (again.pk, again.withdrawn_at) == (first.pk, None)
    assert stored() == kept
    assert add("通知.pdf", data).pk == first.pk


def test_a_bad_file_leaves_neither_row_nor_bytes(add, stored) -> None:
    with pytest.raises(files.BadFileError):
        add("坏.pdf", b"%PDF-1.7 nothing")
    assert (File.objects.count(), stored()) == (0, 0)


def test_a_failing_write_leaves_no_bytes(add, stored, monkeypatch) -> None:
    def fail(*_args, **_more):
        raise OSError("disk full")

    monkeypatch.setattr("wangyu.base.audit.op.join", fail)
    with pytest.raises(OSError, match="disk full"):
        add()
    assert (File.objects.count(), stored()) == (0, 0)


def test_a_file_without_a_picture_has_no_preview(add) -> None:
    assert add("说明.txt", "说明".encode()).preview_name == ""


def test_replacing_keeps_the_old_and_moves_only_the_named_uses(file, use, keeper, now) -> None:
    moved, left = use(file, 1), use(file, 2)
    describe(file, keeper, now, classification=Classification.SENSITIVE)
    new = ops.replace_file(file=file, upload=upload(), moving=[moved.pk], actor=keeper, now=now)
    assert (new.replaces, new.classification, new.title) == (
        file,
        Classification.SENSITIVE,
        file.title,
    )
    assert [u.subject_id for u in queries.uses_of_file(new)] == [1]
    assert list(queries.uses_of_file(file)) == [left]
    assert Use.objects.get(pk=moved.pk).removed_at == now
    assert queries.newer_of(file) == new


def test_a_replaced_file_is_replaced_only_once(file, keeper, now) -> None:
    ops.replace_file(file=file, upload=upload(), moving=[], actor=keeper, now=now)
    with pytest.raises(ops.EvidenceError, match="请到新版那里更换"):
        ops.replace_file(file=file, upload=upload(), moving=[], actor=keeper, now=now)


def test_replacing_by_what_is_already_there_changes_nothing(add, keeper, now, stored) -> None:
    data = picture()
    file, before = add("照片.png", data), stored()
    with pytest.raises(ops.EvidenceError, match="已在材料室"):
        ops.replace_file(file=file, upload=upload("新.png", data), moving=[], actor=keeper, now=now)
    assert stored() == before


def test_a_file_in_use_is_not_withdrawn(file, use, keeper, now) -> None:
    one = use(file)
    with pytest.raises(ops.EvidenceError, match="正在佐证 1 处"):
        ops.withdraw(file=file, actor=keeper, now=now)
    ops.detach(use=one, actor=keeper, now=now)
    ops.withdraw(file=file, actor=keeper, now=now)
    with pytest.raises(ops.EvidenceError, match="不能再引用"):
        use(file)


def test_validity_does_not_end_before_it_begins(file, keeper, now) -> None:
    days = {"issued_on": date(2026, 3, 5), "expires_on": date(2026, 3, 4)}
    with pytest.raises(ops.EvidenceError, match="不应早于"):
        describe(file, keeper, now, **days)


def test_only_what_is_not_sensitive_is_found_by_search(add, keeper, now) -> None:
    file = add("经费批复.png")
    assert found(keeper, "批复") == ["经费批复"]
    describe(file, keeper, now, classification=Classification.SENSITIVE)
    assert found(keeper, "批复") == []


def test_reading_what_is_sensitive_is_logged(file, keeper, now) -> None:
    ops.note_sensitive_reading(file=file, actor=keeper, now=now)
    assert said()[-1] == "查看敏感材料“照片”"


def test_files_in_use_that_end_soon_are_named(file, add, use, keeper, now) -> None:
    for one in (file, add("未引用.png")):
        describe(one, keeper, now, expires_on=date(2026, 3, 9))
    use(file)
    assert list(queries.filter_expiring(File.objects.all(), by=date(2026, 3, 9))) == [file]
    assert not queries.filter_expiring(File.objects.all(), by=date(2026, 3, 8))
