"""What works have in common: found by the machine, judged by a person."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests.activities.calls.conftest import again
from tests.activities.calls.logic.test_sameness import OTHER, TALE, drawn
from wangyu.activities.calls import ops
from wangyu.activities.calls.access.likeness import access_likeness
from wangyu.activities.calls.models import Call, Entry, Likeness, Piece, Roll
from wangyu.activities.calls.ops import likeness
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.queries import likeness as reads
from wangyu.base.core import files, jobs
from wangyu.base.core.access import NotVisible
from wangyu.base.core.models import Job

pytestmark = pytest.mark.django_db


def photo(**more):
    out = BytesIO()
    drawn("#aa3333", **more).save(out, "PNG")
    return ContentFile(out.getvalue(), "图.png")


@pytest.fixture
def entered(begin, fill, student, call, university, now):
    """A work that says something, handed in, with pictures or papers."""
    Roll.objects.create(call=call, organisation=university, state="signed")

    def make(summary, *uploads, title="山"):
        entry = fill(begin(student), student, title, answers={"summary": summary, "published_on": "2025-03-01"})  # fmt: skip
        for upload in uploads:
            ops.add_piece(entry=entry, slot="work", upload=upload, actor=student, now=now)
        Entry.objects.filter(pk=entry.pk).update(state="recommended", revision=1)
        return again(entry)

    return make


@pytest.fixture
def compare(call, officer, now):
    def run():
        job = likeness.start_comparing(call=call, actor=officer, now=now)
        jobs.run_job.call(job.pk)
        return Job.objects.get(pk=job.pk)

    return run


def test_copied_text_and_pictures_are_found_once_however_often_one_looks(entered, compare):
    first = entered(TALE, photo(), title="山")
    second = entered(f"改了标题。{TALE}", photo(size=(640, 480)), title="坡")
    entered(OTHER, title="炉")
    assert compare().result["text"] == "比较完了，1 对作品有相同之处，请逐对看过。"
    compare()
    (one,) = Likeness.objects.all()
    assert (one.entry, one.other) == (second, first)
    assert one.share > 0.9
    texts = [part for part in one.passages if "here" in part]
    assert texts[0]["there"] in TALE
    assert {"picture", "other"} in [set(part) for part in one.passages]


def test_works_of_earlier_calls_are_compared_too(entered, compare, call):
    old = entered(TALE)
    Call.objects.filter(pk=call.pk).update(guide="")
    earlier = Call.objects.get(pk=call.pk)
    earlier.pk, earlier.state = None, "released"
    earlier.save()
    Entry.objects.filter(pk=old.pk).update(call=earlier)
    new = entered(TALE)
    compare()
    (one,) = Likeness.objects.all()
    assert (one.entry, one.other) == (new, old)


def test_pictures_alone_are_enough_and_those_of_one_work_are_not_held_against_each_other(
    entered, compare
):
    entered("甲", photo(), photo(size=(640, 480)))
    compare()
    assert not Likeness.objects.exists()
    entered("乙", photo(size=(500, 400)))
    compare()
    (one,) = Likeness.objects.all()
    assert len(one.passages) == 2


def test_what_is_not_found_any_more_goes_unless_judged(entered, compare, officer, now):
    first, second = entered(TALE), entered(TALE)
    compare()
    Entry.objects.filter(pk=first.pk).update(answers={"summary": OTHER})
    compare()
    assert not Likeness.objects.exists()
    Entry.objects.filter(pk=first.pk).update(answers={"summary": TALE})
    compare()
    one = Likeness.objects.get(entry=second)
    likeness.rule_likeness(likeness=one, ruling="copied", reason="整段相同", actor=officer, now=now)
    Entry.objects.filter(pk=first.pk).update(answers={"summary": OTHER})
    compare()
    assert Likeness.objects.get().ruling == "copied"


def test_a_judgement_needs_its_reason(entered, compare, officer, now):
    entered(TALE)
    entered(TALE)
    compare()
    with pytest.raises(EntryError, match="理由"):
        likeness.rule_likeness(
            likeness=Likeness.objects.get(), ruling="original", reason=" ", actor=officer, now=now
        )


def test_papers_that_cannot_be_read_are_compared_by_nothing(entered, compare):
    entry = entered("甲", photo())
    Piece.objects.filter(entry=entry).update(media_type="application/pdf")
    assert reads.text_of(again(entry)) == "甲\n\n"
    Piece.objects.filter(entry=entry).update(media_type="image/png")
    for piece in entry.pieces.all():
        files.remove(piece.preview_name)
    assert reads.prints_of([again(entry)]) == []


def test_the_policy_and_the_guides_may_be_quoted(call, settings, tmp_path):
    assert len(reads.quoted([call])) == 2
    settings.PACKS_DIR = tmp_path
    call.guide = " "
    assert reads.quoted([call]) == []


@pytest.fixture
def at(as_, officer_user):
    def go(name, pk, **posted):
        browser, url = as_(officer_user), reverse(f"calls:{name}", args=[pk])
        return browser.post(url, posted, follow=True) if posted else browser.get(url)

    return go


def test_the_pages_show_both_sides_and_take_the_judgement(entered, compare, at, call):
    assert "没有找到相同之处" in at("likenesses", call.pk).content.decode()
    assert "查重" in at("compare", call.pk, go="1").content.decode()
    entered(TALE, photo(), title="山")
    entered(TALE, photo(size=(640, 480)), title="坡")
    Job.objects.all().delete()
    compare()
    one = Likeness.objects.get()
    page = at("likenesses", call.pk).content.decode()
    assert "坡" in page
    assert "待认定" in page
    page = at("likeness", one.pk).content.decode()
    assert page.count("<mark>") == 2 * sum("here" in part for part in one.passages)
    assert "另一件作品的图片" in page
    assert "请写明理由" in at("likeness_rule", one.pk, ruling="copied").content.decode()
    page = at("likeness_rule", one.pk, ruling="copied", reason="整段相同").content.decode()
    assert "抄袭或重复" in page
    assert "整段相同" in at("likeness", one.pk).content.decode()
    assert "请选择" in at("likeness_rule", one.pk, ruling="odd").content.decode()


@pytest.mark.parametrize(("ruling", "shown"), [("-", True), ("copied", False)])
def test_the_list_is_filtered_and_exported(
    entered, compare, as_, officer_user, call, ruling, shown
):
    entered(TALE, title="山")
    entered(TALE, title="坡")
    compare()
    url = reverse("calls:likenesses", args=[call.pk])
    page = as_(officer_user).get(url, {"ruling": ruling}).content.decode()
    assert ("坡" in page) == shown
    assert as_(officer_user).get(url, {"export": "xlsx"}).content.startswith(b"PK")


def test_likenesses_are_judged_by_the_province_alone(entered, compare, campus, student, officer):
    entered(TALE)
    entered(TALE)
    compare()
    one = Likeness.objects.get()
    assert access_likeness(officer, one.pk) == one
    for author in (campus, student):  # they see the work, and not that something was found
        with pytest.raises(NotVisible):
            access_likeness(author, one.pk)
    with pytest.raises(NotVisible):
        access_likeness(officer, 999_999)
