"""The numbers calls offer, for each organisation and period (clauses 3, 6, 10, 12).

A university that no call of the kind reached is left out: unknown. One that was reached and entered
nothing has 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from wangyu.activities.calls import queries
from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.queries import results
from wangyu.activities.calls.queries.deciding import money_of
from wangyu.base.lib.measures import Measure, Values, measure
from wangyu.base.lib.periods import Period

FESTIVAL = ("festival", "works", "both")
Compute = Callable[[Sequence[int], Period], Values]


def _one(call: Call, track: str, award: str) -> int:  # noqa: ARG001 -- a Worth
    return 1


def _yuan(call: Call, track: str, award: str) -> int:
    return money_of([(track, award)], queries.rules_of(call))


def _came(kinds: Sequence[str], without: Sequence[str], words: str) -> Compute:
    """Entries of calls that came due in the period, but for those in some states."""

    def compute(org_ids: Sequence[int], period: Period) -> Values:
        calls = results.calls_of(kinds, period, released=False)
        found = results.sums(calls, org_ids, results.entries_but(without), _one)
        return _values(found, calls, period, words)

    return compute


def _won(
    kinds: Sequence[str], words: str, worth: results.Worth = _one,
    entries: Callable[[], QuerySet[Entry]] = results.entries_won,
) -> Compute:  # fmt: skip
    """Of calls whose result came out in the period."""

    def compute(org_ids: Sequence[int], period: Period) -> Values:
        calls = results.calls_of(kinds, period, released=True)
        found = results.sums(calls, org_ids, entries(), worth)
        return _values(found, calls, period, words)

    return compute


def _values(found: dict[int, int], calls: Sequence[Call], period: Period, words: str) -> Values:
    source = f"{period.label}{words}（{'、'.join(call.title for call in calls)}）"
    return {
        pk: Measure(Decimal(number), as_of=period.end, source=source, state="computed")
        for pk, number in found.items()
    }


for _key, _label, _clause, _unit, _compute in (
    ("entries", "参加网络文化节和优秀作品推选的作品", 3, "件", _came(FESTIVAL, queries.UNSEEN, "截止的征集收到的作品")),
    ("recommended", "学校推荐的作品", 3, "件", _came(FESTIVAL, results.NOT_RECOMMENDED, "截止的征集中学校推荐的作品")),
    ("awards", "获奖作品", 3, "件", _won(FESTIVAL, "公布结果的征集中获奖的作品")),
    ("national", "报送全国的作品", 3, "件", _won(FESTIVAL, "公布结果的征集中报送全国的作品", entries=results.entries_sent)),
    ("project_entries", "申报的研究课题", 6, "项", _came(("projects",), queries.UNSEEN, "截止的课题申报")),
    ("projects", "立项的研究课题", 6, "项", _won(("projects",), "公布的立项课题")),
    ("project_money", "立项课题资助金额", 6, "元", _won(("projects",), "公布的立项课题资助", _yuan)),
    ("case_entries", "报送的工作案例", 6, "个", _came(("cases",), queries.UNSEEN, "截止的案例征集收到的案例")),
    ("cases", "入选的工作案例", 6, "个", _won(("cases",), "公布的入选案例")),
    ("teachers", "入选的网络教育名师", 10, "人", _won(("teachers",), "公布的网络教育名师")),
    ("teacher_money", "网络教育名师资助金额", 10, "元", _won(("teachers",), "公布的网络教育名师资助", _yuan)),
    ("research_awards", "获奖的学术成果", 12, "项", _won(("research",), "公布的学术成果奖励")),
):  # fmt: skip
    measure(f"calls.{_key}", unit=_unit, label=_label, clause=_clause)(_compute)
