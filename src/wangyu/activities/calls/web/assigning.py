"""The plan of who reviews what: computed, looked at, applied; and how the reviews come along."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls import access
from wangyu.activities.calls import queries as call_queries
from wangyu.activities.calls.access import reviewing
from wangyu.activities.calls.forms.reviewing import BeginForm, LoadForm, ReviewDueForm
from wangyu.activities.calls.logic.flow import REVIEW
from wangyu.activities.calls.models import Call
from wangyu.activities.calls.ops import assigning as ops
from wangyu.activities.calls.ops import beginning
from wangyu.activities.calls.ops import reviewing as review_ops
from wangyu.activities.calls.ops.announcing import CallError
from wangyu.activities.calls.ops.looking import note_reviewers_reading
from wangyu.activities.calls.queries import assigning as plans
from wangyu.activities.calls.queries import reviewing as queries
from wangyu.activities.calls.queries import sheets
from wangyu.activities.calls.tables import reviewing as columns
from wangyu.activities.calls.web.opening import blind_address
from wangyu.activities.calls.web.panels import tabs
from wangyu.activities.calls.web.reviewpage import judged
from wangyu.base.core import once
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

ERRORS = (ops.AssignError, review_ops.ReviewError, CallError, IllegalMoveError)
SHOWN = 300


@login_required
@require_safe
def assign(request: Request, pk: int) -> HttpResponse:
    """What there is to give, what was computed last, and the button that makes it so."""
    call = access.access_own_call(request.actor, pk)
    note_reviewers_reading(call=call, actor=request.actor, now=request.arrived())
    numbers = plans.numbers_of(call)
    job = plans.last_job(call)
    plan = job.result if job and job.state == "done" and "mark" in job.result else None
    shown = {
        "call": call, "tabs": tabs(call, "assign"), "numbers": numbers, "job": job, "plan": plan,
        "form": LoadForm(initial=plans.advised(numbers)), "rows": _rows(plan) if plan else [],
        "apart": _apart(plan) if plan else [], "may_assign": call.state in ops.MAY_ASSIGN,
        "note": f"每件 {numbers['per_item']} 位", "room": f"共可评 {numbers['room']} 次",
    }  # fmt: skip
    return render(request, "calls/assign.html", shown)


def _rows(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """One line a work: its reviewers and why each."""
    works = call_queries.entry_titles([one["work"] for one in plan["reviews"]])
    people = plans.panel_lines([one["reviewer"] for one in plan["reviews"]])
    found: dict[int, dict[str, Any]] = {}
    for one in plan["reviews"]:
        row = found.setdefault(one["work"], {"work": works.get(one["work"], ""), "given": []})
        row["given"].append({"who": people.get(one["reviewer"], ""), "why": one["why"]})
    return [{"pk": pk, **row} for pk, row in list(found.items())[:SHOWN]]


def _apart(plan: dict[str, Any]) -> list[str]:
    titles = call_queries.entry_titles([pk for part in plan["apart"] for pk in part])
    return ["、".join(f"“{titles.get(pk, '')}”" for pk in part[:5]) for part in plan["apart"]]


@login_required
@require_POST
def compute(request: Request, pk: int) -> HttpResponse:
    """In the background; the same computation is not started twice."""
    call = access.access_own_call(request.actor, pk)
    form = LoadForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form, "calls:assign", pk)
    load = form.cleaned_data["at_least"], form.cleaned_data["at_most"]
    try:
        job = ops.ask_plan(call=call, load=load, actor=request.actor, now=request.arrived())
    except ops.AssignError as error:
        messages.error(request, str(error))
        return redirect("calls:assign", pk)
    mine = job.owner_id == request.actor.user_id
    return redirect("core:job", job.pk) if mine else redirect("calls:assign", pk)


def _do(request: Request, do: Any, to: str, *args: Any) -> HttpResponse:
    """``do`` answers with what to say."""
    try:
        said = do()
    except ERRORS as error:
        listed = "".join(one.sentence for one in getattr(error, "lacks", []))
        messages.error(request, f"{error}{listed}")
    else:
        messages.success(request, said)
    return redirect(to, *args)


@login_required
@require_POST
def apply(request: Request, pk: int) -> HttpResponse:
    """Exactly the plan that was shown: its mark stands in the form."""
    call: Call = access.access_own_call(request.actor, pk)
    job = plans.last_job(call)
    plan = job.result if job and job.state == "done" else {}
    if not plan or plan.get("mark") != request.POST.get("mark"):
        messages.error(request, "这份分派方案已经不是最新的，请看过新的方案再采用。")
        return redirect("calls:assign", pk)
    once.leads_to(reverse("calls:progress", args=[pk]))
    return _do(
        request, lambda: f"已采用，共分派 {ops.apply_plan(call=call, plan=plan, actor=request.actor, now=request.arrived())} 次评审。", "calls:progress", pk,
    )  # fmt: skip


@login_required
@require_POST
def begin(request: Request, pk: int) -> HttpResponse:
    call = access.access_own_call(request.actor, pk)
    form = BeginForm(request.POST)
    if call.review_due_at is None and not form.is_valid():
        return _refuse(request, form, "calls:progress", pk)
    due_at = None if call.review_due_at else form.cleaned_data["due_at"]
    return _do(
        request, lambda: "评审开始了，已通知评委。" if beginning.begin_review_of_call(
            call=call, due_at=due_at, actor=request.actor, now=request.arrived()
        ) else "", "calls:progress", pk,
    )  # fmt: skip


def _refuse(request: Request, form: Form, to: str, *args: Any) -> HttpResponse:
    """What is wrong with a form that stands on a page of its own lists."""
    name, errors = next(iter(form.errors.items()))
    label = f"{form.fields[name].label}：" if name in form.fields else ""
    messages.error(request, f"{label}{errors[0]}")
    return redirect(to, *args)


@login_required
@require_POST
def review_due(request: Request, pk: int) -> HttpResponse:
    """Another day by which reviews are due."""
    call = access.access_own_call(request.actor, pk)
    form = ReviewDueForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form, "calls:progress", pk)
    once.leads_to(reverse("calls:progress", args=[pk]))
    return _do(
        request, lambda: f"评审截止时间已调整，通知 {beginning.move_review_due(call=call, **form.cleaned_data, actor=request.actor, now=request.arrived())} 名评委。", "calls:progress", pk,
    )  # fmt: skip


@login_required
@require_safe
def progress(request: Request, pk: int) -> HttpResponse:
    call = access.access_own_call(request.actor, pk)
    note_reviewers_reading(call=call, actor=request.actor, now=request.arrived())
    edition = call_queries.rules_of(call)
    table = build(
        request, queries.reviews_of(call), columns.PROGRESS, title="评审进度", order="work",
        search=["entry__title", "entry__organisation__name", "panelist__user__name"],
        search_label="按作品、学校或评委搜索", filters=columns.PROGRESS_FILTERS,
        empty="还没有分派", empty_hint="在“分派”里计算并采用一份方案，这里就能看到每一次评审。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    counts = queries.counts_of(call)
    total, done = sum(counts.get(state, 0) for state in queries.ACTIVE), counts.get("done", 0)
    shown = {
        "call": call, "tabs": tabs(call, "progress"), "table": table, "total": total, "done": done,
        "left_over": total - done, "progress_label": f"已提交 {done} / {total}",
        "scoring": counts.get("scoring", 0), "left": counts.get("declined", 0) + counts.get("freed", 0),
        "wanting": queries.wanting(call, edition.reviews)[:50] if table.total else [],
        "per_item": edition.reviews, "waiting": queries.waiting(call),
        "begin": BeginForm() if call.review_due_at is None else None,
        "move_due": ReviewDueForm(auto_id="due-%s") if call.state == "review" else None,
        "past_due": call.review_due_at is not None and request.arrived() > call.review_due_at,
    }  # fmt: skip
    return render(request, "calls/progress.html", shown)


@login_required
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    call = access.access_own_call(request.actor, pk)
    return _do(
        request, lambda: f"已催办 {ops.remind_reviewers(call=call, actor=request.actor, now=request.arrived())} 名还没有提交的评委；同一天只通知一次。", "calls:progress", pk,
    )  # fmt: skip


@login_required
@require_POST
def refill(request: Request, pk: int) -> HttpResponse:
    """Only the free places of one work."""
    entry = reviewing.access_wanting(request.actor, pk)
    return _do(
        request, lambda: _told(
            ops.refill_entry(entry=entry, actor=request.actor, now=request.arrived())
        ), "calls:progress", entry.call_id,
    )  # fmt: skip


def _told(made: list[Any]) -> str:
    people = plans.panel_lines([one.panelist_id for one in made])
    return (
        "已补派："
        + "；".join(f"{people[one.panelist_id]}（{'，'.join(one.why)}）" for one in made)
        + "。其他评审都没有变动。"
    )


@login_required
@require_safe
def judgement(request: Request, pk: int) -> HttpResponse:
    """One review in full, with all that is said about the work: for the province."""
    found = reviewing.access_review(request.actor, pk)
    note_reviewers_reading(call=found.entry.call, actor=request.actor, now=request.arrived())
    names = queries.aliases_of(found.entry)
    people = dict(queries.active_reviews(found.entry).values_list("pk", "panelist__user__name"))
    edition = call_queries.rules_of(found.entry.call)
    shown = {
        "review": found, "entry": found.entry, "call": found.entry.call,
        "state": REVIEW.states[found.state], "steps": queries.steps_of(found),
        "others": judged(found.entry, {k: f"{v}（{people[k]}）" for k, v in names.items()}, mine=found.pk),
        "remarks": sheets.said(queries.remarks_of(found), edition, blind_address),
        "messages_of": queries.messages_of(found.entry),
        "may_reopen": found.state == "done", "may_replace": found.state in queries.ACTIVE,
    }  # fmt: skip
    return render(request, "calls/judgement.html", shown)


def _reason(request: Request) -> str:
    return request.POST.get("reason", "").replace("\x00", "")[:500]


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    found = reviewing.access_review(request.actor, pk)
    return _do(
        request, lambda: "已退回评委补充，并通知了他。" if review_ops.reopen_review(
            review=found, reason=_reason(request), actor=request.actor, now=request.arrived()
        ) else "", "calls:judgement", pk,
    )  # fmt: skip


@login_required
@require_POST
def replace(request: Request, pk: int) -> HttpResponse:
    found = reviewing.access_review(request.actor, pk)
    return _do(
        request, lambda: _told(
            review_ops.replace_review(
                review=found, reason=_reason(request), actor=request.actor, now=request.arrived()
            )
        ), "calls:judgement", pk,
    )  # fmt: skip
