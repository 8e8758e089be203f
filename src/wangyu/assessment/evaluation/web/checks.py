"""A university that checks another: its list, one check leaf by leaf, handing it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangyu.assessment.evaluation.access import checks as access
from wangyu.assessment.evaluation.access import is_guest, keeps
from wangyu.assessment.evaluation.logic.flow import CHECK
from wangyu.assessment.evaluation.models import Check
from wangyu.assessment.evaluation.ops import checks as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import checks as queries
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.assessment.evaluation.queries.shown import leaves_shown
from wangyu.assessment.evaluation.tables import checks as tables
from wangyu.assessment.evaluation.web import marks
from wangyu.base.core.access import require
from wangyu.base.core.roles import UNIVERSITY_STAFF
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

CAMPUS_ONLY = "这里是高校要互查的名单；省中心请从评价的“互查进度”里看。"


@login_required
@require_safe
def my_checks(request: Request) -> HttpResponse:
    require(request.actor.has(UNIVERSITY_STAFF), CAMPUS_ONLY)
    rows = queries.with_progress(access.my_checks(request.actor))
    table = build(
        request, rows, tables.MY_CHECKS, title="互查", filters=tables.CHECK_FILTERS, order="due",
        search=["checked__organisation__name"], search_label="按校名搜索",
        empty="现在没有要互查的高校", empty_hint="省中心分派并开始互查后，会通知您并出现在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    return render(request, "evaluation/my_checks.html", {"table": table})


@login_required
@never_cache
@require_safe
def check(request: Request, pk: int) -> HttpResponse:
    found = access.access_check(request.actor, pk)
    return render(request, "evaluation/check.html", _page(request, found))


def _page(request: Request, found: Check) -> dict[str, Any]:
    cycle, room, actor = found.checked.cycle, marks.Room("check", found.pk), request.actor
    given = found.marks.select_related("updated_by", "file")
    shown = leaves_shown(found.checked, given, peer=is_guest(actor, found.checked))
    mine, opens = access.makes(actor, found), access.opens_papers(actor, found)
    open_ = mine and found.state == "open" and cycle.state == "mutual"
    return {
        "check": found, "cycle": cycle, "state": CHECK.states[found.state], "open": open_,
        "cards": marks.cards(shown, room, opens=opens), "shut": "" if opens else access.OVER,
        "files": marks.files_of(shown), "missing": queries.lacks_of(found) if open_ else [],
        "filled": sum(1 for one in shown if one.typed_points), "of": len(shown),
        "keeps": keeps(actor, cycle), "late": found.due_at < request.arrived(), "saves": room.saves,
        "mine": mine, "may_move": cycle.state == "mutual",
    }  # fmt: skip


@login_required
@require_POST
def save(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_check(request.actor, pk)
    return marks.saved(
        request, marks.Room("check", pk), leaves_of(found.checked.cycle), found.marks,
        lambda typed, key: ops.save_marks(
            check=found, typed=typed, key=key, actor=request.actor, now=request.arrived()
        ),
        lambda: queries.lacks_of(found),
    )  # fmt: skip


def done(request: Request, do: Callable[[], Any], said: str, back: str) -> HttpResponse:
    """One step of a check or a visit; a refusal is told where it was asked for."""
    try:
        do()
    except (EvaluationError, IllegalMoveError) as error:
        listed = "".join(one.sentence for one in getattr(error, "lacks", ())[:LISTED])
        messages.error(request, f"{error}{listed}")
    else:
        messages.success(request, said)
    return redirect(back)


LISTED = 5


@login_required
@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_check(request.actor, pk)
    return done(
        request,
        lambda: ops.submit_check(check=found, actor=request.actor, now=request.arrived()),
        "互查意见已提交，谢谢。", reverse("evaluation:check", args=[pk]),
    )  # fmt: skip


@login_required
@require_POST
def decline(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_check(request.actor, pk)
    return done(
        request,
        lambda: ops.decline_check(
            check=found, reason=marks.reason_of(request), actor=request.actor, now=request.arrived()
        ), "已告诉省中心；改派之前，这所高校仍在您的名单里。", reverse("evaluation:check", args=[pk]),
    )  # fmt: skip


@login_required
@require_safe
def file(request: Request, pk: int, use_id: int) -> HttpResponseBase:
    check, use = access.access_check_file(request.actor, pk, use_id)
    return marks.give(request, use, checks=is_guest(request.actor, check.checked))


@login_required
@require_safe
def preview(request: Request, pk: int, use_id: int) -> HttpResponseBase:
    check, use = access.access_check_file(request.actor, pk, use_id)
    return marks.give_preview(request, use, checks=is_guest(request.actor, check.checked))
