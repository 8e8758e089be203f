"""The board and the standards as rows: sorted, summed up, and exported as seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wangyu.assessment.policy.logic.board import Line, count_states
from wangyu.assessment.policy.logic.fulfilment import (
    LABELS,
    NOT_APPLICABLE,
    NOT_MET,
    NOT_REPORTED,
    PARTLY,
    PLANNED,
    SYMBOLS,
    TONES,
    WEAK_LABEL,
    Finding,
)
from wangyu.assessment.policy.logic.pack import Standard
from wangyu.assessment.policy.logic.standards import (
    STAFF,
    STUDENTS,
    Judged,
    Totals,
    rate_of,
    totals,
)
from wangyu.base.lib.numbers import show
from wangyu.base.lib.periods import Period
from wangyu.institutions.orgs.models import Level, Organisation, Ownership

FIELDS = {
    "number": "条号", "title": "名称", "text": "原文", "part": "所属部分", "clause": "条号",
    "quote": "引文", "modality": "语气", "tier": "责任层级", "frequency": "频次", "rule": "判定方式",
    "measures": "指标", "evidence": "佐证种类", "value": "数值", "unofficial": "示例·非官方",
    "planned": "指标待建", "applies_if": "适用条件", "note": "说明", "unit": "单位",
    "per": "每多少", "heads": "分母单位", "basis": "分母口径", "basis_note": "口径说明",
    "basis_open": "口径未定", "rounding": "取整", "actual": "实有指标", "weak": "弱语气",
    "source": "出处", "valid_from": "施行日期", "valid_until": "失效日期", "key": "键",
}  # fmt: skip
"""Fields of a pack's rows, as the comparison of two packs calls them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as a badge shows it."""

    label: str
    tone: str


def mark(state: str, *, weak: bool = False) -> Mark:
    """A weak duty that is not met shows a gap, never a failing."""
    if weak and state in {PARTLY, NOT_MET}:
        return Mark(WEAK_LABEL, "warn")
    return Mark(LABELS[state], TONES[state])


@dataclass(frozen=True, slots=True)
class BoardRow:
    org: Organisation
    line: Line

    @property
    def cells(self) -> list[tuple[int, str, str, str, str]]:
        """(clause, state, word, tone, symbol) in order."""
        return [(n, s, LABELS[s], TONES[s], SYMBOLS[s]) for n, s in self.line.states.items()]

    @property
    def trouble(self) -> tuple[int, int, int]:
        """How much is open: not met, then partly met, then not reported."""
        counted = Counter(self.line.states.values())
        return counted[NOT_MET], counted[PARTLY], counted[NOT_REPORTED]


def board_rows(
    orgs: Iterable[Organisation],
    lines: Mapping[int, Line],
    keeps: Callable[[Organisation, Line], bool],
    *,
    worst_first: bool,
) -> list[BoardRow]:
    rows = [BoardRow(org, lines[org.pk]) for org in orgs if keeps(org, lines[org.pk])]
    return sorted(rows, key=lambda row: row.trouble, reverse=True) if worst_first else rows


@dataclass(frozen=True, slots=True)
class ClauseTotal:
    clause: int
    met: int
    reported: int


def board_totals(rows: Sequence[BoardRow], clauses: Sequence[int]) -> list[ClauseTotal]:
    """How many met each clause, of those that reported and to which it applies."""
    counted = count_states((row.line for row in rows), clauses)
    silent = (NOT_REPORTED, NOT_APPLICABLE, PLANNED)
    return [
        ClauseTotal(number, states["met"], states.total() - sum(states[s] for s in silent))
        for number, states in counted.items()
    ]


def profile(org: Organisation) -> list[str]:
    """What an export says of a university beside its name."""
    has = org.university
    return [has.get_level_display(), has.get_ownership_display(), has.city]


def board_sheet(
    rows: Sequence[BoardRow], titles: Mapping[int, str]
) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the Excel export."""
    header = ["学校", "层次", "办学性质", "市州", *(f"第{n}条 {t}" for n, t in titles.items())]
    body = [
        [row.org.name, *profile(row.org), *(word for _, _, word, _, _ in row.cells)] for row in rows
    ]
    return header, body


def rate_text(standard: Standard, heads: Decimal | None, actual: Decimal | None) -> str:
    """What there is, written as the policy writes its standard; "" where it cannot be said."""
    rate = rate_of(standard, heads, actual)
    if rate is None:
        return ""
    if standard.rounding == "ceil":
        return f"{show(standard.value)}:{show(rate)}"
    return f"{show(rate)} {standard.unit}"


@dataclass(frozen=True, slots=True)
class StandardRow:
    org: Organisation
    judged: Judged
    standard: Standard

    @property
    def mark(self) -> Mark:
        return mark(self.judged.status, weak=self.standard.weak)

    @property
    def rate(self) -> str:
        return rate_text(self.standard, self.judged.heads, self.judged.actual)


def standard_rows(
    orgs: Iterable[Organisation],
    judged: Mapping[int, Judged],
    standard: Standard,
    *,
    largest_gap_first: bool,
) -> list[StandardRow]:
    """Universities with no known gap come after all others."""
    rows = [StandardRow(org, judged[org.pk], standard) for org in orgs]
    if largest_gap_first:
        rows.sort(key=lambda row: -(Decimal(-1) if row.judged.gap is None else row.judged.gap))
    return rows


def standard_sheet(
    rows: Iterable[StandardRow], standard: Standard, basis: str
) -> tuple[list[str], list[list[Any]]]:
    header = [
        "学校", "层次", "办学性质", "市州", f"{basis}（人）", f"应有（{standard.unit}）",
        f"实有（{standard.unit}）", f"差额（{standard.unit}）", rate_head(standard), "情况",
    ]  # fmt: skip
    body = [
        [
            row.org.name, *profile(row.org), row.judged.heads, row.judged.need, row.judged.actual,
            row.judged.gap, row.rate, row.mark.label,
        ]
        for row in rows
    ]  # fmt: skip
    return header, body


def rate_head(standard: Standard) -> str:
    """What the column of rates holds."""
    if standard.rounding == "ceil":
        return "实际比例"
    return f"每{per_text(standard)}"


def per_text(standard: Standard) -> str:
    """For how many heads the standard is written: 10,000 名师生, or 名在校生每年 for one."""
    return standard.heads if standard.per == 1 else f" {show(standard.per)} {standard.heads}"


def measures_of(standard: Standard) -> list[str]:
    """Keys of what a standard compares, the denominator last."""
    staff = [STAFF] if standard.basis_open or standard.basis != "students" else []
    return [*standard.actual, STUDENTS, *staff]


def show_figure(value: Decimal | None, *, answers: bool) -> str:
    """A figure for people; an answer is 是 or 否."""
    return ("是" if value else "否") if answers and value is not None else show(value)


def finding_note(finding: Finding, standard: Standard | None = None) -> str:
    """What is asked and how far it is, in one line; "" where nothing can be said."""
    if finding.target is None:
        return "分母未填报" if finding.requirement.rule == "standard" and standard else ""
    if finding.requirement.rule == "yes":
        return "要求为“是”"
    unit = f" {standard.unit}" if standard else ""
    word = "至少" if finding.requirement.rule == "at_least" else "应有"
    note = f"{word} {show(finding.target)}{unit}"
    return note + (f"，差 {show(finding.gap)}{unit}" if finding.gap else "")


@dataclass(frozen=True, slots=True)
class Reading:
    """A standard by one reading of its denominator."""

    basis: str
    judged: Judged
    standard: Standard

    @property
    def rate(self) -> str:
        return rate_text(self.standard, self.judged.heads, self.judged.actual)

    @property
    def mark(self) -> Mark:
        return mark(self.judged.status, weak=self.standard.weak)


@dataclass(frozen=True, slots=True)
class Group:
    """A line of the summary: what it is of, and its sums."""

    label: str
    total: Totals
    rate: str


def groups(rows: Sequence[StandardRow], standard: Standard) -> list[Group]:
    """All universities shown, then by level, then by ownership; empty groups left out."""
    found = [_group("合计", rows, standard)]
    found += _by(rows, standard, Level.choices, lambda has: has.level)
    found += _by(rows, standard, Ownership.choices, lambda has: has.ownership)
    return found


def city_groups(rows: Sequence[StandardRow], standard: Standard) -> list[Group]:
    """By city, the one with the most universities first."""
    counted = Counter(row.org.university.city for row in rows)
    cities = [(city, city or "未载明") for city, _ in counted.most_common()]
    return list(_by(rows, standard, cities, lambda has: has.city))


def _by(
    rows: Sequence[StandardRow],
    standard: Standard,
    choices: Iterable[tuple[Any, Any]],
    value: Callable[[Any], str],
) -> Iterator[Group]:
    for key, label in choices:
        mine = [row for row in rows if value(row.org.university) == key]
        if mine:
            yield _group(str(label), mine, standard)


def _group(label: str, rows: Iterable[StandardRow], standard: Standard) -> Group:
    total = totals(standard, (row.judged for row in rows))
    return Group(label, total, rate_text(standard, total.heads, total.actual))


def year_label(period: Period, total: Totals) -> str:
    """A year on the axis, with how many of the universities its sums stand on."""
    return f"{period.label}\n{total.reported}/{total.universities} 校"


def bars(labels: Sequence[str], sums: Sequence[Totals], unit: str) -> dict[str, Any]:
    """Need beside what there is. Where nobody reported there is no bar, not a bar of 0."""
    return {
        "legend": {"data": ["应有", "实有"], "top": 0},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "name": unit},
        "series": [
            {"name": name, "type": "bar", "data": [_plain(getattr(t, field)) for t in sums]}
            for name, field in (("应有", "need"), ("实有", "actual"))
        ],
    }


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
