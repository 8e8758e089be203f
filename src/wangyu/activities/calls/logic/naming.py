"""File names of what a university hands over, as a notice spells them: 序号.类别《作品名称》."""

from __future__ import annotations

import re

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
PARTS = re.compile("序号|类别|作品名称")


def file_name(pattern: str, *, number: int, track: str, title: str, suffix: str) -> str:
    """A name any system can save. What ``pattern`` has besides its parts stands as it is."""
    values = {"序号": str(number), "类别": track, "作品名称": title}
    made = PARTS.sub(lambda part: values[part[0]], pattern)
    cleaned = UNSAFE.sub("_", made).strip(". ")[:120]
    return f"{cleaned}.{suffix}" if suffix else cleaned
