"""Whether a work may be handed in: what is missing, what is wrong, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wangyu.activities.calls.logic.edition import Edition, Field
from wangyu.activities.calls.logic.filerules import Given, check_day, check_file
from wangyu.base.lib.dates import show_date


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    part: str
    """author or adviser."""
    confirmed: bool
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """An entry as plain data. ``pieces``: slot -> files."""

    track: str
    subtype: str
    title: str
    answers: Mapping[str, str]
    people: Sequence[Person]
    pieces: Mapping[str, Sequence[Given]]


@dataclass(frozen=True, slots=True)
class Problem:
    """``where`` is a part of the form: title, subtype, people, a field's or a slot's key."""

    where: str
    sentence: str
    tone: str = "bad"


def look_over(edition: Edition, work: Work) -> list[Problem]:
    """Everything to be mended (bad) or looked at by a person (doubt), in the order of the form."""
    return [
        *_head(edition, work), *_answers(edition, work), *_people(edition, work),
        *_files(edition, work), *_unread(edition, work),
    ]  # fmt: skip


def _head(edition: Edition, work: Work) -> Iterator[Problem]:
    subtypes = edition.track(work.track).subtypes
    if not work.title.strip():
        yield Problem("title", "请填写作品名称。")
    if subtypes and work.subtype not in subtypes:
        yield Problem("subtype", f"请选择子类：{'、'.join(subtypes)}。")


def _answers(edition: Edition, work: Work) -> Iterator[Problem]:
    for field in edition.fields_of(work.track):
        typed = work.answers.get(field.key, "").strip()
        if not typed:
            if field.required:
                yield Problem(field.key, f"请填写“{field.title}”。")
        elif sentence := wrong(field, typed):
            yield Problem(field.key, sentence)
        elif field.key == "published_on":
            yield from _window(edition, date.fromisoformat(typed))


def wrong(field: Field, typed: str) -> str:
    """What is wrong with one answer; "" when nothing is."""
    if len(typed) > field.most and field.kind in {"line", "text", "link"}:
        return f"“{field.title}”写了 {len(typed)} 字，不应超过 {field.most} 字。"
    if field.kind == "choice" and typed not in field.choices:
        return f"“{field.title}”请在给出的选项中选。"
    if field.kind == "day" and not _is_day(typed):
        return f"“{field.title}”应是日期，例如 2026-03-05。"
    if field.kind == "number" and not (typed.isascii() and typed.isdigit()):
        return f"“{field.title}”应是整数。"
    if field.kind == "link" and not typed.startswith(("http://", "https://")):
        return f"“{field.title}”应以 http:// 或 https:// 开头。"
    return ""


def _is_day(typed: str) -> bool:
    try:
        date.fromisoformat(typed)
    except ValueError:
        return False
    return True


def _window(edition: Edition, day: date) -> Iterator[Problem]:
    first, last = edition.made_from, edition.made_until
    if first and day < first:
        yield Problem(
            "published_on",
            f"发表日期 {show_date(day)} 早于规定的 {show_date(first)}，不能参加这一届。",
        )
    if last and day > last:
        yield Problem(
            "published_on",
            f"发表日期 {show_date(day)} 晚于规定的 {show_date(last)}，不能参加这一届。",
        )


def _people(edition: Edition, work: Work) -> Iterator[Problem]:
    track = edition.track(work.track)
    for part, label, most in (
        ("author", "作者", track.authors), ("adviser", "指导教师", track.advisors),
    ):  # fmt: skip
        count = sum(person.part == part for person in work.people)
        if count > most:
            yield Problem("people", f"{label}填了 {count} 人，“{track.title}”不应超过 {most} 人。")
    if not any(person.part == "author" for person in work.people):
        yield Problem("people", "请至少填写 1 位作者。")
    for person in work.people:
        if person.refused:
            yield Problem("people", f"{person.name}否认参加这件作品，请移除或与其核实。")
        elif not person.confirmed:
            yield Problem("people", f"{person.name}还没有确认，请把确认链接发给本人。")


def _files(edition: Edition, work: Work) -> Iterator[Problem]:
    for rule in edition.files_of(work.track, work.subtype):
        given = work.pieces.get(rule.key, ())
        if len(given) < rule.fewest:
            yield Problem(
                rule.key, f"“{rule.title}”应有 {rule.fewest} 个文件，现在有 {len(given)} 个。"
            )
        if len(given) > rule.most:
            yield Problem(
                rule.key, f"“{rule.title}”有 {len(given)} 个文件，不应超过 {rule.most} 个。"
            )
        for one in given:
            days = check_day(one, edition.made_from, edition.made_until)
            for found in (*check_file(rule, one), *days):
                yield Problem(rule.key, found.sentence, found.tone)


def _unread(edition: Edition, work: Work) -> Iterator[Problem]:
    """What the sources do not say is left to a person (DOMAIN §3: no invented defaults)."""
    for sentence in edition.track(work.track).unread:
        yield Problem("rules", f"{sentence}，请人工核对。", "doubt")
