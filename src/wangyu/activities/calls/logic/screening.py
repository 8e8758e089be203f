"""Formal checks of a recommended work: every aspect with its result; only doubts are for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wangyu.activities.calls.logic.completeness import Problem, Work, look_over
from wangyu.activities.calls.logic.edition import Edition
from wangyu.base.lib.dates import show_time

ASPECTS = {
    "content": "填写内容", "window": "发表时间", "people": "作者和指导教师", "files": "文件",
    "time": "提交时限", "unique": "唯一性", "roll": "推荐", "rules": "没有读到的规则",
}  # fmt: skip
WITHIN = {"title": "content", "subtype": "content", "published_on": "window", "people": "people", "rules": "rules"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Twin:
    """The same work somewhere else."""

    call: str
    organisation: str
    submitted: datetime | None
    here: bool
    """In the same call."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What is known of a work besides its content."""

    submitted: datetime | None
    due: datetime
    late: bool
    signed: datetime | None
    roll_late: bool
    place: int
    """Which of its track its university puts it at."""
    quota: int | None
    twins: Sequence[Twin] = ()
    complete_by: datetime | None = None
    completed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    key: str
    tone: str
    sentence: str


def examine(edition: Edition, work: Work, handed: Handed) -> list[Found]:
    """All aspects in order; one with nothing to say against it says that it is right."""
    by_aspect: dict[str, list[Problem]] = {aspect: [] for aspect in ASPECTS}
    fields = {field.key for field in edition.fields_of(work.track)} - {"published_on"}
    for problem in look_over(edition, work):
        by_aspect[_aspect(problem, fields)].append(problem)
    for where, problem in _around(edition, work, handed):
        by_aspect[where].append(problem)
    said = _in_order(edition, work, handed)
    return [
        found
        for aspect, problems in by_aspect.items()
        for found in _listed(aspect, problems, said.get(aspect, ""))
    ]


def _aspect(problem: Problem, fields: set[str]) -> str:
    return WITHIN.get(problem.where) or ("content" if problem.where in fields else "files")


def _listed(aspect: str, problems: list[Problem], said: str) -> Iterator[Found]:
    for number, one in enumerate(problems, start=1):
        yield Found(f"{aspect}-{number}", one.tone, one.sentence[:300])
    if not problems and said:
        yield Found(f"{aspect}-0", "ok", said)


def _around(edition: Edition, work: Work, handed: Handed) -> Iterator[tuple[str, Problem]]:
    if handed.late and handed.submitted:
        told = f"提交于 {show_time(handed.submitted)}，晚于截止 {show_time(handed.due)}。"
        yield "time", Problem("time", told, "doubt")
    if handed.complete_by and handed.completed and handed.completed > handed.complete_by:
        told = f"补齐于 {show_time(handed.completed)}，晚于期限 {show_time(handed.complete_by)}。"
        yield "time", Problem("time", told, "doubt")
    if handed.roll_late and handed.signed:
        told = f"学校签发于 {show_time(handed.signed)}，晚于截止 {show_time(handed.due)}。"
        yield "time", Problem("time", told, "doubt")
    for twin in handed.twins:
        yield "unique", Problem("unique", _twin(twin, one_way=edition.one_way), "doubt")
    if handed.quota is not None and handed.place > handed.quota:
        title = edition.track(work.track).title
        told = f"在“{title}”中排第 {handed.place}，超过每校 {handed.quota} 件的名额。"
        yield "roll", Problem("roll", told)


def _twin(twin: Twin, *, one_way: bool) -> str:
    when = f"{show_time(twin.submitted)}提交，" if twin.submitted else ""
    where = "本次征集" if twin.here else f"“{twin.call}”"
    rule = "；同一作品只能由一条通道参加" if one_way else ""
    return f"{where}中已有同一作品（{twin.organisation}，{when}同名同作者或有相同文件）{rule}。"


def _in_order(edition: Edition, work: Work, handed: Handed) -> dict[str, str]:
    """What is said of an aspect that is right."""
    count = sum(len(files) for files in work.pieces.values())
    quota = f"，名额 {handed.quota} 件" if handed.quota is not None else ""
    window = "在规定的发表期内。" if edition.made_from or edition.made_until else ""
    return {
        "content": "必填内容齐全，都在字数之内。", "window": window,
        "people": f"{len(work.people)} 人，都已本人确认，人数在规定之内。",
        "files": f"{count} 个文件，格式、大小、时长和像素都合规定。" if count else "",
        "time": "提交和签发都在截止之前。", "unique": "没有发现同一作品以别的名义或通道参加。",
        "roll": f"学校在本类中排第 {handed.place}{quota}。",
    }  # fmt: skip


def outcome(tones: Iterable[str]) -> str:
    """What checks come to, a person's ruling standing before the machine's: bad, doubt or ok."""
    found = set(tones)
    return next((tone for tone in ("bad", "doubt") if tone in found), "ok")
