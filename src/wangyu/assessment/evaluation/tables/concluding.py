"""The list a meeting works on, the intervals of each peer group, and what was objected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from wangyu.assessment.evaluation.logic.concluding import Outcome
from wangyu.assessment.evaluation.logic.concluding.grades import ABOVE, BELOW, BORDER, ZONES
from wangyu.assessment.evaluation.logic.flow import OBJECTION
from wangyu.assessment.evaluation.models import Cycle, Member
from wangyu.assessment.evaluation.queries.conclusions import Lines, grade_choices, grade_label
from wangyu.base.ui.tables import Column, Filter

TONES = {ABOVE: "ok", BORDER: "warn", BELOW: "neutral"}
OPEN = "open"


def told(name: str) -> Callable[[Any], Any]:
    return lambda member: member.line.get(name)


def interval(line: Mapping[str, Any]) -> str:
    low, high = line.get("rank_low"), line.get("rank_high")
    if low is None:
        return ""
    return f"{low}" if low == high else f"{low}–{high}"


def points(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def total(line: Mapping[str, Any]) -> str:
    """With what it would be at most where something is missing."""
    if "total" not in line:
        return ""
    least, most = points(line["total"]), points(line.get("total_most"))
    return least if least == most or not most else f"{least}–{most}"


def percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f}%"


def proposal(cycle: Cycle) -> Callable[[Any], str]:
    return lambda m: grade_label(cycle, m.line.get("proposal") or "") or "由会议定"


def combined(cycle: Cycle) -> Sequence[Column]:
    """Nothing of it sorts by score: it is no league."""
    return (
        Column("group", "同组", lambda m: m.group, phone=False),
        Column(
            "organisation", "高校", lambda m: m.organisation.name,
            url=lambda m: reverse("evaluation:sheet", args=[m.pk]),
        ),
        Column("total", "总分", lambda m: total(m.line), numeric=True),
        Column("interval", "同组名次（90%）", lambda m: interval(m.line), numeric=True),
        Column("p_first", "在前 k 名的概率", lambda m: percent(m.line.get("p_first")), numeric=True, phone=False),
        Column("zone", "位置", lambda m: ZONES.get(m.line.get("zone", ""), ""), tone=lambda m: TONES.get(m.line.get("zone", ""), "")),
        Column("proposal", "建议", proposal(cycle), phone=False),
        Column("grade", "拟定", lambda m: grade_label(cycle, m.grade) or "未定", tone=lambda m: "info" if m.grade else ""),
        Column("recheck", "复核", lambda m: "须复核" if m.line.get("recheck") else "", phone=False),
        Column("missing", "缺项", lambda m: len(m.line.get("missing", [])) or "", numeric=True, phone=False),
        Column("signed", "上报", lambda m: "" if m.state == "signed" else "未上报", phone=False),
    )  # fmt: skip


def combined_filters(cycle: Cycle, lines: Lines, members: Sequence[Member]) -> Sequence[Filter]:
    groups = sorted({one.group for one in members})

    def kept(holds: Callable[[Mapping[str, Any]], bool]) -> list[int]:
        return [one.pk for one in members if holds(lines.brief(one.pk))]

    def by_group(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(pk__in=[one.pk for one in members if one.group == value])

    def by_zone(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(pk__in=kept(lambda line: line.get("zone") == value))

    def by_look(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "recheck":
            return rows.filter(pk__in=kept(lambda line: bool(line.get("recheck"))))
        return rows.filter(pk__in=kept(lambda line: bool(line.get("missing"))))

    def by_grade(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == OPEN:
            return rows.exclude(verdict__grade__in=[key for key, _ in grade_choices(cycle)])
        return rows.filter(verdict__grade=value)

    return (
        Filter("group", "同组", [(one, one) for one in groups if one], apply=by_group),
        Filter("zone", "位置", list(ZONES.items()), apply=by_zone),
        Filter("grade", "拟定", [(OPEN, "还没有拟定"), *grade_choices(cycle)], apply=by_grade),
        Filter("look", "留意", [("recheck", "须复核"), ("missing", "有缺项")], apply=by_look),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A university's places as a bar: shares of the width of its group."""

    name: str
    url: str
    interval: str
    p_first: str
    zone: str
    tone: str
    x: float
    width: float
    middle: float


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    first: int
    size: int
    cut: float
    """Where the last of the first stands, as a share of the width."""
    bars: list[Bar]


WIDE = 100.0


def groups(outcome: Outcome, members: Mapping[str, Member]) -> list[Group]:
    """By code. Each group by name: the places are to be read, not the order."""
    found = []
    for name, rows in outcome.case.peer_groups.items():
        first, size = outcome.firsts[name], len(rows)
        bars = [_bar(outcome, row, members[outcome.case.units[row].code], size) for row in rows]
        bars.sort(key=lambda bar: bar.name)
        found.append(Group(name, first, size, round(first / size * WIDE, 2), bars))
    return found


def _bar(outcome: Outcome, row: int, member: Member, size: int) -> Bar:
    line = outcome.place(row)
    low, high, rank = line["rank_low"], line["rank_high"], line["rank"]
    return Bar(
        member.organisation.name, reverse("evaluation:sheet", args=[member.pk]), interval(line),
        percent(line["p_first"]), ZONES[line["zone"]], TONES[line["zone"]],
        round((low - 1) / size * WIDE, 2), round((high - low + 1) / size * WIDE, 2),
        round((rank - 0.5) / size * WIDE, 2),
    )  # fmt: skip


OBJECTIONS = (
    Column(
        "member", "高校", lambda o: o.member.organisation.name, "member__organisation__name",
        url=lambda o: reverse("evaluation:objection", args=[o.pk]),
    ),
    Column("words", "异议", lambda o: o.words[:60], phone=False),
    Column("at", "提出", lambda o: o.at, "at"),
    Column(
        "state", "结论", lambda o: OBJECTION.states[o.state].staff_label, "state",
        tone=lambda o: OBJECTION.states[o.state].tone,
    ),
    Column("answered", "答复", lambda o: o.answered_at, "answered_at", phone=False),
)  # fmt: skip
OBJECTION_STATES = [(key, state.staff_label) for key, state in OBJECTION.states.items()]
OBJECTION_FILTERS = (Filter("state", "结论", OBJECTION_STATES, "state"),)


def concluded(cycle: Cycle) -> Sequence[Column]:
    """Rows of one conclusion, as they were recorded."""
    return (
        Column("organisation", "高校", lambda r: r.member.organisation.name, "member__organisation__name"),
        Column("group", "同组", lambda r: r.scores.get("group"), phone=False),
        Column("grade", "等级", lambda r: grade_label(cycle, r.grade), "grade"),
        Column("total", "总分", lambda r: total(r.scores), numeric=True),
        Column("interval", "同组名次（90%）", lambda r: interval(r.scores), numeric=True),
        Column("reason", "理由", lambda r: r.reason, phone=False),
    )  # fmt: skip
