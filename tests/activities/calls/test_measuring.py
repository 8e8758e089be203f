"""What a work's files are held against is measured by content, when they come."""

from __future__ import annotations

import struct

import pytest
from django.core.files.base import ContentFile

from tests.activities.calls.conftest import again
from tests.base.core.files.hostile.build import box, mp4, picture
from wangyu.activities.calls import ops, queries
from wangyu.activities.calls.models import Piece
from wangyu.activities.calls.web.entries import measured_note
from wangyu.base.core.files import BadFileError

pytestmark = pytest.mark.django_db

VIDEO = box(b"hdlr", bytes(8) + b"vide" + bytes(13))


def coded(width: int, height: int) -> bytes:
    return box(b"stsd", bytes(40) + struct.pack(">HH", width, height))


def filmed(width=1920, height=1080, **more):
    return mp4(track=VIDEO, picture=coded(width, height), **more)


@pytest.fixture
def bring(now):
    def run(entry, actor, data, name, slot="work"):
        upload = ContentFile(data, name)
        return ops.add_piece(entry=entry, slot=slot, upload=upload, actor=actor, now=now)

    return run


@pytest.fixture
def film(call, begin, student, now):
    """A film begun in a call whose films are at most five minutes and full high definition."""
    for slot in call.rules["file"]:
        if slot["title"] == "微视频":
            slot.update(min_width=1920, min_height=1080)
    call.save()
    entry = begin(student, "light")
    typed = ops.Typed("家乡", "微视频", {}, may_show=True)
    ops.save_entry(entry=entry, typed=typed, actor=student, now=now)
    return again(entry)


def test_a_film_that_lies_about_its_length_is_refused_in_one_sentence(
    film, student, bring, settings
):
    with pytest.raises(BadFileError) as refused:
        bring(film, student, filmed(told=120, played=3600), "家乡.mp4", "film")
    assert str(refused.value) == "“家乡.mp4”自称的时长与内容不符，请重新导出后再传。"
    assert not Piece.objects.exists()
    assert [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()] == []


def test_a_film_too_long_or_too_small_is_refused_with_what_it_is(film, student, bring, settings):
    with pytest.raises(ops.EntryError, match="时长是 6 分 00 秒，不应超过 5 分 00 秒"):
        bring(film, student, filmed(told=360, played=360), "家乡.mp4", "film")
    with pytest.raises(ops.EntryError, match="画面宽是 1280 像素，不应少于 1920 像素"):
        bring(film, student, filmed(1280, 720), "家乡.mp4", "film")
    assert [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()] == []


def test_what_is_measured_of_a_film_is_kept_and_shown(film, student, bring):
    kept = bring(film, student, filmed(), "家乡.mp4", "film")
    assert kept.measured == {"seconds": 4.0, "width": 1920, "height": 1080}
    assert measured_note(kept.size, kept.measured).endswith("4 秒 · 1920×1080")


def test_a_film_whose_size_cannot_be_read_is_taken_and_doubted(film, student, bring):
    bring(film, student, mp4(), "家乡.mp4", "film")
    doubts = [p.sentence for p in queries.problems_of(again(film)) if p.tone == "doubt"]
    assert "“家乡.mp4”的画面宽没有测出来，请人工核对。" in doubts


def test_a_day_before_the_works_of_the_call_is_a_doubt_and_no_refusal(draft, student, bring):
    from PIL import Image

    noted = Image.Exif()
    noted.get_ifd(0x8769)[0x9003] = "2019:10:01 08:00:00"
    kept = bring(draft, student, picture("JPEG", exif=noted.tobytes()), "旧照.jpg")
    (told,) = [p for p in queries.problems_of(again(draft)) if "制作日期" in p.sentence]
    assert told.tone == "doubt"
    assert told.sentence.startswith("“旧照.jpg”内记的制作日期是 2019年10月1日，早于规定的作品时间")
    assert "文件内记的日期 2019年10月1日" in measured_note(kept.size, kept.measured)
