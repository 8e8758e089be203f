"""The fulfilment board and what its cells open to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangyu.assessment.policy import access, forms, queries, tables
from wangyu.assessment.policy.kinds import Pack, pack
from wangyu.assessment.policy.web.shared import chosen_period
from wangyu.base.core.access import Refused
from wangyu.base.core.memory import memory
from wangyu.base.lib.periods import Period
from wangyu.base.ui.http import Request
from wangyu.base.ui.kept import render_around
from wangyu.base.ui.sheets import workbook_response
from wangyu.institutions.orgs.models import Organisation

PER_PAGE = 70
KEEP = 3600


@login_required
@require_safe
def board(request: Request) -> HttpResponse:
    """Universities × clauses. The body is kept until a fact, an organisation or the pack changes."""
    if not request.actor.has(access.READERS):
        raise Refused("落实看板由省中心、高校工作人员和审计员查看。公开内容请看政策条款。")
    rules, (period, periods) = pack(), chosen_period(request)
    if request.GET.get("export") == "xlsx":
        return _export(request, rules, period)
    paths = tuple(request.actor.paths(access.READERS))
    state = (queries.change_stamp(), rules.sha256, timezone.localdate())
    key = f"board:{hash((state, paths, period.key, request.GET.urlencode()))}"
    body: bytes | None = memory.get(key)
    if body is None:
        shown = _board(request, rules, period) | {"periods": periods}
        body = render_to_string("policy/board_body.html", shown, request).encode()
        memory.set(key, body, KEEP)
    return render_around(request, "policy/board.html", {"period": period}, body)


def _rows(
    request: Request, rules: Pack, period: Period
) -> tuple[forms.BoardFilter, list[str], list[tables.BoardRow]]:
    """What was asked for, the cities to choose from, and the rows."""
    universities = queries.with_profile(access.visible_universities(request.actor))
    orgs = list(universities.order_by("path"))
    cities = cities_of(orgs)
    asked = forms.BoardFilter.read(request.GET, cities, rules.clauses)
    lines = queries.board_lines(rules, [org.pk for org in orgs], period)
    rows = tables.board_rows(orgs, lines, asked.keeps, worst_first=asked.order == "open")
    return asked, cities, rows


def cities_of(orgs: list[Organisation]) -> list[str]:
    return sorted({org.university.city for org in orgs if org.university.city})


def _board(request: Request, rules: Pack, period: Period) -> dict[str, Any]:
    asked, cities, rows = _rows(request, rules, period)
    kept = request.GET.copy()
    kept.pop("page", None)
    return {
        "period": period,
        "pack": rules,
        "clauses": list(rules.clauses.values()),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "total": len(rows),
        "totals": tables.board_totals(rows, list(rules.clauses)),
        "filter": asked,
        "levels": forms.LEVELS,
        "ownerships": forms.OWNERSHIPS,
        "cities": cities,
        "states": forms.STATES,
        "orders": forms.ORDERS,
        "query": kept.urlencode(),
    }


def _export(request: Request, rules: Pack, period: Period) -> HttpResponse:
    _, _, rows = _rows(request, rules, period)
    titles = {number: clause.title for number, clause in rules.clauses.items()}
    header, body = tables.board_sheet(rows, titles)
    return workbook_response(f"落实看板 {period.label}", header, body)
