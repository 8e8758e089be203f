"""What self-checks offer the desk and the file room."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access.selfcheck import access_answer, fills
from wangyu.assessment.evaluation.models import Member
from wangyu.assessment.evaluation.queries import scheme_of
from wangyu.assessment.evaluation.queries.burden import burden_of
from wangyu.assessment.evaluation.queries.selfcheck import (
    answer_titles,
    filling_members,
    hold_member_of,
)
from wangyu.assessment.evaluation.queries.sheet import EDITABLE, KIND, deadline, is_late, sheet_of
from wangyu.base.core.access import Actor, NotVisible, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.lib.ports import (
    AgendaItem,
    Attachable,
    Naming,
    Subject,
    agenda,
    attachables,
    naming,
    openers,
)

MINUTES_TO_SIGN = 15


def _members(actor: Actor, roles: Collection[Role], states: Collection[str]) -> list[Member]:
    """Those this person has to move, where one of ``roles`` is held."""
    own = within_any(actor.paths(roles), "organisation__path")
    return list(filling_members(access.visible_members(actor).filter(own, state__in=states)))


def todo(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    if actor.has(access.REPORTERS):
        for member in _members(actor, access.REPORTERS, EDITABLE):
            yield _to_fill(member, now)
    if actor.has({Role.UNIVERSITY_LEADER}):
        for member in _members(actor, {Role.UNIVERSITY_LEADER}, ["submitted"]):
            title, url = f"签批“{member.cycle.title}”自查表", _url("member", member)
            name, due = member.organisation.name, deadline(member)
            yield AgendaItem(title, url, due, MINUTES_TO_SIGN, name)
    if actor.has(PROVINCE_STAFF):
        yield from _to_chase(actor, now)


def _url(page: str, member: Member) -> str:
    return reverse(f"evaluation:{page}", args=[member.pk])


def _to_fill(member: Member, now: datetime) -> AgendaItem:
    sheet = sheet_of(member)
    left, verb = len(sheet.open_ends), "补正" if member.state == "returned" else "填写"
    note = f"还有 {left} 项" if left else "已填齐，请提交"
    late = member.revision == 0 and is_late(member, now)
    return AgendaItem(
        f"{verb}“{member.cycle.title}”自查表", _url("fill", member), deadline(member),
        burden_of(sheet).minutes, note, "bad" if late else "info",
    )  # fmt: skip


def _to_chase(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """Of the province's rounds: who is late, and what was sent back and is still out."""
    above = within_any(actor.paths(PROVINCE_STAFF), "cycle__owner__path")
    rows = filling_members(access.visible_members(actor).filter(above).exclude(state="signed"))
    by_cycle: dict[int, list[Member]] = {}
    for member in rows:
        by_cycle.setdefault(member.cycle_id, []).append(member)
    for pk, members in by_cycle.items():
        url, title = reverse("evaluation:members", args=[pk]), members[0].cycle.title
        late = sum(1 for one in members if not one.revision and is_late(one, now))
        if late:
            yield AgendaItem(f"{late} 所高校逾期未上报自查表", url, None, 5, title, "bad")
        if back := sum(1 for one in members if one.state == "returned"):
            url = f"{url}?state=returned"
            yield AgendaItem(f"{back} 所高校的自查表正在补正", url, None, 2, title, "warn")


def _answer(actor: Actor, pk: int) -> Subject:
    """What evidence is attached to: one indicator of a university's self-check."""
    answer = access_answer(actor, pk)
    member = answer.member
    leaf = scheme_of(member.cycle.version).by_key.get(answer.indicator)
    if leaf is None:
        raise NotVisible
    return Subject(
        f"{member.organisation.name} · {member.cycle.title} · {leaf.title}",
        f"{_url('member', member)}#leaf-{leaf.key}", member.organisation_id,
        member.organisation.path, may_attach=fills(actor, member),
    )  # fmt: skip


def _open_member(actor: Actor, pk: int) -> str:  # noqa: ARG001 -- the page itself decides
    return reverse("evaluation:member", args=[pk])


agenda.add("evaluation.selfcheck", todo)
attachables.add(KIND, Attachable(KIND, "评价指标", _answer, hold_member_of))
naming.add(KIND, Naming("评价指标", answer_titles))
openers.add("evaluation.member", _open_member)
