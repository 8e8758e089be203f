"""The fulfilment board and what its cells open to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from wangyu.assessment.policy import access, queries, tables
from wangyu.assessment.policy.exports import PdfError, university_pdf
from wangyu.assessment.policy.kinds import Pack, pack
from wangyu.assessment.policy.logic.fulfilment import clause_status
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.lib.periods import Period, PeriodKind
from wangyu.base.lib.ports import openers
from wangyu.base.ui.http import Request
from wangyu.base.ui.sheets import workbook_response
from wangyu.institutions.orgs.models import Level, Ownership

PER_PAGE = 70
KEEP = 3600


def chosen_period(request: Request) -> Period:
    """The year asked for, else the last full one; nonsense is the last full one too."""
    latest = timezone.localdate().year - 1
    try:
        return Period.parse(request.GET.get("period", ""))
    except ValueError:
        return Period(PeriodKind.CALENDAR, latest)


def _filter(request: Request, rules: Pack) -> tables.BoardFilter:
    clause = request.GET.get("clause", "")
    known = clause.isascii() and clause.isdigit() and int(clause[:3]) in rules.clauses
    return tables.BoardFilter(
        query=request.GET.get("q", "").strip()[:40],
        level=request.GET.get("level", ""),
        ownership=request.GET.get("ownership", ""),
        city=request.GET.get("city", ""),
        clause=clause if known else "",
        state=request.GET.get("state", "")
        if request.GET.get("state") in dict(tables.STATES)
        else "",
    )


@login_required
@require_safe
def board(request: Request) -> HttpResponse:
    """Universities × clauses. The body is kept until a fact, an organisation or the pack changes."""
    if not request.actor.has(access.READERS):
        raise Refused("落实看板由省中心、高校工作人员和审计员查看。公开内容请看政策条款。")
    rules, period = pack(), chosen_period(request)
    paths = tuple(request.actor.paths(access.READERS))
    if request.GET.get("export") == "xlsx":
        return _export(request, rules, period)
    state = (queries.change_stamp(), rules.sha256, timezone.localdate())
    key = f"board:{hash((state, paths, period.key, request.GET.urlencode()))}"
    body = cache.get(key)
    if body is None:
        body = render_to_string("policy/board_body.html", _board(request, rules, period), request)
        cache.set(key, body, KEEP)
    return render(request, "policy/board.html", {"body": body, "period": period})


def _rows(request: Request, rules: Pack, period: Period) -> list[tables.BoardRow]:
    universities = queries.with_profile(access.visible_universities(request.actor))
    orgs = list(universities.order_by("path"))
    lines = queries.board_lines(rules, [org.pk for org in orgs], period)
    return tables.board_rows(orgs, lines, _filter(request, rules))


def _board(request: Request, rules: Pack, period: Period) -> dict[str, Any]:
    rows = _rows(request, rules, period)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return {
        "period": period,
        "periods": queries.recent_periods(timezone.localdate().year),
        "pack": rules,
        "clauses": list(rules.clauses.values()),
        "page": page,
        "total": len(rows),
        "totals": tables.board_totals(rows, list(rules.clauses)),
        "filter": _filter(request, rules),
        "levels": Level.choices,
        "ownerships": [choice for choice in Ownership.choices if choice[0]],
        "cities": sorted({row.org.university.city for row in rows if row.org.university.city}),
        "states": tables.STATES,
        "query": kept.urlencode(),
    }


def _export(request: Request, rules: Pack, period: Period) -> HttpResponse:
    rows = _rows(request, rules, period)
    titles = {number: clause.title for number, clause in rules.clauses.items()}
    header, body = tables.board_sheet(rows, titles)
    return workbook_response(f"落实看板 {period.label}", header, body)


@login_required
@require_safe
def cell(request: Request, org_id: int, number: int) -> HttpResponse:
    """One university and one clause: each requirement, its figure, where it opens to, the text."""
    org = access.access_university(request.actor, org_id)
    rules, period = pack(), chosen_period(request)
    if number not in rules.clauses:
        raise NotVisible
    found, measures = queries.findings_of(rules, org.pk, period)
    rows = [
        {
            "finding": finding,
            "figures": [_figure(request, key, measures) for key in _keys(finding, rules)],
        }
        for finding in found.get(number, [])
    ]
    shown = {
        "org": org, "clause": rules.clauses[number], "rows": rows, "period": period, "pack": rules,
        "state": tables.mark(clause_status(found.get(number, []))),
        "standards": [s for s in rules.standards.values() if s.clause == number],
    }  # fmt: skip
    return render(request, "policy/cell.html", shown)


def _keys(finding: Any, rules: Pack) -> tuple[str, ...]:
    requirement = finding.requirement
    if requirement.rule != "standard":
        return tuple(requirement.measures)
    standard = rules.standards[requirement.standard]
    heads = ("fact.students",) if standard.basis == "students" else ("fact.students", "fact.staff")
    return (*standard.actual, *heads)


def _figure(request: Request, key: str, measures: Any) -> dict[str, Any]:
    measure = measures.get(key)
    url = ""
    if measure is not None and measure.ref:
        kind, _, pk = measure.ref.partition(":")
        opener = openers.get(kind)
        url = opener(request.actor, int(pk)) if opener else ""
    return {"key": key, "label": queries.measure_label(key), "measure": measure, "url": url}


@login_required
@require_safe
def university(request: Request, org_id: int) -> HttpResponse:
    """All clauses of one university."""
    org = access.access_university(request.actor, org_id)
    rules, period = pack(), chosen_period(request)
    found, _ = queries.findings_of(rules, org.pk, period)
    rows = [
        (clause, tables.mark(clause_status(found.get(n, []))), found.get(n, []))
        for n, clause in rules.clauses.items()
    ]
    shown = {
        "org": org, "rows": rows, "period": period, "pack": rules,
        "periods": queries.recent_periods(timezone.localdate().year),
        "standards": [
            (f, tables.standard_note(f)) for one in found.values() for f in one
            if f.requirement.rule == "standard"
        ],
    }  # fmt: skip
    return render(request, "policy/university.html", shown)


@login_required
@require_safe
def university_page(request: Request, org_id: int) -> HttpResponse:
    """The same on one page of A4."""
    org = access.access_university(request.actor, org_id)
    rules, period = pack(), chosen_period(request)
    found, _ = queries.findings_of(rules, org.pk, period)
    try:
        data = university_pdf(rules, org, period.label, found, timezone.now(), demo=settings.DEMO)
    except PdfError as error:
        raise Refused(str(error)) from error
    response = HttpResponse(data, content_type="application/pdf")
    name = content_disposition_header(
        as_attachment=True, filename=f"{org.name}-落实情况-{period.label}.pdf"
    )
    response.headers["Content-Disposition"] = name or "attachment"
    return response


@login_required
@require_safe
def mine(request: Request) -> HttpResponse:
    """A university's people go straight to their own page."""
    first = access.visible_universities(request.actor).order_by("path").first()
    if first is None:
        raise Refused("您所在的单位没有落实情况页。")
    return redirect("policy:university", first.pk)
