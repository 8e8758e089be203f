"""The province names the experts of a round, follows them, gives one back, takes one away."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.assessment.evaluation.access import keeps
from wangyu.assessment.evaluation.access import panels as access
from wangyu.assessment.evaluation.forms.panels import NameForm
from wangyu.assessment.evaluation.logic.charter import WAYS
from wangyu.assessment.evaluation.ops import panels as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.looking import note_experts_reading
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries import panels as queries
from wangyu.assessment.evaluation.queries.paneled import rated_leaves
from wangyu.assessment.evaluation.tables import panels as tables
from wangyu.assessment.evaluation.web.checks import done
from wangyu.assessment.evaluation.web.marks import reason_of
from wangyu.base.lib.dates import SHANGHAI
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

LAST_MINUTE = time(23, 59)
DAYS_TO_RATE = 10


@login_required
@require_safe
def panel(request: Request, pk: int) -> HttpResponse:
    cycle = access.access_panel(request.actor, pk)
    note_experts_reading(cycle=cycle, actor=request.actor, now=request.arrived())
    table = build(
        request, queries.experts_of(cycle), tables.EXPERTS, title="专家评分",
        filters=tables.EXPERT_FILTERS, order="name", search=["user__name"], search_label="按姓名搜索",
        empty="还没有请专家", empty_hint="人数不够的项目按缺项计，不当 0 分。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    charter = charter_of(cycle)
    shown = {
        "cycle": cycle, "table": table, "charter": charter, "way": WAYS[charter.panel_way],
        "leaves": rated_leaves(cycle),
        "may_name": keeps(request.actor, cycle) and cycle.state == queries.STATE,
    }  # fmt: skip
    return render(request, "evaluation/panel.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: Request, pk: int) -> HttpResponse:
    cycle = access.access_kept_panel(request.actor, pk)
    today = timezone.localdate(request.arrived())
    due = datetime.combine(today + timedelta(days=DAYS_TO_RATE), LAST_MINUTE, SHANGHAI)
    form = NameForm(
        request.POST or None, able=queries.candidates(cycle, today), homes=queries.homes_for(cycle),
        initial={"due_at": due},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            ops.name_expert(
                cycle=cycle, seat=form.seat(), actor=request.actor, now=request.arrived()
            )
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已请这位专家评分，并通知本人。")
            return redirect("evaluation:panel", pk)
    return render(request, "evaluation/name_expert.html", {"cycle": cycle, "form": form})


@login_required
@require_POST
def give_back(request: Request, pk: int) -> HttpResponse:
    found = access.access_kept_seat(request.actor, pk)
    return done(
        request,
        lambda: ops.return_seat(
            expert=found, reason=reason_of(request), actor=request.actor, now=request.arrived()
        ), "已退回，并通知专家。", reverse("evaluation:seat", args=[pk]),
    )  # fmt: skip


@login_required
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    found = access.access_kept_seat(request.actor, pk)
    return done(
        request,
        lambda: ops.drop_seat(
            expert=found, reason=reason_of(request), actor=request.actor, now=request.arrived()
        ), "这位专家已退出，打的分不再计入。", reverse("evaluation:seat", args=[pk]),
    )  # fmt: skip
