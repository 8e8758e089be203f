"""Entering a work: begun, filled in, its people confirm, handed in, taken back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from wangyu.activities.calls import access, queries
from wangyu.activities.calls.enums import Part
from wangyu.activities.calls.logic.completeness import Problem
from wangyu.activities.calls.logic.likeness import likeness_of
from wangyu.activities.calls.models import Call, Contributor, Entry, Slip
from wangyu.activities.calls.ops.again import look_again
from wangyu.activities.calls.ops.moving import move
from wangyu.activities.calls.ops.screening import check_anew
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor, require
from wangyu.base.core.keys import receipt_key
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import local_day
from wangyu.base.notify.send import notify
from wangyu.institutions.people.logic.links import hash_of
from wangyu.institutions.people.queries import people_with
from wangyu.records.ledger.logic.receipts import seal

EDITABLE = ("draft", "returned", "completing", "revising")
GONE = "这件作品刚才已经删除，这一次没有保存。"
LOCKED = "作品已经提交，不能再改；需要修改时请先撤回。"
MOST_AT_ONCE = 20
"""Unfinished works of one person in one call."""
WHO = {"student": "学生", "teacher": "教师和工作人员"}


class EntryError(Exception):
    """What cannot be done with a work; ``problems`` says place by place why."""

    def __init__(self, sentence: str, problems: list[Problem] | None = None) -> None:
        super().__init__(sentence)
        self.problems = problems or []


class GoneError(EntryError):
    """The work was discarded a moment ago."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says."""

    title: str
    subtype: str
    answers: Mapping[str, str]
    may_show: bool


@op("calls.entry.begin")
def begin_entry(*, call: Call, track: str, actor: Actor, now: datetime) -> Entry:
    """An empty work of the actor's own, in the name of where they study or work."""
    if call.state != "open":
        raise EntryError("这次征集现在不接收新作品。")
    wanted = queries.rules_of(call).track(track)
    place = access.place_for(actor, wanted.entrant)
    if place is None:
        raise EntryError(f"“{wanted.title}”由高校{WHO[wanted.entrant]}申报，您的角色不能参加。")
    university, unit = place
    require(call.owner.path == university.path[: len(call.owner.path)], "这次征集不面向您的学校。")
    _require_admitted(call, university.pk)
    mine = Entry.objects.filter(call=call, entrant_id=actor.user_id or 0, state="draft")
    if mine.count() >= MOST_AT_ONCE:
        raise EntryError(f"您在这次征集中有 {MOST_AT_ONCE} 件没有提交的作品，请先办完或撤回。")
    made = Entry.objects.create(
        call=call, track=track, organisation=university, unit=unit, entrant_id=actor.user_id or 0,
        begun_at=now, saved_at=now,
    )  # fmt: skip
    Contributor.objects.create(
        entry=made, part=Part.AUTHOR, position=1, name=actor.name[:40], confirmed_at=now,
        unit=(unit or university).name,
    )  # fmt: skip
    say("开始填写一件作品", target=made, org_path=university.path)
    return made


def _require_admitted(call: Call, university_id: int) -> None:
    """Universities of one authority may be outside a call (2022: 不含部属)."""
    shut_out = queries.rules_of(call).except_authority
    if shut_out and queries.authority_of(university_id) == shut_out:
        raise EntryError(f"这次征集不含{shut_out}直属高校，请经本校直接向全国申报。")


def editable(entry: Entry) -> Entry:
    """Locked, and found to be its entrant's to change."""
    try:
        found = queries.locked(entry)
    except Entry.DoesNotExist as error:
        raise GoneError(GONE) from error
    if found.state not in EDITABLE:
        raise EntryError(LOCKED)
    return found


@op("calls.entry.save")
def save_entry(*, entry: Entry, typed: Typed, actor: Actor, now: datetime) -> Entry:
    """What is typed so far, complete or not."""
    found = editable(entry)
    known = {field.key for field in queries.rules_of(found.call).fields_of(found.track)}
    found.title, found.subtype = typed.title.strip()[:120], typed.subtype
    found.answers = found.answers | {k: v for k, v in typed.answers.items() if k in known}
    found.may_show, found.saved_at = typed.may_show, now
    found.likeness = likeness_of(found.title)
    found.save()
    say("保存作品的内容", target=found, org_path=found.organisation.path)
    return found


@op("calls.entry.place")
def place_entry(*, entry: Entry, unit_id: int | None, actor: Actor, now: datetime) -> None:
    """Which department looks at it first; none: the university's centre."""
    found = editable(entry)
    units = queries.departments_of(found.organisation)
    found.unit = units.filter(pk=unit_id).first() if unit_id else None
    found.save(update_fields=["unit"])
    say("选定作品的推荐院系", target=found, org_path=found.organisation.path)


@op("calls.entry.discard")
def discard_entry(*, entry: Entry, actor: Actor, now: datetime) -> None:
    """A draft that was never handed in leaves nothing behind."""
    found = queries.locked(entry)
    if found.state != "draft" or found.revision:
        raise EntryError("提交过的作品不能删除，可以撤回。")
    say("删除一件没有提交过的作品", org_path=found.organisation.path)
    found.delete()


@op("calls.person.add")
def add_person(
    *, entry: Entry, part: str, name: str, unit: str, actor: Actor, now: datetime
) -> tuple[Contributor, str]:
    """A co-author or adviser, and the token of the link by which they confirm (shown once)."""
    found = editable(entry)
    track = queries.rules_of(found.call).track(found.track)
    most = track.authors if part == Part.AUTHOR else track.advisors
    there = found.contributors.filter(part=part).count()
    if there >= most:
        label = Part(part).label
        raise EntryError(f"“{track.title}”的{label}不超过 {most} 人，已经填了 {there} 人。")
    token = secrets.token_urlsafe(24)
    made = Contributor.objects.create(
        entry=found, part=part, position=there + 1, name=name.strip()[:40], unit=unit.strip()[:80],
        token=hash_of(token),
    )  # fmt: skip
    text = f"为作品添加{made.get_part_display()}"
    say(text, target=found, org_path=found.organisation.path, private={"姓名": made.name})
    return made, token


@op("calls.person.renew")
def renew_link(*, person: Contributor, actor: Actor, now: datetime) -> str:
    """Another link; the old one ends."""
    found = editable(person.entry)
    token = secrets.token_urlsafe(24)
    Contributor.objects.filter(pk=person.pk).update(token=hash_of(token), refused_at=None)
    say("换发作品的确认链接", target=found, org_path=found.organisation.path)
    return token


@op("calls.person.remove")
def remove_person(*, person: Contributor, actor: Actor, now: datetime) -> None:
    found = editable(person.entry)
    if not person.token:
        raise EntryError("申报人本人不能从作者中移除。")
    say(
        "从作品中移除一位作者或指导教师", target=found, org_path=found.organisation.path,
        private={"姓名": person.name},
    )  # fmt: skip
    Contributor.objects.filter(pk=person.pk).delete()
    left = found.contributors.filter(part=person.part).order_by("position", "pk")
    for position, one in enumerate(left, start=1):
        Contributor.objects.filter(pk=one.pk).update(position=position)


@op("calls.person.answer")
def answer_link(*, person: Contributor, agrees: bool, actor: Actor, now: datetime) -> None:
    """Whoever holds the link says whether the work is theirs, too."""
    entry = queries.locked(person.entry)
    if entry.state not in EDITABLE:
        raise EntryError("这件作品已经提交，不再接受确认。")
    confirmed = {"confirmed_at": now, "refused_at": None}
    refused = {"confirmed_at": None, "refused_at": now}
    Contributor.objects.filter(pk=person.pk).update(**(confirmed if agrees else refused))
    word = "确认" if agrees else "否认"
    say(f"一位作者或指导教师{word}参加作品", target=entry, org_path=entry.organisation.path)


@op("calls.entry.submit")
def submit_entry(*, entry: Entry, actor: Actor, now: datetime) -> Slip:
    """Hand it in, for the first time or mended. Late is received and marked; a closed call refuses."""
    found = queries.locked(entry)
    verb = {"completing": "completed", "revising": "resubmit"}.get(found.state, "submit")
    if verb == "submit" and found.call.state not in {"open", "paused"}:
        raise EntryError(
            "这次征集已经结束，不能再提交；您填写的内容还在，确有特殊情况请联系本校高校中心。"
        )
    bad = [problem for problem in queries.problems_of(found) if problem.tone == "bad"]
    if bad:
        raise EntryError(f"还有 {len(bad)} 处需要处理，暂时不能提交。", bad)
    moved = move(found, verb, actor, now)
    if verb == "resubmit":
        look_again(moved, now)
    if verb == "submit":
        moved.late = queries.comes_late(moved, now)
        moved.submitted_at = now
        Entry.objects.filter(pk=moved.pk).update(late=moved.late, submitted_at=now)
    if verb == "completed":
        check_anew([moved])
    slip = _give_slip(moved, verb, now)
    _tell_next(moved, now)
    marked = "（逾期）" if moved.late else ""
    text = f"提交{named(moved)}第 {moved.revision} 次{marked}"
    say(text, target=moved, org_path=moved.organisation.path, receipt=slip.number)
    return slip


def _give_slip(entry: Entry, verb: str, now: datetime) -> Slip:
    sealed = seal(
        receipt_key(Path(settings.HOME)), queries.content_of(entry), verb=verb,
        revision=entry.revision, at=now,
    )  # fmt: skip
    return Slip.objects.create(
        number=sealed.number,
        entry=entry,
        revision=entry.revision,
        verb=verb,
        at=now,
        content_sha256=sealed.content_sha256,
        signature=sealed.signature,
    )


def _tell_next(entry: Entry, now: datetime) -> None:
    """Whoever looks at it next: the department, or the university's centre."""
    if entry.state != "submitted":
        return
    role = Role.DEPARTMENT_OFFICER if entry.unit else Role.UNIVERSITY_OFFICER
    place = entry.unit or entry.organisation
    notify(
        recipients=people_with([role], [place.path], local_day(now)), kind="calls.entry",
        title=f"“{entry.call.title}”有作品待初审", body=place.name, url="/calls/entries/",
        key=f"calls.call:{entry.call_id}:{place.pk}:{local_day(now)}", now=now,
    )  # fmt: skip


@op("calls.entry.recall")
def recall_entry(*, entry: Entry, actor: Actor, now: datetime, reason: str = "") -> Entry:
    """Take it back to change it, while nobody has looked at it."""
    moved = move(entry, "recall", actor, now, reason=reason)
    say(f"撤回{named(moved)}修改", target=moved, org_path=moved.organisation.path)
    return moved


@op("calls.entry.withdraw")
def withdraw_entry(*, entry: Entry, actor: Actor, now: datetime, reason: str = "") -> Entry:
    """Out of the call for good."""
    moved = move(entry, "withdraw", actor, now, reason=reason)
    private = {"理由": reason.strip()}
    say(
        f"撤回参加的{named(moved)}", target=moved, org_path=moved.organisation.path, private=private
    )
    return moved
