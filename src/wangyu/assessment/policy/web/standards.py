"""The hard standards: number, standard and gap, for each university and for the province."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wangyu.assessment.policy import access, forms, queries, tables
from wangyu.assessment.policy.kinds import Pack, pack
from wangyu.assessment.policy.logic.pack import Standard
from wangyu.assessment.policy.logic.standards import BASES, Totals, totals
from wangyu.assessment.policy.web.board import cities_of
from wangyu.assessment.policy.web.shared import chosen_period
from wangyu.base.core.access import Refused
from wangyu.base.lib.periods import Period
from wangyu.base.ui.http import Request
from wangyu.base.ui.sheets import workbook_response
from wangyu.institutions.orgs.models import Organisation

YEARS = 4


@login_required
@require_safe
def standards(request: Request) -> HttpResponse:
    if not request.actor.has(access.READERS):
        raise Refused("标准对照由省中心、高校工作人员和审计员查看。")
    rules, (period, periods) = pack(), chosen_period(request)
    known = rules.newest_standards | rules.standards_on(period.end)
    standard = known[forms.chosen(request.GET, "standard", known, next(iter(known)))]
    basis = forms.chosen(request.GET, "basis", BASES) if standard.basis_open else ""
    basis = basis or standard.basis
    order = forms.chosen(request.GET, "order", dict(forms.STANDARD_ORDERS), "gap")
    everyone = list(
        queries.with_profile(access.visible_universities(request.actor)).order_by("path")
    )
    asked = forms.SchoolFilter.read(request.GET, cities_of(everyone))
    orgs = [org for org in everyone if asked.keeps(org)]
    pks = [org.pk for org in orgs]
    judged = queries.judged_standard(rules, standard.key, pks, period, basis)
    rows = tables.standard_rows(orgs, judged, standard, largest_gap_first=order == "gap")
    if request.GET.get("export") == "xlsx":
        header, body = tables.standard_sheet(rows, standard, BASES[basis])
        return workbook_response(f"{standard.title} {period.label}", header, body)
    years = _years(rules, standard, orgs, period, basis)
    cities = tables.city_groups(rows, standard)
    kept = {k: v for k, v in request.GET.items() if k not in {"standard", "export", "basis"}}
    shown = {
        "standard": standard, "per": tables.per_text(standard), "rate_head": tables.rate_head(standard),
        "in_force": standard.is_in_force(period.end), "rows": rows, "period": period,
        "tabs": _tabs(known, standard.key, kept), "query": request.GET.urlencode(),
        "periods": periods, "basis": basis,
        "basis_label": BASES[basis], "bases": list(BASES.items()), "order": order,
        "orders": forms.STANDARD_ORDERS, "filter": asked, "levels": forms.LEVELS,
        "ownerships": forms.OWNERSHIPS, "city_choices": cities_of(everyone),
        "groups": tables.groups(rows, standard), "cities": cities, "years": years,
        "years_chart": tables.bars([tables.year_label(*year) for year in years], [t for _, t in years], standard.unit),
        "cities_chart": tables.bars([c.label for c in cities], [c.total for c in cities], standard.unit),
    }  # fmt: skip
    return render(request, "policy/standards.html", shown)


def _tabs(known: dict[str, Standard], active: str, kept: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": s.title,
            "url": "?" + urlencode(kept | {"standard": key}),
            "active": key == active,
        }
        for key, s in known.items()
    ]


def _years(
    rules: Pack, standard: Standard, orgs: list[Organisation], period: Period, basis: str
) -> list[tuple[Period, Totals]]:
    """The period and those before it, each by the standard of its own time."""
    pks = [org.pk for org in orgs]
    found = []
    for back in range(YEARS - 1, -1, -1):
        one = Period(period.kind, period.year - back)
        judged = queries.judged_standard(rules, standard.key, pks, one, basis)
        then = rules.standards_on(one.end).get(standard.key)
        found.append((one, totals(then, judged.values())))
    return found
