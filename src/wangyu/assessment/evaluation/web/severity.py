"""How strict each checker is, for the province."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wangyu.assessment.evaluation.access import access_overseen_cycle
from wangyu.assessment.evaluation.queries.severity import Checker, severity_of
from wangyu.base.ui.http import Request

STACKED = {"type": "bar", "stack": "range", "stackStrategy": "all"}
"""One on the other across nothing: a bar from low to high also where the two differ in sign."""


@login_required
@require_safe
def severity(request: Request, pk: int) -> HttpResponse:
    cycle = access_overseen_cycle(request.actor, pk)
    told = severity_of(cycle)
    known = [one for one in told.checkers if one.severity is not None]
    shown = {"cycle": cycle, "told": told, "chart": _chart(known), "known": len(known)}
    return render(request, "evaluation/severity.html", shown)


def _chart(known: list[Checker]) -> dict[str, Any]:
    """A bar from low to high for each, the strictest on top."""
    rows = list(reversed(known))
    lows = [round(one.low or 0, 2) for one in rows]
    wide = [round((one.high or 0) - (one.low or 0), 2) for one in rows]
    return {
        "grid": {"containLabel": True, "left": 8, "right": 24, "top": 8, "bottom": 24},
        "xAxis": {"type": "value", "name": "%"},
        "yAxis": {"type": "category", "data": [one.name for one in rows]},
        "tooltip": {"show": False},
        "series": [
            STACKED | {"data": lows, "itemStyle": {"color": "transparent"}, "silent": True},
            STACKED | {"data": wide, "barMaxWidth": 10},
        ],
    }  # fmt: skip
