"""One university: all its clauses, one of them opened, and the page of A4."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangyu.assessment.policy import access, queries, tables
from wangyu.assessment.policy.exports import university_pdf
from wangyu.assessment.policy.kinds import Pack, pack
from wangyu.assessment.policy.logic.fulfilment import Finding, clause_status
from wangyu.assessment.policy.logic.standards import BASES, readings
from wangyu.assessment.policy.queries import Opened
from wangyu.assessment.policy.web.shared import chosen_period
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.lib.periods import Period
from wangyu.base.lib.ports import openers
from wangyu.base.ui.http import Request
from wangyu.base.ui.paper import PdfError, pdf_response
from wangyu.institutions.orgs.models import Organisation


@login_required
@require_safe
def cell(request: Request, org_id: int, number: int) -> HttpResponse:
    """One university and one clause: each requirement, its figure, where it opens to, the text."""
    org = access.access_university(request.actor, org_id)
    rules, (period, _) = pack(), chosen_period(request)
    if number not in rules.clauses:
        raise NotVisible
    opened = queries.open_university(rules, org.pk, period)
    found = opened.findings.get(number, [])
    shown = {
        "org": org, "clause": rules.clauses[number], "period": period, "pack": rules,
        "rows": [_row(request, finding, opened) for finding in found],
        "state": tables.mark(clause_status(found)),
        "before": number - 1 if number - 1 in rules.clauses else None,
        "after": number + 1 if number + 1 in rules.clauses else None,
    }  # fmt: skip
    return render(request, "policy/cell.html", shown)


def _row(request: Request, finding: Finding, opened: Opened) -> dict[str, Any]:
    standard = opened.standards.get(finding.requirement.standard)
    by_basis = readings(standard, opened.values) if standard else []
    return {
        "finding": finding,
        "standard": standard,
        "note": tables.finding_note(finding, standard),
        "readings": [
            tables.Reading(BASES[key], one, standard) for key, one in by_basis if standard
        ],
        "figures": [_figure(request, key, finding, opened) for key in _keys(finding, opened)],
    }


def _keys(finding: Finding, opened: Opened) -> list[str]:
    """The measures a finding stands on."""
    requirement = finding.requirement
    if requirement.rule != "standard":
        condition = [requirement.applies_if] if requirement.applies_if else []
        return [*requirement.measures, *condition]
    standard = opened.standards.get(requirement.standard)
    return tables.measures_of(standard) if standard else []


def _figure(request: Request, key: str, finding: Finding, opened: Opened) -> dict[str, Any]:
    measure = opened.measures.get(key)
    url = ""
    if measure and measure.ref:
        kind, _, pk = measure.ref.partition(":")
        opener = openers.get(kind)
        url = opener(request.actor, int(pk)) if opener else ""
    value = None if measure is None else measure.value
    answers = finding.requirement.rule == "yes" and key in finding.requirement.measures
    return {
        "label": queries.measure_label(key), "measure": measure, "url": url,
        "shown": tables.show_figure(value, answers=answers),
    }  # fmt: skip


@login_required
@require_safe
def university(request: Request, org_id: int) -> HttpResponse:
    """All clauses of one university."""
    org = access.access_university(request.actor, org_id)
    rules, (period, periods) = pack(), chosen_period(request)
    opened = queries.open_university(rules, org.pk, period)
    shown = {
        "org": org, "period": period, "periods": periods, "pack": rules,
        "rows": [_clause(rules, number, opened) for number in rules.clauses],
        "standards": list(_standards(opened, org, period)),
    }  # fmt: skip
    return render(request, "policy/university.html", shown)


def _clause(rules: Pack, number: int, opened: Opened) -> dict[str, Any]:
    found = opened.findings.get(number, [])
    return {
        "clause": rules.clauses[number],
        "state": tables.mark(clause_status(found)),
        "open": [f for f in found if f.is_open],
    }


def _standards(opened: Opened, org: Organisation, period: Period) -> Iterator[dict[str, Any]]:
    """The standards with what they ask, each leading to its years."""
    for finding in chain.from_iterable(opened.findings.values()):
        standard = opened.standards.get(finding.requirement.standard)
        if standard is None:
            continue
        asked = {"standard": standard.key, "period": period.key, "q": org.name}
        yield {
            "finding": finding,
            "standard": standard,
            "note": tables.finding_note(finding, standard),
            "url": f"{reverse('policy:standards')}?{urlencode(asked)}",
        }


@login_required
@require_safe
def university_page(request: Request, org_id: int) -> HttpResponse:
    """The same on one page of A4."""
    org = access.access_university(request.actor, org_id)
    rules, (period, _) = pack(), chosen_period(request)
    opened = queries.open_university(rules, org.pk, period)
    try:
        data = university_pdf(rules, org, period.label, opened, timezone.now(), demo=settings.DEMO)
    except PdfError as error:
        raise Refused(str(error)) from error
    return pdf_response(data, f"{org.name}-落实情况-{period.label}.pdf", "落实情况")


@login_required
@require_safe
def mine(request: Request) -> HttpResponse:
    """A university's people go straight to their own page."""
    first = access.visible_universities(request.actor).order_by("path").first()
    if first is None:
        raise Refused("您所在的单位没有落实情况页。")
    return redirect("policy:university", first.pk)
