"""Conclusions once they are shown: their rows, their bundles, corrections, and the chosen examples."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from wangyu.assessment.evaluation import access as rounds
from wangyu.assessment.evaluation.access import concluding as access
from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.exports.bundle import file_name
from wangyu.assessment.evaluation.forms.concluding import CorrectForm
from wangyu.assessment.evaluation.ops import noticing as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import conclusions as queries
from wangyu.assessment.evaluation.tables import concluding as tables
from wangyu.base.core.files.serve import serve
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export
from wangyu.base.ui.taking import Taken, as_file


@login_required
@require_safe
def conclusion(request: Request, pk: int) -> HttpResponse:
    """One conclusion as it was recorded, the last or an earlier one."""
    found = access.access_conclusion(request.actor, pk)
    cycle = found.cycle
    rows = found.rows.select_related("member__organisation")
    table = build(
        request, rows.order_by("member__level", "member__ownership", "member__organisation__name"),
        tables.concluded(cycle), title=f"{cycle.title}第{found.number}次结论",
        search=["member__organisation__name"], search_label="按校名搜索", per_page=200,
        empty="没有高校",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {"conclusion": found, "cycle": cycle, "table": table, "last": queries.latest(cycle)}
    return render(request, "evaluation/conclusion.html", shown)


@login_required
@require_safe
def bundle(request: Request, pk: int) -> HttpResponseBase:
    """Everything the conclusion stands on, as it was stored when it was made."""
    found = access.access_conclusion(request.actor, pk)
    name = file_name(found)
    response = serve(
        request, found.bundle_name, media_type="application/zip", etag=found.sha256, filename=name,
        secret=True,
    )  # fmt: skip
    return as_file(response, name, Taken("复算包"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    cycle = rounds.access_own_cycle(request.actor, pk)
    members = {str(m.pk): m for m in cycle.members.select_related("organisation")}
    names = [(key, one.organisation.name) for key, one in members.items()]
    grades = queries.grade_choices(cycle) if cycle.form != Form.INTERIM else []
    form = CorrectForm(request.POST or None, members=names, grades=grades)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = ops.correct(
                cycle=cycle, member=members.get(typed.get("member", "")),
                grade=typed.get("grade", ""), reason=typed["reason"], actor=request.actor,
                now=request.arrived(),
            )  # fmt: skip
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已形成第 {made.number} 次结论，并告诉全部高校。")
            return redirect("evaluation:conclusion", made.pk)
    return render(request, "evaluation/correct.html", {"cycle": cycle, "form": form})


@require_safe
def models(request: Request, pk: int) -> HttpResponse:
    """For everybody: who was chosen, and nothing else."""
    cycle = access.access_released(pk)
    shown = {
        "cycle": cycle, "names": queries.model_names(cycle),
        "label": queries.grade_label(cycle, "model"),
    }  # fmt: skip
    return render(request, "evaluation/models.html", shown)
