"""An archive that is sent while it is made."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, datetime

import pytest

from wangyu.base.core.files.zipped import PIECE, Member, zipped

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def test_an_archive_opens_with_its_names_bytes_and_local_times(tmp_path):
    film = tmp_path / "film"
    film.write_bytes(os.urandom(2 * PIECE + 5))
    parts = list(zipped([Member("表.xlsx", b"abc"), Member("类/《片》.mp4", film)], NOW))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(parts)))
    assert archive.testzip() is None
    assert archive.namelist() == ["表.xlsx", "类/《片》.mp4"]
    assert archive.read("类/《片》.mp4") == film.read_bytes()
    assert archive.infolist()[0].date_time == (2026, 3, 5, 17, 0, 0)
    assert max(len(part) for part in parts) < 2 * PIECE


def test_nothing_is_read_before_it_is_asked_for(tmp_path):
    missing = Member("没有.mp4", tmp_path / "nothing")
    pieces = zipped([Member("表.xlsx", b"abc"), missing], NOW)
    assert "表.xlsx".encode() in next(pieces)
    with pytest.raises(FileNotFoundError):
        next(pieces)


def test_an_empty_archive_is_an_archive():
    assert zipfile.ZipFile(io.BytesIO(b"".join(zipped([], NOW)))).namelist() == []
