"""Films are looked at by a program of the machine, once, and what they share is shown by second."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from django.urls import reverse

from tests.activities.calls.conftest import again
from tests.activities.calls.test_likeness import at, compare, entered  # noqa: F401 -- fixtures
from wangyu.activities.calls.models import Film, Likeness, Piece
from wangyu.activities.calls.ops import filming
from wangyu.base.core import confined, files
from wangyu.base.core.files.store import store_bytes

pytestmark = pytest.mark.django_db
PROGRAM = imageio_ffmpeg.get_ffmpeg_exe()
SCENE = ("-f", "lavfi", "-i", "mandelbrot=size=320x180:rate=10:end_scale=0.01", "-t", "12")
OTHER = ("-f", "lavfi", "-i", "life=size=320x180:rate=5:mold=10:ratio=0.1:seed=3", "-t", "12")
SMALLER = ("-vf", "scale=256:144,eq=brightness=0.06:contrast=1.1", "-crf", "33")
LATER_AND_CUT = ("-ss", "2.3", "-vf", "crop=iw*0.96:ih*0.96", "-crf", "30")


def made(file: Path, *how: str) -> Path:
    subprocess.run(
        [PROGRAM, "-v", "error", "-y", *how, "-pix_fmt", "yuv420p", str(file)], check=True
    )
    return file


@pytest.fixture(scope="module")
def reel(tmp_path_factory):
    """A film, two copies that somebody has worked on, one of another kind, and another film."""
    folder = tmp_path_factory.mktemp("reel")
    first = made(folder / "first.mp4", *SCENE)
    again_ = ("-i", str(first))
    return {
        "first": first,
        "smaller": made(folder / "smaller.mp4", *again_, *SMALLER),
        "cut": made(folder / "cut.mp4", *again_, *LATER_AND_CUT),
        "webm": made(folder / "webm.webm", *again_, "-c:v", "libvpx", "-b:v", "300k"),
        "other": made(folder / "other.mp4", *OTHER),
    }


@pytest.fixture(autouse=True)
def program(settings):
    settings.FFMPEG = PROGRAM


@pytest.fixture
def shot(entered, reel):  # noqa: F811 -- a fixture
    """A work with a film."""

    def make(name):
        entry = entered(f"第{name}件")
        kind = "video/webm" if name == "webm" else "video/mp4"
        stored = store_bytes(reel[name].read_bytes())
        Piece.objects.create(
            entry=entry, slot="work", position=1, original_name=f"{name}.mp4", size=1,
            stored_name=stored, sha256=name, media_type=kind, added_at=entry.call.opens_at,
        )  # fmt: skip
        return again(entry)

    return make


@pytest.mark.parametrize("copy", ["smaller", "cut", "webm"])
def test_a_copy_that_was_worked_on_is_found_by_the_second(shot, compare, copy):  # noqa: F811 -- a fixture
    first, second = shot("first"), shot(copy)
    compare()
    one = Likeness.objects.get()
    assert (one.entry, one.other) == (second, first)
    (part,) = one.passages
    assert {"film", "other", "seconds"} == set(part)
    later = 2.3 if copy == "cut" else 0
    assert all(abs(there - here - later) <= 1 for here, there in part["seconds"])


def test_another_film_is_not_found(shot, compare):  # noqa: F811 -- a fixture
    shot("first"), shot("other")
    compare()
    assert not Likeness.objects.exists()
    assert Film.objects.filter(readable=True).count() == 2


def test_a_film_is_looked_at_once_however_often_works_are_compared(shot, compare, monkeypatch):  # noqa: F811 -- a fixture
    shot("first"), shot("smaller")
    compare()
    monkeypatch.setattr(filming, "looked_at", lambda _: pytest.fail("again"))
    compare()
    assert Likeness.objects.count() == 1


def test_what_is_no_film_is_told_and_looked_at_by_a_person(shot, compare, at, call):  # noqa: F811 -- fixtures
    piece = shot("first").pieces.get(media_type="video/mp4")
    Path(files.path_of(piece.stored_name)).write_bytes(b"#EXTM3U\nfile:///etc/passwd\n" * 9)
    compare()
    assert Film.objects.get(piece=piece).readable is False
    page = at("likenesses", call.pk).content.decode()
    assert "有 1 个视频的画面读不出来，请人工看" in page


def test_a_film_that_takes_too_much_is_told_as_unread(shot, monkeypatch):
    piece = shot("first").pieces.get(media_type="video/mp4")
    monkeypatch.setattr(filming, "SHARE", confined.Share(seconds=600, megabytes=8))
    assert filming.looked_at(piece) is None


@pytest.fixture
def nothing_installed(settings):
    settings.FFMPEG = "no"


@pytest.mark.usefixtures("nothing_installed")
def test_without_the_program_the_page_says_what_is_missing(shot, compare, at, call):  # noqa: F811 -- fixtures
    shot("first"), shot("smaller")
    compare()
    assert not Film.objects.exists()
    assert "服务器上没有装取画面的程序" in at("likenesses", call.pk).content.decode()


def test_the_page_leads_to_the_moments_of_both(shot, compare, at):  # noqa: F811 -- fixtures
    shot("first"), shot("smaller")
    compare()
    one = Likeness.objects.get()
    page = at("likeness", one.pk).content.decode()
    (part,) = one.passages
    for piece, second in ((part["film"], part["seconds"][1][0]), (part["other"], part["seconds"][1][1])):  # fmt: skip
        assert f"{reverse('calls:piece', args=[piece])}?inline#t={second}" in page
