"""The three hard standards: number, standard and gap, for each university and for the province."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangyu.assessment.policy import access, queries, tables
from wangyu.assessment.policy.kinds import Pack, pack
from wangyu.assessment.policy.logic.standards import BASES, Totals, totals
from wangyu.assessment.policy.web.board import chosen_period
from wangyu.base.core.access import Refused
from wangyu.base.lib.periods import Period
from wangyu.base.ui.http import Request
from wangyu.base.ui.sheets import workbook_response

HEADER = ["学校", "层次", "办学性质", "市州", "分母(人)", "应有", "实有", "差额", "情况"]
SORTS = {"gap": lambda row: -(row.judged.gap or Decimal(-1)), "name": lambda row: row.org.path}


@login_required
@require_safe
def standards(request: Request) -> HttpResponse:
    if not request.actor.has(access.READERS):
        raise Refused("标准对照由省中心、高校工作人员和审计员查看。")
    rules, period = pack(), chosen_period(request)
    key = request.GET.get("standard", "")
    standard = rules.standards.get(key) or next(iter(rules.standards.values()))
    basis = request.GET.get("basis", "")
    basis = basis if basis in BASES else rules.standards["staff_ratio"].basis
    orgs = list(queries.with_profile(access.visible_universities(request.actor)).order_by("path"))
    judged = queries.judged_standards(rules, [o.pk for o in orgs], period, basis)[standard.key]
    rows = [tables.StandardRow(org, judged[org.pk], standard.weak) for org in orgs]
    sort = request.GET.get("sort", "gap")
    rows.sort(key=SORTS.get(sort, SORTS["gap"]))
    if request.GET.get("export") == "xlsx":
        return _export(rows, standard, period)
    groups = [("全部", totals(standard, judged.values()))] + [
        (
            label,
            totals(standard, (r.judged for r in rows if getattr(r.org.university, field) == value)),
        )
        for label, field, value in tables.GROUPS
    ]
    years = _years(rules, orgs, period, basis, standard.key)
    shown = {
        "standard": standard, "tabs": _tabs(rules, standard.key, period), "rows": rows, "period": period,
        "periods": queries.recent_periods(timezone.localdate().year), "basis": basis,
        "bases": list(BASES.items()), "groups": groups, "years": years, "chart": _chart(years, standard.unit),
        "sort": sort,
    }  # fmt: skip
    return render(request, "policy/standards.html", shown)


def _tabs(rules: Pack, active: str, period: Period) -> list[dict[str, Any]]:
    return [
        {
            "label": s.title,
            "url": f"?standard={s.key}&period={period.key}",
            "active": s.key == active,
        }
        for s in rules.standards.values()
    ]


def _years(
    rules: Pack, orgs: list[Any], period: Period, basis: str, key: str
) -> list[tuple[Period, Totals]]:
    """The period and the three before it."""
    spans = [Period(period.kind, period.year - back) for back in range(3, -1, -1)]
    pks = [org.pk for org in orgs]
    return [
        (
            one,
            totals(
                rules.standards[key], queries.judged_standards(rules, pks, one, basis)[key].values()
            ),
        )
        for one in spans
    ]


def _chart(years: list[tuple[Period, Totals]], unit: str) -> dict[str, Any]:
    bars = (("应有", "need"), ("实有", "actual"))
    return {
        "legend": {"data": [label for label, _ in bars], "top": 0},
        "xAxis": {"type": "category", "data": [period.label for period, _ in years]},
        "yAxis": {"type": "value", "name": unit},
        "series": [
            {"name": label, "type": "bar", "data": [float(getattr(t, field)) for _, t in years]}
            for label, field in bars
        ],
    }


def _export(rows: list[tables.StandardRow], standard: Any, period: Period) -> HttpResponse:
    body = [
        [
            row.org.name, row.org.university.get_level_display(), row.org.university.ownership,
            row.org.university.city, row.judged.heads, row.judged.need, row.judged.actual,
            row.judged.gap, row.mark.label,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook_response(f"{standard.title} {period.label}", HEADER, body)
