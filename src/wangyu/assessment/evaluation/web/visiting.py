"""On the spot: an inspector's visits, one of them leaf by leaf on a phone; the university's word on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangyu.assessment.evaluation.access import is_guest, keeps, oversees
from wangyu.assessment.evaluation.access import visits as access
from wangyu.assessment.evaluation.logic.flow import VISIT
from wangyu.assessment.evaluation.models import Visit
from wangyu.assessment.evaluation.ops import visits as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import visits as queries
from wangyu.assessment.evaluation.queries.points import leaves_of, mutual_points
from wangyu.assessment.evaluation.tables import visits as tables
from wangyu.assessment.evaluation.web import marks
from wangyu.assessment.evaluation.web.checks import done
from wangyu.base.core.access import require
from wangyu.base.core.files import BadFileError
from wangyu.base.core.once import repeatable
from wangyu.base.core.passwords import policy
from wangyu.base.core.roles import Role
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export
from wangyu.records.evidence.models import Use

WORKER = Path(__file__).parents[1] / "static/evaluation/worker.js"


@login_required
@require_safe
def my_visits(request: Request) -> HttpResponse:
    require(request.actor.has(queries.INSPECTING), access.INSPECTORS_ONLY)
    table = build(
        request, queries.with_progress(access.my_visits(request.actor)), tables.MY_VISITS, title="抽查",
        filters=tables.VISIT_FILTERS, order="planned", search=["member__organisation__name"],
        search_label="按校名搜索", empty="现在没有请您抽查的高校",
        empty_hint="省中心安排以后，会通知您并出现在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    return render(request, "evaluation/my_visits.html", {"table": table})


@require_safe
def worker(request: Request) -> HttpResponse:  # noqa: ARG001 -- a view
    """What opens a visit without a network. From here, and so for the pages of visits only."""
    script = HttpResponse(WORKER.read_text("utf-8"), "text/javascript; charset=utf-8")
    script.headers["Cache-Control"] = "no-store"
    return script


@login_required
@never_cache
@require_safe
def visit(request: Request, pk: int) -> HttpResponse:
    found = access.access_visit(request.actor, pk)
    kept = {
        "made": int(request.arrived().timestamp() * 1000),
        "seconds": policy().hours * 3600,
    }
    return render(request, "evaluation/visit.html", _page(request, found) | kept)


def _page(request: Request, found: Visit) -> dict[str, Any]:
    member, cycle, actor = found.member, found.member.cycle, request.actor
    room, reads, mine = marks.Room("visit", found.pk), access.reads_marks(actor, found), access.inspects(actor, found)  # fmt: skip
    open_ = mine and found.state == "planned" and cycle.state == "spot"
    shown, opens = queries.visit_leaves(found, marks=reads), access.opens_papers(actor, found)
    others, cards = mine or oversees(actor, cycle), marks.cards(shown, room, opens=opens)
    return {
        "visit": found, "member": member, "cycle": cycle, "state": VISIT.states[found.state],
        "open": open_, "reads": reads, "photos": reads, "mine": mine,
        "cards": _with_others(found, cards) if others else cards,
        "files": marks.files_of(shown), "missing": queries.visit_lacks(found) if open_ else [],
        "filled": sum(1 for one in shown if one.typed_points), "of": len(shown),
        "inspectors": [one.user.name for one in found.inspectors.select_related("user")],
        "keeps": keeps(actor, cycle) and cycle.state == "spot", "mutual": others,
        "shut": "" if opens else access.OVER, "saves": room.saves,
        "may_confirm": found.state == "submitted" and cycle.state == "spot"
        and actor.has({Role.UNIVERSITY_LEADER}, member.organisation.path),
    }  # fmt: skip


def _with_others(found: Visit, cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With what those that checked it found, for those who visit and for the province."""
    mutual = mutual_points(found.member.cycle).get(found.member_id, {})
    return [one | {"mutual": mutual.get(one["key"])} for one in cards]


@login_required
@require_POST
def save(request: Request, pk: int) -> HttpResponse:
    found = access.access_inspected_visit(request.actor, pk)
    return marks.saved(
        request, marks.Room("visit", pk), leaves_of(found.member.cycle), found.marks,
        lambda typed, key: ops.save_findings(
            visit=found, typed=typed, key=key, actor=request.actor, now=request.arrived()
        ),
        lambda: queries.visit_lacks(found),
    )  # fmt: skip


@repeatable
@login_required
@require_POST
def photo(request: Request, pk: int, key: str) -> HttpResponse:
    """One photograph of an indicator; sent again it is the same one."""
    found = access.access_inspected_visit(request.actor, pk)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"refused": "请选择照片。"}, status=409)
    try:
        use = ops.add_photo(
            visit=found, indicator=key, upload=upload, actor=request.actor, now=request.arrived()
        )
    except (BadFileError, EvaluationError) as error:
        return JsonResponse({"refused": str(error)}, status=409)
    saved_at = f"{timezone.localtime(request.arrived()):%H:%M:%S}"
    url = reverse("evaluation:visit_file", args=[pk, use.pk])
    return JsonResponse({"use": use.pk, "url": url, "saved_at": saved_at})


@login_required
@require_POST
def unphoto(request: Request, pk: int, use_id: int) -> HttpResponse:
    found, use = access.access_visit_photo(request.actor, pk, use_id)
    return done(
        request,
        lambda: ops.remove_photo(visit=found, use=use, actor=request.actor, now=request.arrived()),
        "已取下这份现场材料。", reverse("evaluation:visit", args=[pk]),
    )  # fmt: skip


@login_required
@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    found = access.access_inspected_visit(request.actor, pk)
    return done(
        request,
        lambda: ops.submit_visit(visit=found, actor=request.actor, now=request.arrived()),
        "抽查记录已提交，请学校领导确认。", reverse("evaluation:visit", args=[pk]),
    )  # fmt: skip


@login_required
@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    found = access.access_visited(request.actor, pk)
    reply = request.POST.get("reply", "").replace("\x00", "")[: ops.REPLY]
    return done(
        request,
        lambda: ops.confirm_visit(
            visit=found, reply=reply, actor=request.actor, now=request.arrived()
        ), "已确认。", reverse("evaluation:visit", args=[pk]),
    )  # fmt: skip


@login_required
@require_safe
def file(request: Request, pk: int, use_id: int) -> HttpResponseBase:
    visit, use = access.access_visit_file(request.actor, pk, use_id)
    return marks.give(request, use, checks=_checks(request, visit, use))


@login_required
@require_safe
def preview(request: Request, pk: int, use_id: int) -> HttpResponseBase:
    visit, use = access.access_visit_file(request.actor, pk, use_id)
    return marks.give_preview(request, use, checks=_checks(request, visit, use))


def _checks(request: Request, visit: Visit, use: Use) -> bool:
    """Whether somebody looks at another's paper; a photograph is the visitors' own."""
    return use.subject_kind != queries.PHOTO and is_guest(request.actor, visit.member)
