"""What the provincial centre does with windows: plan, cost, open, follow, verify."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.base.core.access import require
from wangyu.base.core.once import repeatable
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.lib.periods import Period
from wangyu.base.ui.http import Request
from wangyu.base.ui.seen import NAME, settle, told
from wangyu.base.ui.tables import build, export
from wangyu.records.ledger import access, ops, queries, tables
from wangyu.records.ledger.forms import AnswerForm, DeadlineForm, UntilForm, WindowForm
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.models import Window
from wangyu.records.ledger.ops.corrections import CorrectionError
from wangyu.records.ledger.ops.deadlines import WindowError

MODES = {"ask": "填写", "cite": "引用"}
NAMED = 8
"""How many schools a message names."""


@login_required
@require_safe
def windows(request: Request) -> HttpResponse:
    reason = "填报窗口由省中心管理；本校的填报请从“填报”进入。"
    require(request.actor.has(PROVINCE_STAFF | {Role.AUDITOR}), reason)
    rows = queries.annotate_windows(access.visible_windows(request.actor))
    table = build(
        request, rows, tables.WINDOWS, title="填报窗口", search=["title"], search_label="按名称搜索",
        filters=tables.WINDOW_FILTERS, order="-due", empty="还没有填报窗口",
    )  # fmt: skip
    return (
        export(table)
        if table.wants_export
        else render(request, "ledger/windows.html", {"table": table})
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_window(request: Request) -> HttpResponse:
    access.require_province(request.actor)
    now = timezone.localtime(request.arrived())
    due_at = (now + timedelta(days=30)).replace(hour=17, minute=0)
    form = WindowForm(request.POST or None, initial={"year": now.year - 1, "due_at": due_at})
    if request.method == "POST" and form.is_valid():
        pack = catalogue()
        try:
            made = ops.create_window(
                owner=access.own_province(request.actor), pack=pack.pack, facts=form.facts(now),
                items=dict.fromkeys(pack.items, "ask"), actor=request.actor, now=now,
            )  # fmt: skip
        except WindowError as error:
            form.add_error("due_at", str(error))
        else:
            return redirect("ledger:window_items", made.pk)
    return render(request, "ledger/new_window.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_window(request: Request, pk: int) -> HttpResponse:
    """A draft's title, period, deadline and note."""
    window = access.access_own_window(request.actor, pk)
    period = Period.parse(window.period_key)
    initial = {
        "title": window.title, "kind": period.kind.value, "year": period.year, "due_at": window.due_at,
        "grace_minutes": window.grace_minutes, "note": window.note,
    }  # fmt: skip
    form, now = WindowForm(request.POST or None, initial=initial), request.arrived()
    if request.method == "POST" and form.is_valid():
        try:
            ops.change_window(window=window, facts=form.facts(now), actor=request.actor, now=now)
        except WindowError as error:
            form.add_error("due_at", str(error))
        else:
            return redirect("ledger:window_items", pk)
    return render(request, "ledger/new_window.html", {"form": form, "window": window})


@login_required
@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    try:
        ops.discard_window(window=window, actor=request.actor, now=request.arrived())
    except WindowError as error:
        messages.error(request, str(error))
        return redirect("ledger:window", pk)
    messages.success(request, f"已删除拟定的填报窗口“{window.title}”。")
    return redirect("ledger:windows")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def items(request: Request, pk: int) -> HttpResponse:
    """Choose items and how each is asked; the cost stands beside."""
    window = access.access_own_window(request.actor, pk)
    if window.state != "draft" and request.method != "POST":
        return redirect("ledger:window", pk)
    pack = catalogue(window.pack)
    if request.method == "POST":
        kept = _chosen(request, window)
        try:
            ops.set_items(window=window, items=kept, actor=request.actor, now=request.arrived())
        except WindowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"已保存 {len(kept)} 项，用时已按新的填报项重新估计。")
        return redirect("ledger:window_items", pk)
    citable, modes = ops.citable_keys(window), _modes(window)
    cost, refused = ops.draft_cost(window)
    sections = {
        section: [
            (item, modes[key], key in citable)
            for key, item in pack.items.items()
            if item.section == section
        ]
        for section in pack.sections
    }
    shown = {
        "window": window, "sections": sections, "seen": told(modes), "cost": cost, "refused": refused,
        "whole": f"全省用时 {round(cost.minutes_total / 60, 1)} 小时",
    }  # fmt: skip
    return render(request, "ledger/window_items.html", shown)


def _modes(window: Window) -> dict[str, str]:
    form = queries.form_of(window)
    known = catalogue(window.pack).items
    return {
        key: "ask" if key in form.asked else "cite" if key in form.cited else "" for key in known
    }


def _chosen(request: Request, window: Window) -> dict[str, str]:
    """What somebody else chose meanwhile stays, and where both chose the other is told so."""
    stored, items = _modes(window), catalogue(window.pack).items
    typed = {key: request.POST.get(f"mode-{key}", "") for key in items}
    kept, contested = settle(request.POST.get(NAME, ""), stored, typed)
    for key in contested:
        theirs, mine = MODES.get(stored[key], "不要"), MODES.get(typed[key], "不要")
        text = f"“{items[key].label}”：您打开这一页以后，别人改成了“{theirs}”，您选的“{mine}”没有保存；要用您的，再选一次。"
        messages.warning(request, text)
        kept[key] = stored[key]
    return {key: mode for key, mode in kept.items() if mode in MODES}


@login_required
@require_safe
def window(request: Request, pk: int) -> HttpResponse:
    """How far every university is."""
    found = access.access_window(request.actor, pk)
    require(request.actor.has(PROVINCE_STAFF | {Role.AUDITOR}), "各校进度由省中心查看。")
    if found.state == "draft":
        return redirect("ledger:window_items", pk)
    rows = access.visible_sheets(request.actor).filter(window=found)
    rows = queries.annotate_progress(rows.select_related("organisation__university", "window"))
    table = build(
        request, rows, tables.SHEETS, title=found.title, search=["organisation__name"],
        search_label="按学校搜索", filters=tables.SHEET_FILTERS, order="name",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    states = queries.count_states(found)
    cities = queries.cities_of(found)
    shown = {
        "window": found, "table": table, "states": states, "total": sum(states.values()),
        "deadline_form": DeadlineForm(cities=cities), "until_form": UntilForm(),
        "may_change": request.actor.has(PROVINCE_STAFF), "signed": states.get("signed", 0),
        "item_count": len(queries.form_of(found).all),
    }  # fmt: skip
    return render(request, "ledger/window.html", shown)


@login_required
@require_POST
def open_(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    try:
        count = ops.open_window(window=window, actor=request.actor, now=request.arrived())
    except WindowError as error:
        messages.error(request, str(error))
        return redirect("ledger:window_items", pk)
    messages.success(request, f"窗口已开启，{count} 所学校的填报表已生成并预填，已通知填报人。")
    return redirect("ledger:window", pk)


@login_required
@require_POST
def cite(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    try:
        count = ops.cite_known_items(window=window, actor=request.actor, now=request.arrived())
    except WindowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已把 {count} 项改为引用，不再要求填写。")
    return redirect("ledger:window_items", pk)


@login_required
@require_POST
def deadline(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    form = DeadlineForm(request.POST, cities=queries.cities_of(window))
    if not form.is_valid():
        messages.error(request, "截止时间没有调整：请填写新的时间和理由。")
        return redirect("ledger:window", pk)
    data = form.cleaned_data
    try:
        count = ops.change_deadline(
            window=window, due_at=data["due_at"], city=data["city"], reason=data["reason"],
            actor=request.actor, now=request.arrived(),
        )  # fmt: skip
    except WindowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"截止时间已调整，{count} 所学校已收到通知。")
    return redirect("ledger:window", pk)


@login_required
@require_POST
def extend(request: Request, pk: int) -> HttpResponse:
    """One university longer than the others."""
    sheet = access.access_sheet(request.actor, pk)
    access.access_own_window(request.actor, sheet.window_id)
    form = UntilForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有延期：请填写新的截止时间和理由。")
        return redirect("ledger:sheet", pk)
    try:
        ops.extend_sheet(
            sheet=sheet, **form.cleaned_data, actor=request.actor, now=request.arrived()
        )
    except WindowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{sheet.organisation.name}已单独延期，并已通知该校填报人。")
    return redirect("ledger:sheet", pk)


@login_required
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    try:
        ops.close_window(window=window, actor=request.actor, now=request.arrived())
    except WindowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "窗口已关闭，不再接收提交；已提交的可以继续签批和核实。")
    return redirect("ledger:window", pk)


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    form = UntilForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有重新开启：请填写新的截止时间和理由。")
        return redirect("ledger:window", pk)
    try:
        count = ops.reopen_window(
            window=window, **form.cleaned_data, actor=request.actor, now=request.arrived()
        )
    except WindowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"窗口已重新开启，并已通知 {count} 所尚未上报的学校。")
    return redirect("ledger:window", pk)


@login_required
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    try:
        told = ops.remind(window=window, actor=request.actor, now=request.arrived())
    except WindowError as error:
        messages.error(request, str(error))
    else:
        text = f"已提醒 {told} 位填报人。" if told else "今天已经提醒过，或各校都已提交。"
        messages.info(request, text)
    return redirect("ledger:window", pk)


@repeatable
@login_required
@require_POST
def verify_many(request: Request, pk: int) -> HttpResponse:
    """Verify every signed sheet nothing is doubtful about; say which are left out."""
    window = access.access_own_window(request.actor, pk)
    done, left = 0, []
    for sheet in queries.sheets_of(window).filter(state="signed"):
        if queries.doubts_of(sheet):
            left.append(sheet.organisation.name)
            continue
        try:
            ops.verify(sheet=sheet, actor=request.actor, now=request.arrived())
        except IllegalMoveError:
            left.append(sheet.organisation.name)
        else:
            done += 1
    text = f"核实通过 {done} 所学校。"
    if left:
        more = f"等 {len(left)} 所" if len(left) > NAMED else ""
        text += f"有疑问的没有核实，请逐一打开：{'、'.join(left[:NAMED])}{more}。"
    messages.info(request, text)
    return redirect("ledger:window", pk)


@login_required
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    correction = access.access_correction(request.actor, pk)
    form = AnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    accepts = request.POST.get("decision") == "accept"
    decision: dict[str, Any] = {"correction": correction, "answer": answer, "actor": request.actor}
    fact_id = correction.fact_id
    try:
        if accepts:
            fact_id = ops.accept_correction(**decision, now=request.arrived()).pk
        else:
            ops.refuse_correction(**decision, now=request.arrived())
    except CorrectionError as error:
        messages.error(request, str(error))
    else:
        text = "已采纳，这是更正后的新版本。" if accepts else "未采纳，数字不变；理由已告诉申请人。"
        messages.success(request, text)
    return redirect("ledger:fact", fact_id)
