"""What a reviewer sees and does. Works are known by the code of their blind copy and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from mimetypes import guess_extension
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls.access import reviewing as access
from wangyu.activities.calls.forms.reviewing import (
    RemarkForm,
    SchoolConflictForm,
    place_of,
    scored_of,
)
from wangyu.activities.calls.logic.opening import SHOWN
from wangyu.activities.calls.models import BlindPiece
from wangyu.activities.calls.ops import panels
from wangyu.activities.calls.ops import reviewing as ops
from wangyu.activities.calls.queries import reviewing as queries
from wangyu.activities.calls.tables import reviewing as tables
from wangyu.activities.calls.web import reviewpage
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.core.files import serve
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export


@login_required
@require_safe
def my_reviews(request: Request) -> HttpResponse:
    """One's own, in the order of their codes, which tells nothing."""
    rows = access.visible_my_reviews(request.actor)
    table = build(
        request, rows, tables.MY_REVIEWS, title="评审", filters=tables.MY_FILTERS, order="code",
        search=["entry__blind__title", "entry__blind__code"], search_label="按作品或编号搜索",
        tie="entry__blind__code", empty="现在没有要评的作品", empty_hint="省中心分派并开始评审后，会通知您并出现在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    panels_of = access.my_panels(request.actor)
    shown = {
        "table": table,
        "panels": [reviewpage.panel_of(request.actor, one, request.arrived()) for one in panels_of],
    }
    return render(request, "calls/reviews.html", shown)


@login_required
@never_cache
@require_safe
def review(request: Request, code: str) -> HttpResponse:
    found = access.access_my_review(request.actor, code)
    return render(request, "calls/review.html", reviewpage.page_of(found))


@login_required
@require_POST
def save(request: Request, code: str) -> HttpResponse:
    """Autosave of what was touched, or the whole rubric sent without a script."""
    found = access.access_my_review(request.actor, code)
    by_script = "script" in request.POST
    said = request.POST.get("version", "")
    version = (
        int(said) if said.isascii() and said.isdigit() and len(said) < len("1000000000") else 0
    )
    scored = scored_of(request.POST.dict(), ops.criteria_of(found))
    try:
        kept = ops.save_review(
            review=found, scored=scored, version=version, actor=request.actor, now=request.arrived()
        )
    except ops.OvertakenError as error:
        return _overtaken(request, code, str(error), by_script=by_script)
    except ops.ReviewError as error:
        if by_script:
            return JsonResponse({"refused": str(error)}, status=409)
        messages.error(request, str(error))
        return redirect("calls:review", code)
    if by_script:
        saved_at = f"{timezone.localtime(request.arrived()):%H:%M:%S}"
        return JsonResponse(reviewpage.state_of(kept) | {"saved_at": saved_at})
    messages.success(request, "已保存。")
    return redirect("calls:review", code)


def _overtaken(request: Request, code: str, sentence: str, *, by_script: bool) -> HttpResponse:
    """What the other window saved stands; the script shows both and asks."""
    stands = access.access_my_review(request.actor, code)
    if by_script:
        told = {
            "overtaken": sentence, "scores": stands.scores, "reasons": stands.reasons,
            "opinion": stands.opinion,
        }  # fmt: skip
        return JsonResponse(reviewpage.state_of(stands) | told, status=409)
    messages.error(request, f"{sentence}下面是那边保存的，您刚填的没有保存，请核对后再填。")
    return redirect("calls:review", code)


def _done(
    request: Request,
    code: str,
    do: Callable[[], Any],
    said: str,
    *,
    back: str = "",
    anchor: str = "",
) -> HttpResponse:
    try:
        do()
    except ops.ReviewError as error:
        listed = "".join(one.sentence for one in error.lacks)
        messages.error(request, f"{error}{listed}")
        return redirect(f"{reviewpage.address(code)}{anchor}")
    except IllegalMoveError as error:
        messages.error(request, str(error))
        return redirect("calls:review", code)
    messages.success(request, said)
    return redirect(back) if back else redirect(f"{reviewpage.address(code)}{anchor}")


@login_required
@require_POST
def submit(request: Request, code: str) -> HttpResponse:
    found = access.access_my_review(request.actor, code)
    return _done(
        request, code,
        lambda: ops.submit_review(review=found, actor=request.actor, now=request.arrived()),
        "评审已提交，谢谢。", back="calls:my_reviews",
    )  # fmt: skip


def _reason(request: Request) -> str:
    return request.POST.get("reason", "").replace("\x00", "")[:500]


@login_required
@require_POST
def decline(request: Request, code: str) -> HttpResponse:
    found = access.access_my_review(request.actor, code)
    return _done(
        request, code, lambda: ops.decline_review(
            review=found, reason=_reason(request), actor=request.actor, now=request.arrived()
        ), "已谢绝，省中心会另请评委。", back="calls:my_reviews",
    )  # fmt: skip


@login_required
@require_POST
def conflict(request: Request, code: str) -> HttpResponse:
    """A conflict found late frees the work."""
    found = access.access_my_review(request.actor, code)
    return _done(
        request, code, lambda: ops.declare_late(
            review=found, reason=_reason(request), actor=request.actor, now=request.arrived()
        ), "已回避，这件作品不再由您评审。", back="calls:my_reviews",
    )  # fmt: skip


@login_required
@require_POST
def own_conflict(request: Request, pk: int) -> HttpResponse:
    """Of a whole university, before anything is assigned."""
    panelist = access.access_my_panel(request.actor, pk)
    form = SchoolConflictForm(request.POST, schools=queries.schools_of(panelist.call))
    if not form.is_valid():
        messages.error(request, "请选择要回避的学校，并写明理由。")
        return redirect("calls:my_reviews")
    try:
        panels.declare_own_conflict(
            panelist=panelist, **form.facts(), actor=request.actor, now=request.arrived()
        )
    except panels.PanelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已申报，分派时会避开这所学校。")
    return redirect("calls:my_reviews")


@login_required
@require_POST
def remark(request: Request, code: str) -> HttpResponse:
    found = access.access_my_review(request.actor, code)
    pieces = list(queries.pieces_of(found))
    form = RemarkForm(request.POST, pieces=reviewpage.titled(found, pieces))
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(f"{reviewpage.address(code)}#remarks")
    data = form.cleaned_data
    piece = next((one for one in pieces if place_of(one) == data["piece"]), None)
    once.leads_to(f"{reviewpage.address(code)}#remarks")
    return _done(
        request, code, lambda: ops.add_remark(
            review=found, piece=piece, at=data["at"], text=data["text"], actor=request.actor,
            now=request.arrived(),
        ), "批注已保存。", anchor="#remarks",
    )  # fmt: skip


@login_required
@require_POST
def remove_remark(request: Request, pk: int) -> HttpResponse:
    found = access.access_my_remark(request.actor, pk)
    code = found.review.entry.blind.code
    return _done(
        request, code,
        lambda: ops.remove_remark(remark=found, actor=request.actor, now=request.arrived()),
        "批注已删去。", anchor="#remarks",
    )  # fmt: skip


@login_required
@require_POST
def talk(request: Request, code: str) -> HttpResponse:
    found = access.access_my_review(request.actor, code)
    text = request.POST.get("text", "").replace("\x00", "")
    return _done(
        request, code, lambda: ops.say_message(
            review=found, text=text, actor=request.actor, now=request.arrived()
        ), "已发出，对方看不到您的姓名。", anchor="#talk",
    )  # fmt: skip


@login_required
@require_safe
def piece(request: Request, code: str, slot: str, position: int) -> HttpResponseBase:
    """Bytes of the blind copy, under a name made of the code."""
    found = access.access_blind_piece(request.actor, code, slot, position)
    inline = "inline" in request.GET and found.media_type.startswith(SHOWN)
    return serve(
        request, found.stored_name, media_type=found.media_type, etag=found.sha256,
        filename="" if inline else _name(found, code), secret=True,
    )  # fmt: skip


def _name(found: BlindPiece, code: str) -> str:
    return f"{code}-{found.slot}-{found.position}{guess_extension(found.media_type) or ''}"


@login_required
@require_safe
def preview(request: Request, code: str, slot: str, position: int) -> HttpResponseBase:
    found = access.access_blind_piece(request.actor, code, slot, position)
    if not found.preview_name:
        raise NotVisible
    name = found.preview_name
    return serve(request, name, media_type="image/png", etag=name, secret=True)
