"""Applying what was ticked of a roster's differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from wangyu.base.audit.op import op, say
from wangyu.base.core import search
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.logic.roster import FIELDS, NEW, Line, School, diff
from wangyu.institutions.orgs.models import FormerName, Organisation, University
from wangyu.institutions.orgs.ops.common import (
    OrgError,
    changes,
    fresh,
    refuse_taken_code,
    today,
    touch,
    write_paths,
)
from wangyu.institutions.orgs.queries import documents_of, known_schools

ROSTER_FIELDS = [key for key in FIELDS if key != "name"]


class RosterMovedOnError(OrgError):
    def __init__(self) -> None:
        super().__init__("在您确认之前名录已被修改，勾选的差异不再成立。请重新上传并核对。")


class NothingTickedError(OrgError):
    def __init__(self) -> None:
        super().__init__("没有勾选任何一行，名录没有改动。请勾选要采用的差异。")


def fingerprints(lines: Sequence[Line]) -> set[str]:
    """What each applicable line would do, for telling whether it still would."""
    return {_fingerprint(line) for line in lines if line.can_apply}


def _fingerprint(line: Line) -> str:
    changes = "；".join(f"{c.field}:{c.before}>{c.after}" for c in line.changes)
    return f"{line.key}|{line.kind}|{line.known.id if line.known else ''}|{changes}"


@transaction.atomic
def apply_roster(
    *,
    province: Organisation,
    roster: Sequence[School],
    ticked: Collection[str],
    shown: Collection[str],
    actor: Actor,
    now: datetime,
) -> int:
    """Apply the ticked lines in one transaction, with one audit row for each. Returns how many.

    ``shown`` are the ``fingerprints`` of the difference as its reader saw it.
    """
    lines = [line for line in diff(known_schools(), roster) if line.key in set(ticked)]
    if not ticked:
        raise NothingTickedError
    if len(lines) != len(set(ticked)) or not {_fingerprint(line) for line in lines} <= set(shown):
        raise RosterMovedOnError
    orgs = _write_lines(province=province, lines=lines, actor=actor, now=now)
    for line, org in zip(lines, orgs, strict=True):
        _note_line(line=line, org=org, actor=actor, now=now)
    return len(lines)


@op("orgs.roster.apply")
def _write_lines(
    *,
    province: Organisation,
    lines: Sequence[Line],
    actor: Actor,
    now: datetime,
) -> list[Organisation]:
    """The organisations of the lines, in the lines' order, after the writing."""
    kinds = Counter(line.label for line in lines)
    _update([line for line in lines if line.kind != NEW], now)
    planted = iter(_plant(province, [line.school for line in lines if line.kind == NEW]))
    ids = [next(planted).pk if line.known is None else line.known.id for line in lines]
    by_id = {org.pk: org for org in fresh(ids)}
    search.put(*documents_of(by_id.values()))
    touch(*(org.path for org in by_id.values()))
    words = "、".join(f"{label} {count} 所" for label, count in kinds.items())
    say(f"按名录更新高校：{words}", target=province, org_path=province.path)
    return [by_id[pk] for pk in ids]


@op("orgs.roster.line")
def _note_line(*, line: Line, org: Organisation, actor: Actor, now: datetime) -> None:
    """One confirmed line in the log, found again in the history of its school."""
    fields = {change.field: [change.before, change.after] for change in line.changes}
    words = "；".join(
        f"{c.label}由“{c.before or '空'}”改为“{c.after or '空'}”" for c in line.changes
    )
    sentence = f"按名录修改“{org.name}”：{words}" if words else f"按名录新增“{org.name}”"
    say(sentence, target=org, org_path=org.path, fields=fields)


def _plant(province: Organisation, schools: Sequence[School]) -> list[Organisation]:
    planted = [
        Organisation(parent=province, tier=Tier.UNIVERSITY, name=s.name, demo=province.demo)
        for s in schools
    ]
    write_paths(planted)
    University.objects.bulk_create(
        University(organisation_id=org.pk, **_facts(school))
        for org, school in zip(planted, schools, strict=True)
    )
    return planted


def _facts(school: School) -> dict[str, Any]:
    facts = {key: getattr(school, key) for key in ROSTER_FIELDS}
    return facts | {"code": school.code or None}


def _update(lines: Sequence[Line], now: datetime) -> None:
    """Only the changed fields. No name or code clashes: such a line is a conflict, not applied."""
    for line in lines:
        pk = line.known.id if line.known else 0
        facts = {c.field: c.after for c in line.changes}
        name = facts.pop("name", "")
        if name and line.known:
            FormerName.objects.create(
                organisation_id=pk, name=line.known.name, until=today(now), reason="按名录更新"
            )
            Organisation.objects.filter(pk=pk).update(name=name)
            facts.setdefault("former_name", line.known.name)
        University.objects.filter(pk=pk).update(**facts)


@op("orgs.roster.edit")
def edit_roster_entry(
    *,
    org: Organisation,
    facts: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """What the roster says of one university, corrected by hand. Its name is changed by rename."""
    facts = facts | {"code": facts.get("code") or None}
    refuse_taken_code(facts["code"], but=org.pk)
    differ = changes(org.university, facts)
    University.objects.filter(pk=org.pk).update(**facts)
    search.put(*documents_of([org]))
    touch(org.path)
    say(f"修改“{org.name}”的名录信息", target=org, org_path=org.path, private={"changes": differ})
