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
from wangyu.portal.demo import judging
from wangyu.portal.demo.judging import Judges
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
CALLS = (
    ("云梦省第二届网络文化节和优秀作品推选（演示）", 300, "released"),
    ("云梦省优秀网络作品专题征集（演示）", 60, "review"),
    ("云梦省第三届网络文化节和优秀作品推选（演示）", 20, "open"),
)
"""Title, days since it was opened, and how far it has come."""
GRADES = ("draft", *("submitted",) * 3)
"""How far the works of the open call have come, in turn."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who enters, and which track."""

    actor: Actor
    track: str


def play(land: Land, company: Company, random: Random, now: datetime) -> None:
    """One call open for entries, one in review, and last year's with its result."""
    judges = _judges(land, company)
    for title, opened, stage in CALLS:
        begun = now - opened * DAY
        call = _announce(land, company.officer, title, begun)
        for number, hand in enumerate(_hands(land, company)):
            _enter(
                call, hand, number, random, begun + (2 + number % 9) * DAY, whole=stage != "open"
            )
        if stage != "open":
            _judge(call, judges, random, begun + 12 * DAY, stage)


def _judges(land: Land, company: Company) -> Judges:
    """Reviewers come from universities that enter nothing here."""
    reviewers = company.reviewers
    return Judges(company.officer, company, reviewers, land.universities[6 : 6 + len(reviewers)])


def _judge(call: Call, judges: Judges, random: Random, now: datetime, stage: str) -> None:
    judging.recommend(call, judges, now)
    closed = call.due_at + DAY
    judging.examine(call, judges, closed)
    judging.assign_all(call, judges, closed + DAY)
    share = 1.0 if stage == "released" else 0.4
    judging.review(call, judges, random, closed + 3 * DAY, share=share)
    if stage == "released":
        judging.settle(call, judges, closed + 9 * DAY)


def _announce(land: Land, officer: Actor, title: str, opened: datetime) -> Call:
    due_at = (opened + 45 * DAY).replace(hour=15, minute=59, second=0, microsecond=0)
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


def _enter(
    call: Call, hand: Hand, number: int, random: Random, now: datetime, *, whole: bool
) -> Entry:
    entry = ops.begin_entry(call=call, track=hand.track, actor=hand.actor, now=now)
    title = TITLES[(number + 5 * call.pk) % len(TITLES)]
    answers = {"summary": SUMMARY, "published_on": f"{(now - 30 * DAY).date()}"}
    said: dict[str, Any] = {"actor": hand.actor, "now": now + DAY / 24}
    typed = ops.Typed(title, "", answers, may_show=True)
    entry = ops.save_entry(entry=entry, typed=typed, **said)
    if not whole and GRADES[number % len(GRADES)] == "draft":
        return entry
    slot = "text" if hand.track == "words" else "work"
    upload = _text(title, number) if slot == "text" else _picture(title, number, random)
    ops.add_piece(entry=entry, slot=slot, upload=upload, **said)
    ops.submit_entry(entry=entry, actor=hand.actor, now=now + DAY / 12)
    return entry


def _picture(title: str, number: int, random: Random) -> ContentFile[bytes]:
    colour = f"hsl({random.randrange(360)}, 45%, 62%)"
    image = Image.new("RGB", (1280, 853), colour)
    draw = ImageDraw.Draw(image)
    for step in range(9):
        x = 60 + step * 130 + number * 2
        draw.ellipse((x, 300 - step * 20, x + 220, 520 - step * 20), outline="white", width=6)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return ContentFile(out.getvalue(), f"{title}.jpg")


def _text(title: str, number: int) -> ContentFile[bytes]:
    return ContentFile(pdf(f"= {title}\n\n{SUMMARY * 6}\n\n演示第 {number + 1} 件"), f"{title}.pdf")
