"""What the provincial centre does with windows: plan, cost, open, follow, verify."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.base.core.access import require
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export
from wangyu.records.ledger import access, ops, queries, tables
from wangyu.records.ledger.forms import AnswerForm, DeadlineForm, WindowForm
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.ops.corrections import CorrectionError
from wangyu.records.ledger.ops.deadlines import WindowError


@login_required
@require_safe
def windows(request: Request) -> HttpResponse:
    reason = "填报窗口由省中心管理;本校的填报请从“填报”进入。"
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
    now = timezone.localtime()
    opening = now.replace(minute=0) + timedelta(hours=1)
    initial = {
        "year": now.year - 1, "opens_at": opening,
        "due_at": (now + timedelta(days=30)).replace(hour=17, minute=0),
    }  # fmt: skip
    form = WindowForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        pack = catalogue()
        try:
            made = ops.create_window(
                owner=access.own_province(request.actor), pack=pack.pack, facts=form.facts(),
                items=dict.fromkeys(pack.items, "ask"), actor=request.actor, now=timezone.now(),
            )  # fmt: skip
        except WindowError as error:
            form.add_error(None, str(error))
        else:
            return redirect("ledger:window_items", made.pk)
    return render(request, "ledger/new_window.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def items(request: Request, pk: int) -> HttpResponse:
    """Choose items and how each is asked; the cost stands beside."""
    window = access.access_own_window(request.actor, pk)
    pack = catalogue(window.pack)
    if request.method == "POST":
        chosen = {key: request.POST.get(f"mode-{key}", "") for key in pack.items}
        kept = {key: mode for key, mode in chosen.items() if mode in {"ask", "cite"}}
        try:
            ops.set_items(window=window, items=kept, actor=request.actor, now=timezone.now())
        except WindowError as error:
            messages.error(request, str(error))
        return redirect("ledger:window_items", pk)
    form = queries.form_of(window)
    cost, refused = ops.draft_cost(window)
    sections = {
        section: [
            (item, "ask" if key in form.asked else "cite" if key in form.cited else "")
            for key, item in pack.items.items()
            if item.section == section
        ]
        for section in pack.sections
    }
    shown = {"window": window, "sections": sections, "cost": cost, "refused": refused}
    return render(request, "ledger/window_items.html", shown)


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
        "deadline_form": DeadlineForm(cities=cities), "may_change": request.actor.has(PROVINCE_STAFF),
        "signed": states.get("signed", 0), "item_count": len(queries.form_of(found).all),
    }  # fmt: skip
    return render(request, "ledger/window.html", shown)


@login_required
@require_POST
def open_(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    try:
        count = ops.open_window(window=window, actor=request.actor, now=timezone.now())
    except WindowError as error:
        messages.error(request, str(error))
        return redirect("ledger:window_items", pk)
    messages.success(request, f"窗口已开启,{count} 所学校的填报表已生成并预填,已通知填报人。")
    return redirect("ledger:window", pk)


@login_required
@require_POST
def cite(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    try:
        count = ops.cite_known_items(window=window, actor=request.actor, now=timezone.now())
    except WindowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已把 {count} 项改为引用,不再要求填写。")
    return redirect("ledger:window_items", pk)


@login_required
@require_POST
def deadline(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    form = DeadlineForm(request.POST, cities=queries.cities_of(window))
    if not form.is_valid():
        messages.error(request, "截止时间没有调整:请填写新的时间和理由。")
        return redirect("ledger:window", pk)
    data = form.cleaned_data
    try:
        count = ops.change_deadline(
            window=window, due_at=data["due_at"], city=data["city"], reason=data["reason"],
            actor=request.actor, now=timezone.now(),
        )  # fmt: skip
    except WindowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"截止时间已调整,{count} 所学校已收到通知。")
    return redirect("ledger:window", pk)


@login_required
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    try:
        ops.close_window(window=window, actor=request.actor, now=timezone.now())
    except WindowError as error:
        messages.error(request, str(error))
    return redirect("ledger:window", pk)


@login_required
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    try:
        told = ops.remind(window=window, actor=request.actor, now=timezone.now())
    except WindowError as error:
        messages.error(request, str(error))
    else:
        text = f"已提醒 {told} 位填报人。" if told else "今天已经提醒过,或各校都已提交。"
        messages.info(request, text)
    return redirect("ledger:window", pk)


@login_required
@require_POST
def verify_many(request: Request, pk: int) -> HttpResponse:
    """Verify every signed sheet whose problems list is empty; say which are left out, and why."""
    window = access.access_own_window(request.actor, pk)
    done, left = 0, []
    for sheet in access.visible_sheets(request.actor).filter(window=window, state="signed"):
        full = access.access_sheet(request.actor, sheet.pk)
        if queries.problems_of(full):
            left.append(full.organisation.name)
            continue
        try:
            ops.verify(sheet=full, actor=request.actor, now=timezone.now())
        except IllegalMoveError:
            left.append(full.organisation.name)
        else:
            done += 1
    text = f"核实通过 {done} 所学校。"
    if left:
        text += f"另有 {len(left)} 所有校验提示,请逐一核实:{'、'.join(left[:8])}"
    messages.info(request, text)
    return redirect("ledger:window", pk)


@login_required
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    correction = access.access_correction(request.actor, pk)
    form = AnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    verb = (
        ops.accept_correction if request.POST.get("decision") == "accept" else ops.refuse_correction
    )
    try:
        verb(correction=correction, answer=answer, actor=request.actor, now=timezone.now())
    except CorrectionError as error:
        messages.error(request, str(error))
    return redirect("ledger:fact", correction.fact_id)
