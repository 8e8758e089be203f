"""Bytes under generated names, kept only when the work is done, given back in parts."""

from __future__ import annotations

import hashlib
import os
import time
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from tests.base.core.files.hostile.build import pdf, picture
from wangyu.base.core import files
from wangyu.base.core.access import Refused
from wangyu.base.core.examine.draw import LONGEST_SIDE
from wangyu.base.core.files import sandbox
from wangyu.base.core.files.store import _kept, remove_old, store_bytes


def test_what_is_stored_is_hashed_and_opens_again() -> None:
    stored = files.store(SimpleUploadedFile("a.txt", b"abc"), limit_mb=1)
    with files.open_stored(stored.name) as file:
        assert file.read() == b"abc"
    assert (stored.size, stored.sha256[:8]) == (3, "ba7816bf")


@pytest.mark.parametrize("data", [b"a" * (1024 * 1024 + 1), b""])
def test_a_file_too_large_or_empty_leaves_nothing(settings, data) -> None:
    with pytest.raises(files.BadFileError):
        files.store(SimpleUploadedFile("a.txt", data), limit_mb=1)
    assert [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()] == []


@files.kept_if_done()
def fail_after_storing() -> None:
    store_bytes(b"lost")
    raise OSError("full")


def test_a_failing_block_removes_only_its_own_files(settings) -> None:
    with files.kept_if_done():
        kept = store_bytes(b"kept")
        with pytest.raises(OSError, match="full"):
            fail_after_storing()
    assert [p.name for p in settings.MEDIA_ROOT.glob("??/*")] == [kept]


def test_a_block_that_is_over_holds_no_names() -> None:
    with files.kept_if_done():
        store_bytes(b"kept")
    assert _kept.get() is None


def test_two_files_may_share_a_folder(monkeypatch) -> None:
    names = iter(["ab" + "0" * 38, "ab" + "1" * 38])
    monkeypatch.setattr("secrets.token_hex", lambda _: next(names))
    assert [store_bytes(b"a")[:2], store_bytes(b"b")[:2]] == ["ab", "ab"]


def test_a_file_sent_without_a_name_is_a_sentence() -> None:
    sent = SimpleUploadedFile("a.pdf", pdf())
    sent._name = None
    with pytest.raises(files.BadFileError, match="“材料”的扩展名与内容不符"):
        files.store(sent, limit_mb=1)


def test_sweeping_removes_only_old_files_that_no_row_names() -> None:
    known, left = store_bytes(b"known"), store_bytes(b"left")
    assert files.sweep({known}, older_than=time.time() - 3600) == []
    assert files.sweep({known}, older_than=time.time() + 3600) == [left]
    assert files.path_of(known).exists()


def test_what_somebody_else_removed_meanwhile_is_swept_over(tmp_path) -> None:
    paths = [tmp_path / name for name in "abc"]
    for path in (paths[0], paths[2]):
        path.touch()
        os.utime(path, (1000, 1000))
    os.utime(paths[2], (2000, 2000))
    assert remove_old(paths, set(), 2000) == ["a"]
    assert [path.exists() for path in paths] == [False, False, True]


def test_a_name_cannot_be_guessed() -> None:
    """160 bits by chance, of which the first two digits are the folder."""
    name = store_bytes(b"a")
    assert len(name) == 40
    assert files.path_of(name).parent.name == name[:2]


def test_a_file_of_just_the_limit_is_kept() -> None:
    whole = SimpleUploadedFile("a.txt", b"a" * 1024 * 1024)
    assert files.store(whole, limit_mb=1).size == 1024 * 1024


def test_bytes_are_on_the_disk_before_they_have_their_name(monkeypatch) -> None:
    """Else a power cut would leave a row with an empty file."""
    done = []
    sync, replace = os.fsync, Path.replace

    def synced(number):
        done.append(("synced", os.fstat(number).st_size))
        sync(number)

    def named(self, target):
        done.append(("named", self.stat().st_size))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", named)
    files.store(SimpleUploadedFile("a.txt", b"abc"), limit_mb=1)
    assert done == [("synced", 3), ("named", 3)]
    done.clear()
    drawn = files.store(SimpleUploadedFile("a.png", picture()), limit_mb=1).size
    assert done[-2:] == [("synced", drawn), ("named", drawn)]


def test_what_cannot_be_kept_leaves_no_part_drawing_or_preview(monkeypatch, settings) -> None:
    def fail(part, given, redrawn, preview):
        redrawn.write_bytes(b"half")
        preview.write_bytes(b"half")
        raise files.BadFileError("坏")

    monkeypatch.setattr(sandbox, "examine", fail)
    with pytest.raises(files.BadFileError, match="坏"):
        files.store(SimpleUploadedFile("a.png", picture()), limit_mb=1)
    assert [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()] == []


def get(name, **headers):
    request = RequestFactory().get(
        "/", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return files.serve(request, name, media_type="video/mp4", etag="tag")


RANGES = [
    ("bytes=0-3", b"0123", "bytes 0-3/10"),
    ("bytes=7-", b"789", "bytes 7-9/10"),
    ("bytes=-2", b"89", "bytes 8-9/10"),
    ("bytes=4-99", b"456789", "bytes 4-9/10"),
    ("bytes=-99", b"0123456789", "bytes 0-9/10"),
]


@pytest.mark.parametrize(("asked", "body", "said"), RANGES)
def test_a_part_is_the_bytes_asked_for(asked, body, said) -> None:
    response = get(store_bytes(b"0123456789"), range=asked)
    assert (response.status_code, b"".join(response)) == (206, body)
    assert (response["Content-Range"], response["Content-Length"]) == (said, str(len(body)))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=5-4", "bytes=-0"])
def test_a_part_that_is_not_there_is_said(asked) -> None:
    response = get(store_bytes(b"0123456789"), range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b"])
def test_a_range_not_understood_gives_the_whole(asked) -> None:
    response = get(store_bytes(b"0123456789"), range=asked)
    assert (response.status_code, b"".join(response)) == (200, b"0123456789")


def test_what_the_browser_has_is_not_sent_again() -> None:
    name = store_bytes(b"0123456789")
    tag = get(name).headers["ETag"]
    assert get(name, if_none_match=tag).status_code == 304
    assert get(name, if_none_match='"old"').status_code == 200
    assert get(name, range="bytes=0-1", if_range='"old"').status_code == 200


def test_by_what_it_is_known_inside_is_not_told() -> None:
    """A name in the store, or a hash that is kept beside what was taken out of a file."""
    assert "tag" not in str(get(store_bytes(b"0123456789")).headers)


def test_bytes_that_are_gone_are_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match="从备份中恢复"):
        get("0" * 40)


def test_a_file_that_shrank_ends_early() -> None:
    name = store_bytes(b"0123456789")
    response = get(name, range="bytes=5-9")
    files.path_of(name).write_bytes(b"0123456")
    assert b"".join(response) == b"56"


def test_a_picture_is_kept_as_drawn_under_its_new_extension_with_a_preview(settings) -> None:
    given = SimpleUploadedFile("合影.webp", picture("WEBP", (1600, 900)))
    stored = files.store(given, limit_mb=1)
    assert (stored.file_name, stored.media_type) == ("合影.jpg", "image/jpeg")
    with Image.open(files.path_of(stored.preview_name)) as image:
        assert (image.format, image.width) == ("PNG", LONGEST_SIDE)
    kept = {p.name for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()}
    assert kept == {stored.name, stored.preview_name}


def test_what_is_kept_is_hashed_as_it_is_kept() -> None:
    stored = files.store(SimpleUploadedFile("a.png", picture()), limit_mb=1)
    data = files.path_of(stored.name).read_bytes()
    assert (stored.sha256, stored.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_a_see_through_picture_has_a_preview_too() -> None:
    stored = files.store(
        SimpleUploadedFile("a.png", picture(size=(5200, 40), mode="RGBA")), limit_mb=1
    )
    with Image.open(files.path_of(stored.preview_name)) as image:
        assert (image.mode, image.width) == ("RGB", LONGEST_SIDE)


@pytest.mark.parametrize("side", [600, 1300, 2600, 3000])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_shines_through_a_preview_is_white(side, mode) -> None:
    """Whatever colour hides beneath, also where it meets what is seen."""
    given = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    given.paste((200, 200, 200, 255), (side // 2, 0, side, side))
    out = BytesIO()
    given.convert(mode).save(out, "PNG")
    stored = files.store(SimpleUploadedFile("a.png", out.getvalue()), limit_mb=50)
    with Image.open(files.path_of(stored.preview_name)) as image:
        assert max(image.size) == min(side, LONGEST_SIDE)
        row = [image.getpixel((x, image.height // 2)) for x in range(image.width)]
    assert (row[0], row[-1]) == ((255, 255, 255), (200, 200, 200))
    assert min(row) >= (199, 199, 199)


def test_a_file_already_here_is_kept_and_stays_where_it_is(tmp_path, settings) -> None:
    part = tmp_path / "part"
    for data, name in ((pdf(), "a.pdf"), (picture(), "a.png")):
        part.write_bytes(data)
        stored = files.store_file(part, name)
        assert (stored.file_name, part.read_bytes()) == (name, data)
        assert stored.size == files.path_of(stored.name).stat().st_size
        part.unlink()
    part.write_bytes(b"MZ")
    with pytest.raises(files.BadFileError):
        files.store_file(part, "a.pdf")
    assert part.exists()
    assert not list(settings.MEDIA_ROOT.glob("??/*.part"))


def test_removing_nothing_is_nothing(settings) -> None:
    store_bytes(b"kept")
    files.remove("")
    assert len(list(settings.MEDIA_ROOT.glob("??/*"))) == 1
