"""The pages on which blind copies are looked through."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from tests.activities.calls.blinding import PHONE, docx, paper
from tests.base.core.files.hostile.build import mp3
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Call, Entry, Finding
from wangyu.activities.calls.ops import blinding, proofs
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.queries import blinding as reads
from wangyu.base.core import files

pytestmark = pytest.mark.django_db


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


def test_of_what_is_ticked_only_what_is_proved_is_frozen(copied, at, call, monkeypatch):
    """Many at once are proved as one is: each is read for what was masked in it."""
    copy = copied(summary="好", title="桥")
    monkeypatch.setattr(proofs, "hiding_of", lambda _: SimpleNamespace(words=["甲"]))
    monkeypatch.setattr(proofs, "still_read", lambda *_: [(1, "甲")])
    BlindPiece.objects.create(copy=copy, slot="work", position=1, media_type="application/pdf")
    page = at("blind_freeze_many", call.pk, pick=[copy.entry_id], go="1").content.decode()
    assert "仍能读到“甲”，没有冻结" in page
    copy.refresh_from_db()
    assert copy.frozen_at is None


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
