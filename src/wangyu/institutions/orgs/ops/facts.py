"""Adding, changing and ending the dated facts of an organisation, whatever their kind."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Tier
from wangyu.base.lib.dates import show_date
from wangyu.institutions.orgs.enums import BudgetLevel, MemberRole
from wangyu.institutions.orgs.models import (
    Budget,
    GroupMember,
    LeadingGroup,
    Meeting,
    Organisation,
    OrgFact,
)
from wangyu.institutions.orgs.ops.common import OrgError, changes, today, touch
from wangyu.institutions.orgs.ops.tree import require_open


class FactError(OrgError):
    """A fact that contradicts the others or the calendar."""


@op("orgs.fact.add")
def add_fact(
    *,
    model: type[OrgFact],
    org: Organisation,
    values: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> OrgFact:
    require_open(org)
    if org.tier not in model.TIERS:
        tiers = "、".join(Tier(tier).label for tier in sorted(model.TIERS))
        raise FactError(f"{model.LABEL}只在{tiers}登记。")
    fact = model(organisation=org, **values)
    _check(fact, now)
    fact.save(force_insert=True)
    touch(org.path)
    say(f"登记{model.LABEL}：{named(fact)}", target=fact, org_path=org.path)
    return fact


@op("orgs.fact.change")
def change_fact(
    *,
    fact: OrgFact,
    values: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> OrgFact:
    """Correct a fact. What it said before stays in the log."""
    differ = changes(fact, values)
    for key, value in values.items():
        setattr(fact, key, value)
    _check(fact, now)
    fact.save(update_fields=list(values))
    touch(fact.organisation.path)
    say(
        f"修改{fact.LABEL}：{named(fact)}", target=fact, org_path=fact.organisation.path,
        private={"changes": differ},
    )  # fmt: skip
    return fact


@op("orgs.fact.end")
def end_fact(*, fact: OrgFact, on: date, reason: str, actor: Actor, now: datetime) -> OrgFact:
    """The fact holds no longer from ``on``; it stays to be read."""
    if fact.until is not None:
        raise FactError(f"这条记录已于{show_date(fact.until)}{fact.END_WORD}，不必重复办理。")
    if on > today(now):
        raise FactError(f"{fact.END_WORD}日期还没有到，请在当天或之后办理。")
    if fact.first_day is not None and on < fact.first_day:
        raise FactError(f"{fact.END_WORD}日期早于开始日期（{show_date(fact.first_day)}），请核对。")
    fact.until, fact.end_reason = on, reason
    fact.save(update_fields=["until", "end_reason"])
    touch(fact.organisation.path)
    say(
        f"{fact.LABEL}{fact.END_WORD}:{named(fact)}", target=fact, org_path=fact.organisation.path,
        on=on.isoformat(), private={"原因": reason},
    )  # fmt: skip
    return fact


def _check(fact: OrgFact, now: datetime) -> None:
    if isinstance(fact, Meeting) and fact.held_on > today(now):
        raise FactError("会议日期还没有到。会议开过之后再登记。")
    if isinstance(fact, LeadingGroup) and _others(fact).exists():
        raise FactError("已登记一个现任领导小组。如已调整，请先撤销原来的，或直接修改它。")
    if isinstance(fact, GroupMember):
        _check_member(fact)
    if isinstance(fact, Budget):
        _check_budget(fact)


def _others(fact: OrgFact) -> Any:
    rows = type(fact)._default_manager.filter(organisation=fact.organisation, until=None)  # noqa: SLF001 -- Django's own API
    return rows.exclude(pk=fact.pk)


def _check_member(member: GroupMember) -> None:
    if not LeadingGroup.objects.filter(organisation=member.organisation, until=None).exists():
        raise FactError("还没有登记领导小组。请先登记领导小组，再添加成员。")
    if member.role == MemberRole.HEAD and _others(member).filter(role=MemberRole.HEAD).exists():
        raise FactError("已有一位组长。如已换人，请先为原组长办理卸任。")


def _check_budget(budget: Budget) -> None:
    if budget.organisation.tier == Tier.DEPARTMENT and budget.level != BudgetLevel.DEPARTMENT:
        raise FactError("院系工作室只登记院系经费，校级经费由高校中心登记。")
    if _others(budget).filter(year=budget.year, level=budget.level).exists():
        raise FactError(
            f"{budget.year}年的{budget.get_level_display()}已经登记过。请直接修改那一条。"
        )
    if budget.allocated is None and budget.received is None and budget.spent is None:
        raise FactError("预算、到账、支出至少填一项；没有发生的填 0，不知道的留空。")
