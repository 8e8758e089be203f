"""Blind copies: made by the machine, looked through by a person, frozen before anybody reviews."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from tests import factories
from tests.activities.calls.conftest import actor_of, again
from tests.base.core.files.hostile.build import TYPES, mp3, pdf, zipped
from wangyu.activities.calls import ops
from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.blinding import files as blind_files
from wangyu.activities.calls.logic.blinding import masking, office
from wangyu.activities.calls.logic.blinding.codes import LETTERS
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Entry, Finding, Piece, Roll
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


PHONE = "13812345678"


def test_words_in_a_paper_are_painted_over_and_shown_again_when_kept(copied, officer, now):
    copy = copied(("a.pdf", paper(f"tel {PHONE}")), summary="好", title="桥")
    (one,) = copy.findings.all()
    assert (one.place, one.words, len(one.boxes)) == ("work/2/1", PHONE, 1)
    piece = rule(copy, officer, now).pieces.get(position=2)
    assert "遮盖的文字" in piece.stripped
    assert said(piece) == [""]
    assert blinding.freeze_copy(copy=copy, actor=officer, now=now).frozen_at == now
    blinding.thaw_copy(copy=copy, actor=officer, now=now)
    assert said(rule(copy, officer, now, Ruling.KEPT).pieces.get(position=2)) == [f"tel {PHONE}"]


def said(piece):
    with masking.opened(stored(piece)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_a_paper_may_still_be_exchanged_and_what_is_brought_is_masked_like_the_first(
    copied, officer, now
):
    copy = copied(("a.pdf", paper(f"tel {PHONE}")), summary="好", title="桥")
    piece = copy.pieces.get(position=2)
    upload = ContentFile(paper("call 13912345678"), "b.pdf")
    blinding.replace_piece(piece=piece, upload=upload, actor=officer, now=now)
    assert [one.words for one in copy.findings.all()] == ["13912345678"]
    piece = rule(copy, officer, now).pieces.get(position=2)
    assert piece.stripped == ["人工换上的文件", "遮盖的文字"]
    assert said(piece) == [""]
    assert said(rule(copy, officer, now, Ruling.KEPT).pieces.get(position=2)) == [
        "call 13912345678"
    ]
    made = blinding.make_copy(entry=again(copy.entry), roster=[], actor=officer, now=now)
    assert said(made.pieces.get(position=2)) == [f"tel {PHONE}"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", paper(f"tel {PHONE}")), ("a.docx", docx(f"电话{PHONE}"))],
    ids=["paper", "document"],
)
def test_a_copy_in_which_masked_words_are_read_is_not_frozen(copied, officer, now, name, data):
    """Put there as if the masking had failed."""
    copy = rule(copied((name, data), summary="好", title="桥"), officer, now)
    piece = copy.pieces.get(position=2)
    whole = files.path_of(piece.stored_name).read_bytes()
    files.path_of(piece.stored_name).write_bytes(data)
    with pytest.raises(EntryError, match=f"仍能读到“{PHONE}”"):
        blinding.freeze_copy(copy=copy, actor=officer, now=now)
    files.path_of(piece.stored_name).write_bytes(b"%PDF-1.7 no")
    with pytest.raises(EntryError, match="打不开一个文件"):
        blinding.freeze_copy(copy=copy, actor=officer, now=now)
    files.path_of(piece.stored_name).write_bytes(whole)
    assert blinding.freeze_copy(copy=copy, actor=officer, now=now).frozen_at == now


def test_words_in_pictures_and_films_need_another_file(copied, officer, now):
    copy = copied(summary="好", title="桥")
    copy.findings.create(place="work/1", words="学生甲", around="学生甲")
    with pytest.raises(EntryError, match="换一份"):
        rule(copy, officer, now)


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

    def go(name, *args, **posted):
        browser, url = as_(officer_user), reverse(f"calls:{name}", args=args)
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
    copy = copied(("论文.docx", docx("学生甲的论文")), ("a.pdf", paper(PHONE)), ("歌.mp3", mp3()))
    badge = copy.findings.create(place="work/1", words="校徽", around="校徽")
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
    assert list(copy.findings.filter(ruling="open")) == [badge]
    assert "处理完" in at("blind_freeze", copy.entry_id, go="1").content.decode()
    at("blind_rule", copy.entry_id, finding="all", ruling="kept")
    assert "已冻结" in at("blind_freeze", copy.entry_id, go="1").content.decode()
    assert "解冻" in at("blind_copy", copy.entry_id).content.decode()
    assert "已解冻" in at("blind_thaw", copy.entry_id, go="1").content.decode()
    page = at("blind_rule", copy.entry_id, finding="all", ruling="odd").content.decode()
    assert "请选择遮盖或保留" in page


def test_a_place_in_a_paper_is_shown_before_and_after(copied, at):
    copy = copied(("a.pdf", paper(f"tel {PHONE}")), summary="好", title="桥")
    (one,) = copy.findings.all()
    page = at("blind_copy", copy.entry_id).content.decode()
    assert f"作品文件第 2 个，第 1 页里的“{PHONE}”，遮盖后" in page
    assert "/?inline#page=1" in page

    def shown(side):
        answer = at("finding", one.pk, side)
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "no-store")
        return Image.open(BytesIO(answer.content)).convert("L")

    before, after = shown("given"), shown("after")
    assert before.size == after.size
    dark = [sum(image.histogram()[:90]) for image in (before, after)]
    assert dark[1] > 2 * dark[0] > 0
    at("blind_rule", copy.entry_id, finding=one.pk, ruling="masked")
    assert shown("after").size == after.size
    assert sum(shown("after").histogram()[:90]) == pytest.approx(dark[1], rel=0.1)
    assert at("finding", one.pk, "odd").status_code == 404
    Finding.objects.update(boxes=[])
    assert at("finding", one.pk, "given").status_code == 404


def test_a_place_that_cannot_be_drawn_is_not_there(copied, at):
    copy = copied(("a.pdf", paper(PHONE)), summary="好", title="桥")
    files.path_of(copy.entry.pieces.get(position=2).stored_name).write_bytes(b"no")
    assert at("finding", copy.findings.get().pk, "given").status_code == 404


def test_places_of_one_word_are_dealt_with_together_and_the_next_takes_the_keyboard(copied, at):
    copy = copied(("a.docx", docx("学生甲在云梦大学")), title="学生甲的桥")
    page = at("blind_copy", copy.entry_id).content.decode()
    assert "3 处都遮盖" in page
    assert "autofocus" not in page
    first = copy.findings.get(place="title")
    page = at("blind_rule", copy.entry_id, finding=first.pk, ruling="kept").content.decode()
    following = copy.findings.filter(ruling="open").first()
    assert page.count(" autofocus") == 1
    assert f'aria-label="遮盖{following.words}" autofocus' in page
    at("blind_rule", copy.entry_id, finding="alike-学生甲", ruling="masked")
    assert set(copy.findings.filter(ruling="open").values_list("words", flat=True)) == {"云梦大学"}


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
        access_finding,
    )

    copy = copied()
    piece = copy.pieces.first()
    reviewer = actor_of(factories.officer(Role.REVIEWER, province))
    for who, refusal in ((campus, Refused), (student, Refused), (reviewer, NotVisible)):
        with pytest.raises(refusal):
            access_copy(who, copy.entry_id)
        with pytest.raises(refusal):
            access_copied_piece(who, piece.pk)
        with pytest.raises(refusal):
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
