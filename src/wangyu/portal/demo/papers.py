"""Invented papers that prove the invented figures: one page of text, one picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime

import typst
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from wangyu.base.core.access import Actor
from wangyu.institutions.orgs.models import Organisation
from wangyu.records.evidence import ops
from wangyu.records.evidence.models import File

_PAGE = """#set page(width: 160mm, height: 110mm, margin: 16mm)
#set text(font: ("Noto Sans CJK SC", "Noto Serif CJK SC"), size: 12pt, lang: "zh")
#align(center)[#text(16pt)[演 示 材 料]]
#v(8mm)
%s

本页为演示而造，学校、人员与数字均为虚构。
"""
_TITLES = {
    "group": "关于成立网络思想政治工作领导小组的通知",
    "posts": "网络思想政治工作科岗位职责与人员名单",
    "rooms": "网络思政办公与活动场地平面说明",
    "money": "专项经费到账凭证",
    "rules": "新媒体账号管理办法",
    "report": "年度自评自查报告",
    "minutes": "领导小组专题会议纪要",
}
PROVES = {
    "leading_group": "group", "group_meetings": "minutes", "office_established": "posts",
    "full_time_staff": "posts", "space_office_m2": "rooms", "space_activity_m2": "rooms",
    "fund_received": "money", "fund_spent": "money", "rules_for_media": "rules",
    "self_check_done": "report",
}  # fmt: skip
"""Item key → the paper that proves it; one paper serves several figures."""


def pdf(text: str) -> bytes:
    made = typst.compile((_PAGE % text).encode(), format="pdf")
    return made if isinstance(made, bytes) else b"".join(made or [])


def _picture() -> bytes:
    image = Image.new("RGB", (960, 640), "#e8eef6")
    draw = ImageDraw.Draw(image)
    for row in range(3):
        for column in range(5):
            x, y = 70 + column * 170, 90 + row * 170
            draw.rectangle((x, y, x + 130, y + 110), outline="#35507a", width=4)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


class Papers:
    """Papers are drawn once for the whole demo; each school keeps its own copies."""

    def __init__(self) -> None:
        self._drawn = {key: pdf(title) for key, title in _TITLES.items() if key != "rooms"}
        self._picture = _picture()

    def keep(self, school: Organisation, actor: Actor, now: datetime) -> dict[str, File]:
        """The school's papers by key, put into its file room."""
        return dict(self._keep(school, actor, now))

    def _keep(
        self, school: Organisation, actor: Actor, now: datetime
    ) -> Iterator[tuple[str, File]]:
        for key, title in _TITLES.items():
            drawn = self._drawn.get(key)
            name, content = (f"{title}.pdf", drawn) if drawn else (f"{title}.png", self._picture)
            file, _ = ops.add_file(
                organisation=school, upload=ContentFile(content, name), actor=actor, now=now
            )
            yield key, file
