"""Blind copies: made by the machine, looked through by a person, frozen before anybody reviews."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests import factories
from tests.activities.calls.conftest import actor_of, again
from tests.base.core.files.hostile.build import TYPES, mp3, pdf, zipped
from wangyu.activities.calls import ops
from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.blinding import files as blind_files
from wangyu.activities.calls.logic.blinding import office
from wangyu.activities.calls.logic.blinding.codes import LETTERS
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Call, Entry, Finding, Piece, Roll
from wangyu.activities.calls.ops import blinding
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.queries import blinding as reads
from wangyu.base.core import files, jobs
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.models import Job, JobState
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(text, creator="学生甲"):
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    core = f"<c><creator>{creator}</creator></c>"
    parts = {"[Content_Types].xml": TYPES % b"", "word/document.xml": body.encode()}
    return zipped(parts | {"docProps/core.xml": core.encode()})


def paper(words):
    def fill(document):
        page = document.pages[0]
        import pikepdf

        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = document.make_stream(f"BT /F 12 Tf 20 20 Td ({words}) Tj ET".encode())

    return pdf(fill)


@pytest.fixture
def ready(begin, fill, student, university, now):
    """A work that passed the formal check, with the given files."""

    def make(*given, summary="我是云梦大学的学生甲，在这里", title="学生甲的桥"):
        entry = fill(begin(student), student, title, answers={"summary": summary, "published_on": "2025-03-01"})  # fmt: skip
        for name, data in given:
            ops.add_piece(entry=entry, slot="work", upload=ContentFile(data, name), actor=student, now=now)  # fmt: skip
        Entry.objects.filter(pk=entry.pk).update(state="format_ok", revision=1)
        Roll.objects.update_or_create(call=entry.call, organisation=university, defaults={"state": "signed"})  # fmt: skip
        return again(entry)

    return make


@pytest.fixture
def copied(ready, officer, now):
    def make(*given, **more):
        entry = ready(*given, **more)
        return blinding.make_copy(entry=entry, roster=reads.roster(), actor=officer, now=now)

    return make


def findings(copy):
    return {(one.place, one.words) for one in copy.findings.all()}


def rule(copy, officer, now, ruling=Ruling.MASKED, **which):
    chosen = list(copy.findings.filter(**which))
    blinding.rule_findings(copy=copy, findings=chosen, ruling=ruling, actor=officer, now=now)
    return BlindCopy.objects.get(pk=copy.pk)


def stored(piece):
    return files.path_of(piece.stored_name).read_bytes()


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
    assert copy.pieces.get().measured == {"width": 640}


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


def test_words_in_a_paper_that_cannot_be_masked_need_another_file(copied, officer, now):
    copy = copied(("a.pdf", paper("tel 13812345678")), summary="好", title="桥")
    (one,) = copy.findings.all()
    assert (one.place, one.words) == ("work/2/1", "13812345678")
    with pytest.raises(EntryError, match="换一份"):
        rule(copy, officer, now)
    piece = copy.pieces.get(position=2)
    upload = ContentFile(paper("tel 000"), "b.pdf")
    blinding.replace_piece(piece=piece, upload=upload, actor=officer, now=now)
    assert not copy.findings.exists()
    assert BlindPiece.objects.get(pk=piece.pk).stripped[0] == "人工换上的文件"
    assert blinding.freeze_copy(copy=copy, actor=officer, now=now).frozen_at == now


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


@pytest.fixture
def at(as_, officer_user, call):
    """The province's officer at a page."""

    def go(name, pk, **posted):
        browser, url = as_(officer_user), reverse(f"calls:{name}", args=[pk])
        return browser.post(url, posted, follow=True) if posted else browser.get(url)

    return go


def test_the_list_says_how_far_each_copy_is(copied, ready, at, call, officer, now):
    empty = at("blind_copies", call.pk).content.decode()
    assert "还没有要评审的作品" in empty
    first, second, third, fourth = copied(), copied(summary="好", title="桥"), copied(summary="好", title="河"), copied()  # fmt: skip
    ready(title="没有副本")
    blinding.freeze_copy(copy=second, actor=officer, now=now)
    Entry.objects.filter(pk=fourth.entry_id).update(revision=7)
    page = at("blind_copies", call.pk).content.decode()
    for word in (
        "未生成",
        "需重新生成",
        "待处理",
        "可以冻结",
        "已冻结",
        "2 件作品还没有副本",
        first.code,
        third.code,
    ):
        assert word in page
    for state, found in (("none", 1), ("stale", 1), ("open", 1), ("ready", 1), ("frozen", 1)):
        rows = _rows(at, call, state)
        assert rows == found


def test_what_is_ticked_is_frozen_as_far_as_nothing_is_open(copied, at, call):
    named, plain = copied(), copied(summary="好", title="桥")

    def freeze(*works):
        return at("blind_freeze_many", call.pk, pick=works, go="1").content.decode()

    assert "先勾选" in freeze()
    assert "都不能冻结" in freeze(named.entry_id)
    piece = plain.pieces.first() or BlindPiece.objects.create(
        copy=plain, slot="work", position=1, media_type=""
    )
    for broken, mended in (
        (BlindPiece.objects.filter(pk=piece.pk), {"trouble": "打不开"}),
        (Entry.objects.filter(pk=plain.entry_id), {"revision": 7}),
    ):
        before = broken.values(*mended).get()
        broken.update(**mended)
        assert "都不能冻结" in freeze(plain.entry_id)
        broken.update(**before)
    assert "已冻结 1 件匿名副本，1 件还不能冻结" in freeze(named.entry_id, plain.entry_id)
    frozen = dict(BlindCopy.objects.values_list("pk", "frozen_at"))
    assert frozen[plain.pk]
    assert frozen[named.pk] is None


def test_works_of_another_call_are_not_frozen_along(copied, call, officer, now):
    plain, other = copied(summary="好", title="桥"), Call.objects.get(pk=call.pk)
    other.pk = None
    other.save()
    with pytest.raises(EntryError, match="都不能冻结"):
        blinding.freeze_copies(call=other, works=[plain.entry_id], actor=officer, now=now)


def test_the_next_copy_that_is_not_frozen_is_a_step_away(copied, at, officer, now):
    first = copied()
    assert "下一件没冻结的" not in at("blind_copy", first.entry_id).content.decode()
    second, third = copied(summary="好", title="桥"), copied(summary="好", title="河")
    blinding.freeze_copy(copy=second, actor=officer, now=now)
    for here, there in ((first, third), (second, third), (third, first)):
        page = at("blind_copy", here.entry_id).content.decode()
        assert page.count(f'href="/calls/entries/{there.entry_id}/blind/"') == 1


def _rows(at, call, state):
    from wangyu.activities.calls.tables.blinding import only, state_of

    rows = list(only(reads.copies_of(call), state))
    assert {state_of(row) for row in rows} == {state}
    return len(rows)


def test_the_list_is_exported_as_it_is_seen(copied, as_, officer_user, call):
    copied()
    url = reverse("calls:blind_copies", args=[call.pk])
    assert as_(officer_user).get(url, {"export": "xlsx"}).content.startswith(b"PK")


def test_the_page_shows_both_sides_and_takes_the_rulings(copied, at):
    copy = copied(
        ("论文.docx", docx("学生甲的论文")), ("a.pdf", paper("13812345678")), ("歌.mp3", mp3())
    )
    page = at("blind_copy", copy.entry_id).content.decode()
    for word in (
        "学生甲的桥",
        "作品文件第 3 个，第 1 页",
        "请换文件",
        "【学生甲】",
        "已去除",
        "audio",
    ):
        assert word in page
    finding = copy.findings.get(place="title")
    page = at("blind_rule", copy.entry_id, finding=finding.pk, ruling="masked").content.decode()
    assert "〔略〕的桥" in page
    page = at("blind_rule", copy.entry_id, finding="all", ruling="masked").content.decode()
    assert list(copy.findings.filter(ruling="open").values_list("words", flat=True)) == [
        "13812345678"
    ]
    assert "处理完" in at("blind_freeze", copy.entry_id, go="1").content.decode()
    at("blind_rule", copy.entry_id, finding="all", ruling="kept")
    assert "已冻结" in at("blind_freeze", copy.entry_id, go="1").content.decode()
    assert "解冻" in at("blind_copy", copy.entry_id).content.decode()
    assert "已解冻" in at("blind_thaw", copy.entry_id, go="1").content.decode()
    page = at("blind_rule", copy.entry_id, finding="all", ruling="odd").content.decode()
    assert "请选择遮盖或保留" in page


def test_files_are_looked_at_and_changed_on_the_page(copied, at):
    copy = copied(("a.pdf", paper("13812345678")), summary="好", title="桥")
    picture, paper_piece = copy.pieces.order_by("position")
    assert at("blind_preview", picture.pk).status_code == 200
    answer = at("blind_piece", paper_piece.pk)
    assert f"{copy.code}-work-2.pdf" in answer["Content-Disposition"]
    assert "请先选择" in at("blind_replace", paper_piece.pk, go="1").content.decode()
    new = ContentFile(paper("none"), "新.pdf")
    assert "已换上" in at("blind_replace", paper_piece.pk, file=new).content.decode()
    assert not Finding.objects.exists()
    BlindPiece.objects.update(stored_name="", preview_name="")
    assert at("blind_piece", picture.pk).status_code == 404
    assert at("blind_piece", 999_999).status_code == 404


def test_a_work_without_a_copy_says_so(ready, at):
    assert "还没有生成匿名副本" in at("blind_copy", ready().pk).content.decode()


def test_the_button_starts_the_job_or_says_why_not(ready, at, call):
    assert "没有需要" in at("blind_make", call.pk, go="1").content.decode()
    ready()
    assert "生成匿名副本" in at("blind_make", call.pk, go="1").content.decode()


def test_copies_are_prepared_by_the_province_alone(copied, campus, student, officer, province):
    from wangyu.activities.calls.access.blinding import (
        access_copied_piece,
        access_copy,
    )

    copy = copied()
    piece = copy.pieces.first()
    reviewer = actor_of(factories.officer(Role.REVIEWER, province))
    for who, refusal in ((campus, Refused), (student, Refused), (reviewer, NotVisible)):
        with pytest.raises(refusal):
            access_copy(who, copy.entry_id)
        with pytest.raises(refusal):
            access_copied_piece(who, piece.pk)
    assert access_copy(officer, copy.entry_id) == copy
    copy.pieces.all().delete()
    copy.findings.all().delete()
    entry = copy.entry
    copy.delete()
    with pytest.raises(NotVisible):
        access_copy(officer, entry.pk)
    with pytest.raises(NotVisible):
        access_copied_piece(officer, piece.pk)
