"""The numbers this app offers (clauses 7–9). A university with no such rows is left out: unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from wangyu.base.core.roles import Tier
from wangyu.base.lib.measures import Measure, Values, measure
from wangyu.base.lib.periods import Period
from wangyu.institutions.orgs.enums import RoomUse
from wangyu.institutions.orgs.logic.group import NAMED, named_departments
from wangyu.institutions.orgs.queries import totals
from wangyu.institutions.orgs.queries.totals import Total

REF = "orgs.detail"


def _values(found: Mapping[int, Total], day: date, source: str) -> Values:
    return {pk: _value(pk, total, day, source) for pk, total in found.items()}


def _value(pk: int, total: Total, day: date, source: str) -> Measure:
    blanks = f"，另有 {total.blanks} 条未填数" if total.blanks else ""
    return Measure(
        total.value,
        numerator=total.value if total.of is not None else None,
        denominator=Decimal(total.of) if total.of is not None else None,
        as_of=day,
        source=f"{source}（共 {total.rows} 条记录{blanks}）",
        ref=f"{REF}:{pk}",
        state="computed",
    )


def _yes_or_no(found: Mapping[int, Total]) -> dict[int, Total]:
    return {pk: Total(Decimal(min(1, int(t.value))), t.rows) for pk, t in found.items()}


@measure("orgs.full_time_staff", unit="人", label="校级专职工作人员", clause=8)
def full_time_staff(org_ids: Sequence[int], period: Period) -> Values:
    found = totals.full_time_staff(org_ids, period.end)
    return _values(found, period.end, "机构与岗位中期末在岗的校级专职人员")


@measure("orgs.leading_group", unit="", label="领导小组（1 有 0 无）", clause=7)
def leading_group(org_ids: Sequence[int], period: Period) -> Values:
    found = _yes_or_no(totals.groups(org_ids, period.end))
    return _values(found, period.end, "期末在任的领导小组")


@measure("orgs.group_head_is_leader", unit="", label="组长是校领导（1 是 0 否）", clause=7)
def group_head_is_leader(org_ids: Sequence[int], period: Period) -> Values:
    found = _yes_or_no(totals.heads(org_ids, period.end))
    return _values(found, period.end, "领导小组成员中期末在任的组长")


@measure("orgs.group_departments", unit="个", label="领导小组覆盖的规定部门", clause=7)
def group_departments(org_ids: Sequence[int], period: Period) -> Values:
    """How many of the five departments of clause 7 have a member in office."""
    answer: dict[int, Total] = {}
    for pk, texts in totals.member_departments(org_ids, period.end).items():
        covered = named_departments(texts)
        answer[pk] = Total(Decimal(len(covered)), len(texts) // 2, of=len(NAMED))
    return _values(answer, period.end, f"领导小组成员所在部门，对照{'、'.join(NAMED)}")


@measure("orgs.meetings_held", unit="次", label="专题研究会议", clause=7)
def meetings_held(org_ids: Sequence[int], period: Period) -> Values:
    found = totals.meetings(org_ids, period.start, period.end)
    return _values(found, period.end, f"{period.label}登记的专题研究会议")


@measure("orgs.office", unit="", label="专门机构或科室（1 有 0 无）", clause=7)
def office(org_ids: Sequence[int], period: Period) -> Values:
    found = _yes_or_no(totals.offices(org_ids, period.end))
    return _values(found, period.end, "期末存续的校级专门机构或科室")


@measure("orgs.departments", unit="个", label="院系", clause=7)
def departments(org_ids: Sequence[int], period: Period) -> Values:
    found = totals.units(org_ids, period.end, Tier.DEPARTMENT)
    return _values(found, period.end, "组织树中期末存续的院系")


@measure("orgs.department_studios", unit="个", label="已成立的院系网络思想政治工作室", clause=7)
def department_studios(org_ids: Sequence[int], period: Period) -> Values:
    """A department's studio counts once the day of its founding is given."""
    found = totals.units(org_ids, period.end, Tier.DEPARTMENT, founded=True)
    return _values(found, period.end, "组织树中登记了成立日期的院系工作室")


@measure("orgs.stations", unit="个", label="班级工作站", clause=7)
def stations(org_ids: Sequence[int], period: Period) -> Values:
    found = totals.units(org_ids, period.end, Tier.STATION)
    return _values(found, period.end, "组织树中期末存续的班级工作站")


@measure("orgs.rooms_department_independent", unit="个", label="有相对独立办公区域的院系", clause=9)
def rooms_department_independent(org_ids: Sequence[int], period: Period) -> Values:
    found = totals.independent_rooms(org_ids, period.end)
    return _values(found, period.end, "登记了场地的院系中，有相对独立场地的")


def _space(use: str, words: str) -> Callable[[Sequence[int], Period], Values]:
    def compute(org_ids: Sequence[int], period: Period) -> Values:
        return _values(totals.areas(org_ids, period.end, use), period.end, words)

    return compute


def _money(field: str, words: str) -> Callable[[Sequence[int], Period], Values]:
    def compute(org_ids: Sequence[int], period: Period) -> Values:
        found = totals.money(org_ids, period.end.year, field)
        return _values(found, period.end, f"{period.end.year}年校院两级经费登记的{words}")

    return compute


for _key, _use, _label in (
    ("orgs.space_m2", "", "校中心场地面积"),
    ("orgs.space_office_m2", RoomUse.OFFICE, "校中心办公场地面积"),
    ("orgs.space_activity_m2", RoomUse.ACTIVITY, "校中心活动场地面积"),
):
    measure(_key, unit="㎡", label=_label, clause=9)(_space(_use, f"{_label}，期末在用的登记场地"))
for _field, _label in (("allocated", "预算"), ("received", "到账"), ("spent", "支出")):
    measure(f"orgs.fund_{_field}", unit="元", label=f"专项经费{_label}", clause=9)(
        _money(_field, _label)
    )
