"""The province answers what universities object."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from wangyu.assessment.evaluation import access as rounds
from wangyu.assessment.evaluation.access import concluding as access
from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.forms.concluding import AnswerForm
from wangyu.assessment.evaluation.logic.flow import OBJECTION
from wangyu.assessment.evaluation.models import Objection
from wangyu.assessment.evaluation.ops import objections as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import conclusions as queries
from wangyu.assessment.evaluation.queries import scheme_of
from wangyu.assessment.evaluation.tables import concluding as tables
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export


@login_required
@require_safe
def objections(request: Request, pk: int) -> HttpResponse:
    cycle = access.access_combined(request.actor, pk)
    table = build(
        request, queries.objections_of(cycle), tables.OBJECTIONS, title=f"异议-{cycle.title}",
        search=["member__organisation__name", "words"], search_label="按校名或内容搜索",
        filters=tables.OBJECTION_FILTERS, order="at", empty="没有异议",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    return render(request, "evaluation/objections.html", {"cycle": cycle, "table": table})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: Request, pk: int) -> HttpResponse:
    found = access.access_objection(request.actor, pk)
    cycle = found.member.cycle
    form = _form(request, found)
    if request.method == "POST":
        rounds.require_keeper(request.actor, cycle)
        if form.is_valid():
            try:
                ops.answer_objection(
                    objection=found,
                    answer=ops.Answer(**form.cleaned_data),
                    actor=request.actor,
                    now=request.arrived(),
                )
            except (EvaluationError, IllegalMoveError) as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "已答复，并告诉该校。")
                return redirect("evaluation:objections", cycle.pk)
    shown = {
        "objection": found, "cycle": cycle, "state": OBJECTION.states[found.state], "form": form,
        "indicator": queries.title_of(cycle, found.indicator), "keeps": rounds.keeps(request.actor, cycle),
    }  # fmt: skip
    return render(request, "evaluation/objection.html", shown)


def _form(request: Request, found: Objection) -> AnswerForm:
    cycle = found.member.cycle
    leaves = {leaf.key: leaf.title for leaf in scheme_of(cycle.version).leaves}
    grades = queries.grade_choices(cycle) if cycle.form != Form.INTERIM else []
    return AnswerForm(request.POST or None, grades=grades, leaf=leaves.get(found.indicator, ""))
