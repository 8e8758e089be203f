"""Invented names. No university, city or person of 云梦省 exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

PROVINCE = "云梦省高校网络思想政治工作中心（演示）"
CITIES = ("云梦市", "泽城市", "兰台市", "鹿鸣市", "青岚市", "沅芷市", "白蘋市", "望舒市")
DEPARTMENTS = (
    "马克思主义学院", "文学与新闻学院", "计算机学院", "机电工程学院", "经济管理学院", "外国语学院",
    "艺术设计学院", "化学与材料学院", "数学学院", "护理学院", "体育学院", "土木工程学院",
)  # fmt: skip
_UNDERGRADUATE = ("大学", "师范大学", "理工大学", "医学院", "农林大学", "财经学院", "科技学院")
_VOCATIONAL = ("职业技术学院", "机电职业学院", "卫生职业学院", "幼儿师范专科学校", "商贸职业学院")
_PRIVATE = {"科技学院", "商贸职业学院"}
_SURNAMES = "闻韶苑岑宓邬郗甄蔺阮荀楚穆逄庾"
_GIVEN = "知远云舒青禾以宁若水承安子衿景行望舒言初修竹怀瑾清和乐山思齐"
MAJORS = ("软件", "英语", "会计", "护理", "机械", "思政", "设计", "化工")


@dataclass(frozen=True, slots=True)
class School:
    name: str
    city: str
    level: str
    ownership: str
    students: int
    staff: int


def schools(random: Random, count: int) -> Iterator[School]:
    """``count`` schools over the cities, universities first in each city."""
    kinds = [(kind, "本科") for kind in _UNDERGRADUATE] + [(kind, "专科") for kind in _VOCATIONAL]
    pairs = [(city, kind, level) for kind, level in kinds for city in CITIES]
    random.shuffle(pairs)
    for city, kind, level in sorted(pairs[:count], key=lambda pair: (pair[2] != "本科", pair)):
        large = 1.0 if level == "本科" else 0.6
        students = round(random.triangular(4_000, 38_000, 16_000) * large / 10) * 10
        yield School(
            name=city.removesuffix("市") + kind,
            city=city,
            level=level,
            ownership="民办" if kind in _PRIVATE else "公办",
            students=students,
            staff=round(students / random.uniform(14, 20)),
        )


def person(random: Random) -> str:
    start = random.randrange(0, len(_GIVEN) - 1, 2)
    return random.choice(_SURNAMES) + _GIVEN[start : start + 2]
