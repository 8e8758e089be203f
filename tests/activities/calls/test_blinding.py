"""Blind copies: made by the machine, looked through by a person, frozen before anybody reviews."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from tests import factories
from tests.activities.calls.blinding import docx, findings, rule, stored
from tests.activities.calls.conftest import actor_of, again
from tests.base.core.files.hostile.build import mp3, pdf
from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.blinding import files as blind_files
from wangyu.activities.calls.logic.blinding import office
from wangyu.activities.calls.logic.blinding.codes import LETTERS
from wangyu.activities.calls.models import BlindCopy, Entry, Piece
from wangyu.activities.calls.ops import blinding
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.queries import blinding as reads
from wangyu.base.core import jobs
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.models import Job, JobState
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_a_copy_has_a_code_only_blind_fields_and_files_without_properties(copied):
    copy = copied(("学生甲的论文.docx", docx("学生甲在云梦师范学院")))
    assert len(copy.code) == 8
    assert set(copy.code) <= set(LETTERS)
    assert copy.answers == {"summary": "我是云梦大学的学生甲，在这里"}
    piece = copy.pieces.get(position=2)
    assert "作者、单位等文档属性" in piece.stripped
    assert b"creator" not in stored(piece)
    assert findings(copy) == {
        ("title", "学生甲"), ("summary", "云梦大学"), ("summary", "学生甲"), ("work/2", "学生甲"),
        ("work/2", "云梦师范学院"),
    }  # fmt: skip


def test_the_day_inside_a_file_is_not_told_with_its_copy(ready, officer, now):
    entry = ready()
    Piece.objects.filter(entry=entry).update(measured={"width": 640, "created": "2025-03-01"})
    copy = blinding.make_copy(entry=again(entry), roster=[], actor=officer, now=now)
    assert copy.pieces.get().measured == {"width": 640, "unread": True}


def test_masking_replaces_in_text_and_document_and_can_be_taken_back(copied, officer, now):
    copy = copied(("论文.docx", docx("学生甲的论文")))
    assert rule(copy, officer, now, place="title").title == "〔略〕的桥"
    copy = rule(copy, officer, now)
    assert copy.answers == {"summary": "我是〔略〕的〔略〕，在这里"}
    piece = copy.pieces.get(position=2)
    assert office.text_of(stored(piece)) == "〔略〕的论文"
    copy = rule(copy, officer, now, Ruling.KEPT)
    assert (copy.title, copy.answers) == ("学生甲的桥", {"summary": "我是云梦大学的学生甲，在这里"})
    assert office.text_of(stored(copy.pieces.get(position=2))) == "学生甲的论文"


@pytest.mark.parametrize(
    ("position", "data", "name", "said"),
    [(2, b"a", "a.txt", "直接遮盖"), (3, mp3(), "a.mp3", "同一种格式")],
    ids=["maskable", "other-format"],
)
def test_another_file_only_where_it_is_needed_and_of_the_same_kind(
    copied, officer, now, position, data, name, said
):
    copy = copied(("论文.docx", docx("正文")), ("a.pdf", pdf()))
    piece = copy.pieces.get(position=position)
    upload = ContentFile(data, name)
    with pytest.raises(EntryError, match=said):
        blinding.replace_piece(piece=piece, upload=upload, actor=officer, now=now)


def test_a_copy_is_frozen_only_when_nothing_is_open(copied, officer, now):
    copy = copied()
    with pytest.raises(EntryError, match="还有 3 处没有处理"):
        blinding.freeze_copy(copy=copy, actor=officer, now=now)
    copy = rule(copy, officer, now)
    blinding.freeze_copy(copy=copy, actor=officer, now=now)
    with pytest.raises(EntryError, match="已经冻结"):
        rule(copy, officer, now, Ruling.KEPT)
    assert blinding.thaw_copy(copy=copy, actor=officer, now=now).frozen_at is None
    assert rule(copy, officer, now, Ruling.KEPT).title == "学生甲的桥"


def test_ruling_on_nothing_is_refused(copied, officer, now):
    with pytest.raises(EntryError, match="没有可以"):
        rule(copied(), officer, now, place="nowhere")


def test_a_file_that_cannot_be_opened_keeps_the_copy_from_being_frozen(
    copied, officer, now, monkeypatch
):
    def fails(*_):
        raise ValueError("绝密")

    monkeypatch.setattr(blind_files, "blind", fails)
    copy = copied(summary="好", title="桥")
    piece = copy.pieces.get()
    assert piece.stored_name == ""
    assert "打不开" in piece.trouble
    with pytest.raises(EntryError, match="没有能匿名"):
        blinding.freeze_copy(copy=copy, actor=officer, now=now)


def test_a_revised_work_needs_a_new_copy_and_keeps_its_code_and_rulings(copied, officer, now):
    copy = copied()
    rule(copy, officer, now, place="title")
    Entry.objects.filter(pk=copy.entry_id).update(revision=2, title="学生甲的新桥")
    rule(copy, officer, now, Ruling.KEPT, place="summary")
    with pytest.raises(EntryError, match="重新生成"):
        blinding.freeze_copy(copy=copy, actor=officer, now=now)
    entry = again(copy.entry)
    entry.pieces.all().delete()
    made = blinding.make_copy(entry=entry, roster=[], actor=officer, now=now)
    assert (made.code, made.title, made.revision) == (copy.code, "〔略〕的新桥", 2)
    assert not made.pieces.exists()


def test_once_the_review_has_begun_a_copy_stays_as_it_is(copied, officer, now):
    copy = copied(summary="好", title="桥")
    blinding.freeze_copy(copy=copy, actor=officer, now=now)
    Entry.objects.filter(pk=copy.entry_id).update(state="in_review")
    with pytest.raises(EntryError, match="评审已经开始"):
        blinding.thaw_copy(copy=copy, actor=officer, now=now)


def test_all_works_of_a_call_are_done_by_a_job(ready, call, officer, now):
    with pytest.raises(EntryError, match="没有需要"):
        blinding.start_blinding(call=call, actor=officer, now=now)
    ready()
    ready()
    job = blinding.start_blinding(call=call, actor=officer, now=now)
    jobs.run_job.call(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.result["text"] == "生成了 2 件作品的匿名副本。"
    assert BlindCopy.objects.count() == 2
    assert not reads.to_blind(call).exists()


def test_a_code_that_is_taken_is_not_given_twice(copied, monkeypatch):
    given = iter("A" * 8 + "A" * 8 + "B" * 8)
    monkeypatch.setattr(blinding.secrets, "choice", lambda _: next(given))
    assert copied().code == "A" * 8
    assert copied().code == "B" * 8


def test_the_form_and_the_tree_know_many_names(ready, university, department, now):
    entry = ready()
    Entry.objects.filter(pk=entry.pk).update(
        answers={"link": "https://v.example/甲", "summary": "s"}
    )
    university.former_names.create(name="云梦学院", until=now.date())
    words = reads.known_words(again(entry))
    assert {"学生甲", "云梦大学", "云梦大学文学院", "文学院", "云梦学院", "v.example/甲"} <= words
    assert "s" not in words


def test_text_files_are_read_in_both_encodings(tmp_path):
    path = tmp_path / "a"
    for text in ("张三写".encode(), "张三写".encode("gb18030")):
        path.write_bytes(text)
        assert list(blind_files.texts_of(path, "text/plain")) == [(0, "张三写")]
        assert blind_files.blind(path, "text/plain", ["张三"]) == ["遮盖的文字"]
        assert path.read_text("utf-8") == "〔略〕写"
    assert blind_files.blind(path, "text/plain", ["张三"]) == []
    assert list(blind_files.texts_of(path, "image/png")) == []


def test_a_sound_is_stripped_in_place(copied):
    copy = copied(("歌.mp3", mp3(tag=b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"student-jia"[:10])))
    piece = copy.pieces.get(position=2)
    assert piece.stripped == ["曲名、演唱者等标签"]
    assert b"student" not in stored(piece)
    assert (piece.media_type, piece.measured["seconds"]) == ("audio/mpeg", 1.045)


def test_copies_are_prepared_by_the_province_alone(copied, campus, student, officer, province):
    from wangyu.activities.calls.access.blinding import (
        access_copied_piece,
        access_copy,
        access_finding,
    )

    copy = copied()
    piece = copy.pieces.first()
    reviewer = actor_of(factories.officer(Role.REVIEWER, province))
    for who, refusal in ((campus, Refused), (student, Refused), (reviewer, NotVisible)):
        with pytest.raises(refusal):
            access_copy(who, copy.entry_id)
        with pytest.raises(NotVisible):
            access_copied_piece(who, piece.pk)
        with pytest.raises(NotVisible):  # nor that there is one, to whoever sees the work
            access_finding(who, copy.findings.first().pk)
    assert access_copy(officer, copy.entry_id) == copy
    copy.pieces.all().delete()
    copy.findings.all().delete()
    entry = copy.entry
    copy.delete()
    with pytest.raises(NotVisible):
        access_copy(officer, entry.pk)
    with pytest.raises(NotVisible):
        access_copied_piece(officer, piece.pk)
