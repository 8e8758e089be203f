"""A university's own result: its figures, its place, the reasons, its objection, its bundle and letter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangyu.assessment.evaluation.access import concluding as access
from wangyu.assessment.evaluation.exports.bundle import file_name, own_part
from wangyu.assessment.evaluation.exports.letters import letter_pdf
from wangyu.assessment.evaluation.forms.concluding import ObjectForm
from wangyu.assessment.evaluation.logic.concluding import FEW
from wangyu.assessment.evaluation.logic.concluding.grades import ZONES
from wangyu.assessment.evaluation.logic.flow import CYCLE, OBJECTION
from wangyu.assessment.evaluation.models import ConclusionRow, Member
from wangyu.assessment.evaluation.ops import objections as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import conclusions as queries
from wangyu.assessment.evaluation.queries import scheme_of
from wangyu.assessment.evaluation.queries.cycles import has_panel
from wangyu.assessment.evaluation.queries.tracing import photographs, quartiles
from wangyu.assessment.evaluation.tables import concluding as tables
from wangyu.assessment.evaluation.web.tracing import traced
from wangyu.base.core.access import Refused
from wangyu.base.core.roles import UNIVERSITY_STAFF
from wangyu.base.ui.http import Request
from wangyu.base.ui.paper import PdfError, pdf_response
from wangyu.base.ui.taking import file_response

NOTHING = "这所高校还没有结论。"


@login_required
@require_safe
def result(request: Request, pk: int) -> HttpResponse:
    member = access.access_result(request.actor, pk)
    return render(request, "evaluation/result.html", _result(request, member, None))


def _row(member: Member) -> ConclusionRow:
    row = queries.row_of_latest(member)
    if row is None:
        raise Refused(NOTHING)
    return row


def _result(request: Request, member: Member, form: ObjectForm | None) -> dict[str, Any]:
    cycle, row = member.cycle, _row(member)
    line = row.scores
    own = request.actor.has(UNIVERSITY_STAFF, member.organisation.path)
    if form is None and own and cycle.state == "noticed":
        form = _form(member, None)
    return {
        "member": member, "cycle": cycle, "row": row, "line": line, "vetoed": queries.title_of(cycle, line.get("vetoed")), "form": form,
        "state": CYCLE.states[cycle.state], "grade": queries.grade_label(cycle, row.grade),
        "zone": ZONES.get(line.get("zone", ""), ""), "tone": tables.TONES.get(line.get("zone", ""), ""),
        "tops": traced(request.actor, member, line, named=False), "photographs": photographs(member),
        "paneled": has_panel(cycle),
        "interval": tables.interval(line), "p_first": tables.percent(line.get("p_first")),
        "peers": _peers(row), "few": FEW, "earlier": _earlier(member, row),
        "objections": [
            (one, OBJECTION.states[one.state]) for one in member.objections.select_related("answered_by")
        ],
    }  # fmt: skip


def _peers(row: ConclusionRow) -> dict[str, Any]:
    """The peer group in aggregate only, and only where it is large enough."""
    group = row.scores.get("group")
    rows = row.conclusion.rows.values_list("scores", flat=True)
    totals = [one["total"] for one in rows if one.get("group") == group and "total" in one]
    if len(totals) < FEW:
        return {}
    low, middle, high = quartiles(totals)
    return {"group": group, "count": len(totals), "low": low, "middle": middle, "high": high}


def _earlier(member: Member, row: ConclusionRow) -> list[tuple[ConclusionRow, str]]:
    """What was concluded before a correction; it stays to be read."""
    rows = member.conclusions.exclude(pk=row.pk).select_related("conclusion")
    return [
        (one, queries.grade_label(member.cycle, one.grade))
        for one in rows.order_by("-conclusion__number")
    ]


def _form(member: Member, data: Any) -> ObjectForm:
    tree = scheme_of(member.cycle.version)
    return ObjectForm(data, indicators=[(one.key, one.title) for one in tree.ordered])


@login_required
@require_POST
def object_to(request: Request, pk: int) -> HttpResponse:
    member = access.access_own_result(request.actor, pk)
    form = _form(member, request.POST)
    if form.is_valid():
        try:
            ops.object_to(
                member=member, **form.cleaned_data, actor=request.actor, now=request.arrived()
            )
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "异议已提交，省中心答复后会告诉您。")
            return redirect("evaluation:result", pk)
    return render(request, "evaluation/result.html", _result(request, member, form))


@login_required
@require_safe
def own_bundle(request: Request, pk: int) -> HttpResponse:
    member = access.access_result(request.actor, pk)
    row = _row(member)
    name = file_name(row.conclusion, f"-{member.organisation.name}")
    return file_response(own_part(row), name, "application/zip", "复算包")


@login_required
@require_safe
def letter(request: Request, pk: int) -> HttpResponse:
    member = access.access_result(request.actor, pk)
    row = _row(member)
    if member.cycle.state != "released":
        raise Refused("结论公布以后才有结论书。")
    try:
        url = request.build_absolute_uri(reverse("evaluation:result", args=[pk]))
        data = letter_pdf(row, request.arrived(), url=url, demo=settings.DEMO)
    except PdfError as error:
        raise Refused(str(error)) from error
    return pdf_response(
        data, f"{member.cycle.title}-{member.organisation.name}-结论书.pdf", "结论书"
    )
