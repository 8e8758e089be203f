"""Holding a round: drafted, begun, moved on (clauses 11 and 12). Each room adds its own moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation import queries
from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.logic.charter import Charter, plain
from wangyu.assessment.evaluation.logic.flow import CYCLE
from wangyu.assessment.evaluation.models import (
    Cycle,
    CycleStep,
    Member,
    Version,
)
from wangyu.assessment.evaluation.ops.carrying import open_answers
from wangyu.assessment.evaluation.queries.mending import open_problems
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import UNIVERSITY_STAFF
from wangyu.base.lib.dates import local_day, show_time
from wangyu.base.notify.send import notify
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import people_with


class EvaluationError(Exception):
    """What cannot be done in an evaluation; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody decides about a round besides its charter."""

    title: str
    guide: str
    version: Version
    first_year: int
    last_year: int
    due_at: datetime
    follows: Cycle | None = None


@op("evaluation.cycle.create")
def create_cycle(
    *, owner: Organisation, charter: Charter, facts: Facts, actor: Actor, now: datetime
) -> Cycle:
    """A draft with its own copy of a charter."""
    _require_facts(facts, owner)
    made = Cycle.objects.create(
        owner=owner, form=charter.form, title=facts.title, guide=facts.guide,
        version=facts.version, charter=plain(charter), first_year=facts.first_year,
        last_year=facts.last_year, follows=facts.follows, due_at=facts.due_at, changed_at=now,
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    say(f"拟定评价“{made.title}”", target=made, org_path=owner.path)
    return made


def _require_facts(facts: Facts, owner: Organisation) -> None:
    if facts.last_year < facts.first_year:
        raise EvaluationError(
            f"截止年度 {facts.last_year} 早于起始年度 {facts.first_year}，请改为相同或更晚的年度。"
        )
    if facts.version.scheme.owner_id != owner.pk:
        raise EvaluationError("请选择本省中心的指标方案。")


@op("evaluation.cycle.change")
def change_cycle(
    *, cycle: Cycle, charter: Charter, facts: Facts, actor: Actor, now: datetime
) -> Cycle:
    """Only while it is a draft: what universities were told does not change under their hands."""
    found = locked(cycle)
    if found.state != "draft":
        raise EvaluationError("已经公布的评价，办法和方案不能再改；截止时间可以调整。")
    _require_facts(facts, found.owner)
    found.title, found.guide, found.version = facts.title, facts.guide, facts.version
    found.first_year, found.last_year = facts.first_year, facts.last_year
    found.follows, found.due_at, found.charter = facts.follows, facts.due_at, plain(charter)
    found.form, found.changed_at = Form(charter.form), now
    found.save()
    say(f"修改拟定的评价{named(found)}", target=found, org_path=found.owner.path)
    return found


@op("evaluation.cycle.discard")
def discard_cycle(*, cycle: Cycle, actor: Actor, now: datetime) -> None:
    """Only a draft that nobody has seen."""
    found = locked(cycle)
    if found.state != "draft" or found.steps.exists():
        raise EvaluationError("只有没有公布过的评价可以删除；已公布的可以取消。")
    say(f"删除拟定的评价“{found.title}”", org_path=found.owner.path)
    found.delete()


@op("evaluation.cycle.begin")
def begin_cycle(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    """Announce it: every university of the province gets its self-check."""
    found = step(cycle, "begin", actor, now, reason=reason)
    if found.due_at <= now:
        raise EvaluationError(f"自查截止时间 {show_time(found.due_at)} 已经过了，请先改到将来。")
    if found.version.state != "published":
        raise EvaluationError(f"指标方案“{found.version}”还没有发布，请先发布或换一个。")
    members = _enrol(found)
    open_answers(found, members, asked_of(found))
    told = tell(
        found, f"自查开始：{found.title}", f"请在 {show_time(found.due_at)} 前上报", "begin", now
    )
    text = f"公布评价{named(found)}，{len(members)} 所高校参加，通知 {told} 人"
    say(text, target=found, org_path=found.owner.path)
    return found


def _enrol(cycle: Cycle) -> list[Member]:
    """Groups and strata are those of today and do not move under the round.

    An interim looks only at what is open (clause 11): at universities that still have to mend.
    """
    universities = queries.universities_for(cycle.owner)
    if cycle.form == Form.INTERIM:
        waiting = open_problems(_followed(cycle)).values("member__organisation")
        universities = universities.filter(organisation__in=waiting)
        if not universities:
            raise EvaluationError("上一个周期没有未销号的问题，不需要中期检查。")
    rows = [
        Member(
            cycle=cycle, organisation=one.organisation, level=one.level, ownership=one.ownership,
            city=one.city,
        )
        for one in universities
    ]  # fmt: skip
    if not rows:
        raise EvaluationError("本省还没有高校，请先在“机构”里导入名录。")
    return Member.objects.bulk_create(rows, batch_size=500)


def _followed(cycle: Cycle) -> Cycle:
    if cycle.follows is None:
        raise EvaluationError("中期检查要先选“上一个周期”：它只看那个周期没有销号的问题。")
    return cycle.follows


def asked_of(cycle: Cycle) -> Callable[[Member], list[str]]:
    """Which indicators a university answers: all, or in an interim those it has problems with."""
    leaves = [leaf.key for leaf in queries.scheme_of(cycle.version).leaves]
    if cycle.form != Form.INTERIM:
        return lambda _: leaves
    found: dict[int, set[str]] = {}
    rows = open_problems(_followed(cycle)).values_list("member__organisation_id", "indicator")
    for organisation, indicator in rows:
        found.setdefault(organisation, set()).add(indicator)
    return lambda one: [leaf for leaf in leaves if leaf in found[one.organisation_id]]


@op("evaluation.cycle.cancel")
def cancel_cycle(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    found = step(cycle, "cancel", actor, now, reason=reason)
    tell(found, f"“{found.title}”已取消", reason.strip(), "cancel", now)
    private = {"理由": reason.strip()}
    say(f"取消评价{named(found)}", target=found, org_path=found.owner.path, private=private)
    return found


def locked(cycle: Cycle) -> Cycle:
    rows = Cycle.objects.select_for_update(of=("self",)).select_related("owner", "version__scheme")
    return rows.get(pk=cycle.pk)


def step(cycle: Cycle, verb: str, actor: Actor, now: datetime, *, reason: str = "") -> Cycle:
    """Take one move of the table under a lock, and keep it. Called by the ops that decide."""
    found = locked(cycle)
    edge = CYCLE.take(found.state, verb, actor.roles_at(found.owner.path), reason=reason)
    found.state = edge.target
    found.save(update_fields=["state"])
    note(found, verb, reason, actor, now)
    return found


def note(cycle: Cycle, verb: str, reason: str, actor: Actor, now: datetime) -> None:
    CycleStep.objects.create(
        cycle=cycle, verb=verb, reason=reason.strip()[:500], by_id=actor.user_id, at=now
    )


def tell(cycle: Cycle, title: str, body: str, key: str, now: datetime) -> int:
    """The staff of every university that takes part."""
    return tell_at(cycle, [cycle.owner.path], title, body, key, now)


def tell_at(cycle: Cycle, paths: list[str], title: str, body: str, key: str, now: datetime) -> int:
    recipients = people_with(UNIVERSITY_STAFF, paths, local_day(now))
    notify(
        recipients=recipients, kind="evaluation.cycle", title=title, body=body,
        url=reverse("evaluation:cycle", args=[cycle.pk]), key=f"evaluation.cycle:{cycle.pk}:{key}",
        now=now,
    )  # fmt: skip
    return len(recipients)
