"""Calls of the demo: what students and teachers hand in, at every step on its way."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from wangyu.activities.calls import ops
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import Call, Entry
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.portal.demo.land import Land
from wangyu.portal.demo.papers import pdf
from wangyu.portal.demo.people import Company

DAY = timedelta(days=1)
EDITION = "hunan_2025"
TITLES = (
    "桥上的灯", "食堂里的二十四节气", "把论文写在田埂上", "第一次走进村小", "实验室的凌晨四点", "奶奶的微信群",
    "我和我的辅导员", "一封没有寄出的家书", "校门口的修鞋匠", "图书馆靠窗的位置", "操场上的红旗", "江边读书声",
)  # fmt: skip
SUMMARY = "演示作品：用一组画面记录身边的人和事，说明平凡岗位上的坚守。"
GRADES = ("draft", *("submitted",) * 3)
"""How far the works of the open call have come, in turn."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who enters, and which track."""

    actor: Actor
    track: str


def play(land: Land, company: Company, random: Random, now: datetime) -> None:
    call = _announce(land, company.officer, "云梦省第三届网络文化节和优秀作品推选（演示）", now)
    for number, hand in enumerate(_hands(land, company)):
        _enter(call, hand, number, random, now - (18 - number % 12) * DAY)


def _announce(land: Land, officer: Actor, title: str, now: datetime) -> Call:
    opened = now - 20 * DAY
    due_at = (now + 25 * DAY).replace(hour=15, minute=59, second=0, microsecond=0)
    known = editions()[EDITION]
    rules = known.data | {
        "doc": "云网思〔演示〕1号",
        "issuer": land.province.name,
        "source": "演示",
    }
    facts = ops.Facts(title, f"演示。{known.edition.guide}", opened, due_at)
    made = ops.create_call(owner=land.province, rules=rules, facts=facts, actor=officer, now=opened)
    return ops.open_call(call=made, actor=officer, now=opened)


def _hands(land: Land, company: Company) -> Iterator[Hand]:
    """A student of each of the first schools, and some of their staff."""
    for university in land.universities[:6]:
        roles = company.by_school[university.pk]
        if Role.STUDENT in roles:
            yield Hand(roles[Role.STUDENT], "pictures")
            yield Hand(roles[Role.STUDENT], "words")
        yield Hand(roles[Role.UNIVERSITY_REPORTER], "media")


def _enter(call: Call, hand: Hand, number: int, random: Random, now: datetime) -> Entry:
    entry = ops.begin_entry(call=call, track=hand.track, actor=hand.actor, now=now)
    title = TITLES[number % len(TITLES)]
    answers = {"summary": SUMMARY, "published_on": f"{(now - 30 * DAY).date()}"}
    said: dict[str, Any] = {"actor": hand.actor, "now": now + DAY / 24}
    typed = ops.Typed(title, "", answers, may_show=True)
    entry = ops.save_entry(entry=entry, typed=typed, **said)
    if GRADES[number % len(GRADES)] == "draft":
        return entry
    slot = "text" if hand.track == "words" else "work"
    upload = _text(title) if slot == "text" else _picture(title, random)
    ops.add_piece(entry=entry, slot=slot, upload=upload, **said)
    ops.submit_entry(entry=entry, actor=hand.actor, now=now + DAY / 12)
    return entry


def _picture(title: str, random: Random) -> ContentFile[bytes]:
    colour = f"hsl({random.randrange(360)}, 45%, 62%)"
    image = Image.new("RGB", (1280, 853), colour)
    draw = ImageDraw.Draw(image)
    for step in range(9):
        x = 60 + step * 130
        draw.ellipse((x, 300 - step * 20, x + 220, 520 - step * 20), outline="white", width=6)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return ContentFile(out.getvalue(), f"{title}.jpg")


def _text(title: str) -> ContentFile[bytes]:
    return ContentFile(pdf(f"= {title}\n\n{SUMMARY * 6}"), f"{title}.pdf")
