"""What the province does with a panel: who is on it, whom to avoid, the plan, its progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.activities.calls import access
from wangyu.activities.calls import queries as call_queries
from wangyu.activities.calls.access import reviewing
from wangyu.activities.calls.forms.reviewing import ConflictForm, PanelistForm
from wangyu.activities.calls.models import Call, Panelist
from wangyu.activities.calls.ops import panels as ops
from wangyu.activities.calls.ops.looking import note_reviewers_reading
from wangyu.activities.calls.queries import assigning
from wangyu.activities.calls.queries import reviewing as queries
from wangyu.activities.calls.tables import reviewing as columns
from wangyu.base.lib.dates import local_day
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import Column, build, export

MOST_CHOSEN = 500


@login_required
@require_safe
def panel(request: Request, pk: int) -> HttpResponse:
    call = access.access_own_call(request.actor, pk)
    note_reviewers_reading(call=call, actor=request.actor, now=request.arrived())
    titles = {track.key: track.title for track in call_queries.rules_of(call).tracks}

    def prepare(rows: Any) -> None:
        for one in rows:
            one.track_titles = "、".join(titles.get(key, key) for key in one.tracks) or "各类"

    table = build(
        request, queries.panel_of(call), columns.PANEL, title="评委名单", order="name",
        search=["user__name", "organisation__name"], search_label="按姓名或学校搜索",
        prepare=prepare, empty="还没有评委", empty_hint="从有评审专家角色的人员中挑选。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {
        "call": call,
        "table": table,
        "tabs": tabs(call, "panel"),
        "edition": call_queries.rules_of(call),
    }
    return render(request, "calls/panel.html", shown)


def tabs(call: Call, active: str) -> list[dict[str, Any]]:
    counts = queries.counts_of(call)
    given = sum(counts.get(state, 0) for state in queries.ACTIVE)
    return [
        {"label": "评委名单", "url": reverse("calls:panel", args=[call.pk]), "active": active == "panel"},
        {"label": "分派", "url": reverse("calls:assign", args=[call.pk]), "active": active == "assign"},
        {
            "label": "评审进度", "url": reverse("calls:progress", args=[call.pk]),
            "active": active == "progress", "count": given,
        },
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Picked from everybody who holds the reviewer's role and may review blind."""
    call = access.access_own_call(request.actor, pk)
    day = local_day(request.arrived())
    if request.method == "POST":
        said = request.POST.getlist("user")[:MOST_CHOSEN]
        users = [
            int(one) for one in said if one.isascii() and one.isdigit() and len(one) < MOST_CHOSEN
        ]
        return done(
            request, lambda: ops.add_panelists(
                call=call, users=users, actor=request.actor, now=request.arrived()
            ), "已加入。单位按各人的角色填好了，请核对单位和擅长类别。", "calls:panel", pk,
        )  # fmt: skip
    homes: dict[int, str] = {}
    school = Column("school", "所在学校（按角色）", lambda u: homes.get(u.pk, ""))
    table = build(
        request, assigning.candidates(call, day), (*columns.CANDIDATES, school), title="可选评委",
        search=["name"], search_label="按姓名搜索", order="name", per_page=100,
        prepare=lambda rows: homes.update(assigning.homes_of([u.pk for u in rows], day)),
        empty="没有可选的评委",
        empty_hint="先在“人员”里邀请评审专家；省中心人员和审计员看得到申报单位，不能担任匿名评审。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    people = [(one, homes.get(one.pk, "")) for one in table.page.object_list]
    return render(request, "calls/panel_add.html", {"call": call, "table": table, "people": people})


def done(request: Request, do: Callable[[], Any], said: str, to: str, *args: Any) -> HttpResponse:
    try:
        do()
    except ops.PanelError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(to, *args)


def _forms(found: Panelist, data: Any = None) -> dict[str, Any]:
    schools = queries.schools_of(found.call)
    entries = list(queries.works_to_avoid(found.call))
    edition = call_queries.rules_of(found.call)
    return {
        "panelist_form": PanelistForm(data, panelist=found, edition=edition, schools=schools),
        "conflict_form": ConflictForm(schools=schools, entries=entries, auto_id="conflict-%s"),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panelist(request: Request, pk: int) -> HttpResponse:
    found = reviewing.access_panelist(request.actor, pk)
    forms = _forms(found, request.POST or None)
    form = forms["panelist_form"]
    if request.method == "POST" and form.is_valid():
        try:
            ops.change_panelist(
                panelist=found, **form.facts(), actor=request.actor, now=request.arrived()
            )
        except ops.PanelError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("calls:panel", found.call_id)
    note_reviewers_reading(call=found.call, actor=request.actor, now=request.arrived())
    shown = {
        "panelist": found, "call": found.call, "conflicts": queries.conflicts_of(found),
        "reviews": queries.reviews_of(found.call).filter(panelist=found),
    }  # fmt: skip
    return render(request, "calls/panelist.html", forms | shown)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    found = reviewing.access_panelist(request.actor, pk)
    return done(
        request, lambda: ops.remove_panelist(
            panelist=found, actor=request.actor, now=request.arrived()
        ), "已移出名单。", "calls:panel", found.call_id,
    )  # fmt: skip


@login_required
@require_POST
def conflict(request: Request, pk: int) -> HttpResponse:
    found = reviewing.access_panelist(request.actor, pk)
    form = ConflictForm(
        request.POST, schools=queries.schools_of(found.call),
        entries=list(queries.works_to_avoid(found.call)),
    )  # fmt: skip
    if not form.is_valid():
        messages.error(request, "请选择回避的学校或作品，并写明理由。")
        return redirect("calls:panelist", pk)
    return done(
        request, lambda: ops.declare_conflict(
            panelist=found, **form.facts(), actor=request.actor, now=request.arrived()
        ), "已登记回避。", "calls:panelist", pk,
    )  # fmt: skip


@login_required
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    found = reviewing.access_conflict(request.actor, pk)
    return done(
        request, lambda: ops.drop_conflict(
            conflict=found, actor=request.actor, now=request.arrived()
        ), "已取消这项回避。", "calls:panelist", found.panelist_id,
    )  # fmt: skip
