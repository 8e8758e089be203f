"""The tree of 云梦省: schools, departments, classes, and what some of them have registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from wangyu.base.core.access import Actor
from wangyu.institutions.orgs import ops
from wangyu.institutions.orgs.enums import BudgetLevel, MemberRole, RoomTenure, RoomUse
from wangyu.institutions.orgs.logic.sheet import UnitRow
from wangyu.institutions.orgs.models import (
    Appointment,
    Budget,
    GroupMember,
    LeadingGroup,
    Meeting,
    Office,
    Organisation,
    OrgFact,
    Room,
)
from wangyu.portal.demo.names import CITIES, DEPARTMENTS, MAJORS, PROVINCE, School, person, schools

SCHOOLS = 24
REGISTERED = 8
"""How many schools keep their organisation on the platform; the others only report figures."""
NAMED_DEPARTMENTS = ("党委宣传部", "学生工作部", "研究生院", "马克思主义学院", "团委")
SINCE = date(2022, 3, 1)
SYSTEM = Actor.system()


@dataclass(frozen=True, slots=True)
class Land:
    province: Organisation
    schools: tuple[School, ...]
    universities: tuple[Organisation, ...]
    this_year: int


def founding_day(now: datetime) -> datetime:
    """When the demo's people came into office: before the first round they take part in."""
    return now - timedelta(days=1000)


def plant(random: Random, now: datetime) -> Land:
    """The province with its schools; units and registered facts for the first of them."""
    province = ops.found_province(name=PROVINCE, actor=SYSTEM, now=now, demo=True)
    invented = tuple(schools(random, SCHOOLS))
    universities = tuple(_university(province, school, now) for school in invented)
    for school, university in zip(invented[:REGISTERED], universities, strict=False):
        ops.plant_sheet(university=university, rows=_units(random), actor=SYSTEM, now=now)
        _register(university, school, random, now)
    return Land(province, invented, universities, now.year)


def _university(province: Organisation, school: School, now: datetime) -> Organisation:
    roster = {
        "city": school.city, "level": school.level, "ownership": school.ownership,
        "authority": "云梦省", "source": "演示",
    }  # fmt: skip
    if school.city == CITIES[0]:
        roster["check_note"] = "演示：没有学校标识码"
    return ops.create(parent=province, name=school.name, actor=SYSTEM, now=now, roster=roster)


def _units(random: Random) -> list[UnitRow]:
    rows: list[UnitRow] = []
    for department in random.sample(DEPARTMENTS, 6):
        rows.append(UnitRow(0, department, established_on=SINCE))
        for number in range(1, 4):
            station = f"{random.choice(MAJORS)}24{number:02d}班"
            rows.append(UnitRow(0, department, station, established_on=SINCE))
    return rows


def _register(university: Organisation, school: School, random: Random, now: datetime) -> None:
    """Leading group, meetings, office, posts, rooms and budgets (clauses 7–9)."""

    def add(model: type[OrgFact], **values: Any) -> None:
        ops.add_fact(model=model, org=university, values=values, actor=SYSTEM, now=now)

    add(LeadingGroup, established_on=SINCE, document_no=f"{school.name[:2]}党发〔2022〕8号")
    add(GroupMember, name=person(random), role=MemberRole.HEAD, title="党委副书记",
        is_school_leader=True, since=SINCE)  # fmt: skip
    for department in NAMED_DEPARTMENTS[: random.randint(3, 5)]:
        add(GroupMember, name=person(random), role=MemberRole.MEMBER, department=department, since=SINCE)  # fmt: skip
    for year in range(now.year - 3, now.year):
        for month in random.sample(range(3, 12), random.randint(1, 3)):
            add(Meeting, held_on=date(year, month, 10), topics="网络育人年度重点工作")
    add(Office, name="网络思想政治工作科", since=SINCE, staffing=random.randint(2, 5))
    factor = random.uniform(0.7, 1.2)
    for number in range(max(1, round(school.students / 8_000 * factor))):
        add(Appointment, title=f"网络思政专员{number + 1}", full_time=True, since=SINCE)
    area = (school.students + school.staff) / 10_000 * 80 * factor
    for name, use, share in (("网络思政办公室", RoomUse.OFFICE, 0.4), ("网络文化活动室", RoomUse.ACTIVITY, 0.6)):  # fmt: skip
        add(Room, name=name, use=use, area_m2=Decimal(str(round(area * share, 1))), independent=True,
            tenure=RoomTenure.OWN, since=SINCE)  # fmt: skip
    for year in range(now.year - 3, now.year + 1):
        money = Decimal(round(school.students * 30 * factor / 1000) * 1000)
        add(Budget, year=year, level=BudgetLevel.SCHOOL, allocated=money, received=money,
            spent=money * 9 / 10)  # fmt: skip
