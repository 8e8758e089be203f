"""A self-check on its way: submitted, signed with its facts frozen, returned with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation.logic.flow import SELF_CHECK
from wangyu.assessment.evaluation.logic.freezing import facts_digest
from wangyu.assessment.evaluation.models import Cycle, Frozen, Member, MemberStep
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.selfcheck import locked
from wangyu.assessment.evaluation.queries import scheme_of
from wangyu.assessment.evaluation.queries.facts import live_facts
from wangyu.assessment.evaluation.queries.sheet import EDITABLE, deadline, is_late, sheet_of
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import local_day, show_time
from wangyu.base.lib.flow import Edge
from wangyu.base.notify.send import notify, untold
from wangyu.institutions.people.queries import people_with

REPORTERS = (Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_OFFICER)
OVER = "这一轮的自查已经结束，自查表停在现在的状态。"


def moves_of(member: Member, roles: Collection[str]) -> list[Edge]:
    """What somebody holding ``roles`` may do with it now."""
    return SELF_CHECK.moves(member.state, roles) if member.cycle.state == "self_check" else []


def _move(member: Member, verb: str, actor: Actor, now: datetime, *, reason: str = "") -> Member:
    """Take one step of the table under a lock, and keep it."""
    found = locked(member)
    roles = actor.roles_at(found.organisation.path)
    edge = SELF_CHECK.take(found.state, verb, roles, reason=reason)
    if found.cycle.state != "self_check":
        raise EvaluationError(OVER)
    found.state = edge.target
    found.save(update_fields=["state"])
    MemberStep.objects.create(
        member=found, verb=verb, reason=reason.strip()[:500], by_id=actor.user_id, at=now
    )
    return found


def _tell(member: Member, people: list[int], title: str, body: str, now: datetime) -> None:
    """Those who act next."""
    steps = MemberStep.objects.filter(member=member).count()
    notify(
        recipients=people, kind="evaluation.member", title=title, body=body, now=now,
        url=reverse("evaluation:member", args=[member.pk]),
        key=f"evaluation.member:{member.pk}:{steps}",
    )  # fmt: skip


def _campus(member: Member, roles: Collection[Role], now: datetime) -> list[int]:
    return people_with(roles, [member.organisation.path], local_day(now))


@op("evaluation.member.submit")
def submit(*, member: Member, actor: Actor, now: datetime) -> Member:
    """Hand it to the leader. What is still open is told item by item."""
    found = _move(member, "submit", actor, now)
    if ends := sheet_of(found).open_ends:
        listed = "".join(end.message for end in ends)
        raise EvaluationError(f"还有 {len(ends)} 处需要处理，暂时不能提交：{listed}")
    leaders = _campus(found, [Role.UNIVERSITY_LEADER], now)
    _tell(found, leaders, f"“{found.cycle.title}”自查表待您签批", found.organisation.name, now)
    text = f"{found.organisation.name}提交评价{named(found.cycle)}的自查表"
    say(text, target=found, org_path=found.organisation.path)
    return found


@op("evaluation.member.recall")
def recall(*, member: Member, actor: Actor, now: datetime) -> Member:
    found = _move(member, "recall", actor, now)
    say(f"撤回评价{named(found.cycle)}的自查表修改", target=found, org_path=found.organisation.path)
    return found


@op("evaluation.member.send_back")
def send_back(*, member: Member, reason: str, actor: Actor, now: datetime) -> Member:
    """The leader sends it back to those who fill it in."""
    found = _move(member, "send_back", actor, now, reason=reason)
    title = f"“{found.cycle.title}”自查表被退回修改"
    _tell(found, _campus(found, REPORTERS, now), title, reason.strip(), now)
    private = {"理由": reason.strip()}
    say("退回自查表给填报人", target=found, org_path=found.organisation.path, private=private)
    return found


@op("evaluation.member.sign")
def sign(*, member: Member, actor: Actor, now: datetime) -> Member:
    """The facts it stands on are frozen as they are now: the score never moves under anybody.

    Whether it came late is known by the first signing; mending what was returned is not late.
    """
    found = _move(member, "sign", actor, now)
    if not found.revision:
        found.late = is_late(found, now)
    found.revision += 1
    found.signed_at, found.signed_by_id = now, actor.user_id
    found.facts_sha256, count = _freeze(found)
    found.save()
    marked = "（逾期）" if found.late else ""
    owner, name = found.cycle.owner, found.organisation.name
    officers = people_with([Role.PROVINCE_OFFICER], [owner.path], local_day(now))
    _tell(found, officers, f"{name}上报“{found.cycle.title}”自查表{marked}", "", now)
    text = f"{name}签批上报评价{named(found.cycle)}的自查表{marked}，冻结 {count} 个数字"
    say(text, target=found, org_path=found.organisation.path, facts=found.facts_sha256)
    return found


def _freeze(member: Member) -> tuple[str, int]:
    cycle = member.cycle
    known = live_facts([member], scheme_of(cycle.version), cycle.periods)[member.pk]
    rows = [known[key] for key in sorted(known)]
    Frozen.objects.bulk_create(
        [Frozen(member=member, revision=member.revision, **row._asdict()) for row in rows],
        batch_size=500,
    )
    return facts_digest(rows), len(rows)


@op("evaluation.member.return")
def return_member(*, member: Member, reason: str, actor: Actor, now: datetime) -> Member:
    """The province sends it back to be mended; what was frozen stays as it was."""
    found = _move(member, "return", actor, now, reason=reason)
    title = f"“{found.cycle.title}”自查表被省中心退回补正"
    people = _campus(found, (*REPORTERS, Role.UNIVERSITY_LEADER), now)
    _tell(found, people, title, reason.strip(), now)
    text, private = f"退回{found.organisation.name}的自查表", {"理由": reason.strip()}
    say(text, target=found, org_path=found.organisation.path, private=private)
    return found


@op("evaluation.cycle.remind")
def remind(*, cycle: Cycle, actor: Actor, now: datetime) -> int:
    """Those whose self-check is not handed in; once a day at most, each with its own deadline."""
    if cycle.state != "self_check":
        raise EvaluationError("只有自查期间可以提醒。")
    title = f"提醒：“{cycle.title}”自查表还没有上报"
    by_deadline: dict[tuple[bool, datetime], list[str]] = {}
    waiting = cycle.members.filter(state__in=(*EDITABLE, "submitted"))
    for one in waiting.select_related("organisation", "cycle"):
        place = one.state == "submitted", deadline(one)
        by_deadline.setdefault(place, []).append(one.organisation.path)
    told = 0
    for (to_sign, due_at), paths in by_deadline.items():
        told += _remind(cycle, title, paths, due_at, now, to_sign=to_sign)
    text = f"提醒评价{named(cycle)}还没有上报的高校，通知 {told} 人"
    say(text, target=cycle, org_path=cycle.owner.path)
    return told


def _remind(
    cycle: Cycle, title: str, paths: list[str], due_at: datetime, now: datetime, *, to_sign: bool
) -> int:
    """The reporters; the leader where it waits for the signature."""
    roles = (Role.UNIVERSITY_LEADER,) if to_sign else REPORTERS
    key = f"evaluation.cycle:{cycle.pk}:remind:{local_day(now).isoformat()}"
    people = untold(people_with(roles, paths, local_day(now)), key)
    notify(
        recipients=people, kind="evaluation.member", title=title, key=key, now=now,
        body=f"截止 {show_time(due_at)}", url=reverse("evaluation:cycle", args=[cycle.pk]),
    )  # fmt: skip
    return len(people)
