"""Small files that carry the marker wherever a program may write who made them."""

from __future__ import annotations

import pytest

from wangyu.base.core.examine.look import examine

MARK = "绝密某某大学张三丰"
RAW = (MARK.encode(), MARK.encode("utf-16-le"), MARK.encode("utf-16-be"))


@pytest.fixture
def sound(tmp_path):
    """Examines bytes as the platform would: an error unless the file is what it says."""

    def look(data, name):
        given = tmp_path / "given"
        given.write_bytes(bytes(data))
        return examine(given, name, tmp_path / "redrawn", tmp_path / "preview")

    return look


def says(data):
    return any(one in bytes(data) for one in RAW)
