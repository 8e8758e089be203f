"""File names of what a university hands over: 序号+类别+《作品名称》 (Hunan 2025)."""

from __future__ import annotations

import re

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
PARTS = ("序号", "类别", "《作品名称》")


def file_name(pattern: str, *, number: int, track: str, title: str, suffix: str) -> str:
    """A name any system can save. ``pattern`` joins parts by +; what it does not know stands as is."""
    values = {"序号": f"{number:02d}", "类别": track, "《作品名称》": f"《{title}》"}
    made = "+".join(values.get(part, part) for part in pattern.split("+"))
    cleaned = UNSAFE.sub("_", made).strip(". ")[:120]
    return f"{cleaned}.{suffix}" if suffix else cleaned
