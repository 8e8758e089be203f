"""From the awarded works of a call, the province reports the best to the nation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls import queries
from wangyu.activities.calls.access.deciding import access_reporting
from wangyu.activities.calls.forms.rolls import picked
from wangyu.activities.calls.models import Call
from wangyu.activities.calls.ops import CallError
from wangyu.activities.calls.ops import national as ops
from wangyu.activities.calls.queries import national
from wangyu.activities.calls.tables import national as tables
from wangyu.activities.calls.web.choosing import back_to, reason_of
from wangyu.base.core import once
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export


@login_required
@require_safe
def report(request: Request, pk: int) -> HttpResponse:
    """Places of each track, the list to choose from, and the list of what is reported as Excel."""
    call = access_reporting(request.actor, pk)
    edition, places = queries.rules_of(call), national.places_of(call)
    table = build(
        request, national.candidates(call), tables.columns(national.numbers_of(call)),
        title=f"报送全国-{call.title}", search=["title", "organisation__name"],
        search_label="按作品或学校搜索", filters=tables.filters(edition), per_page=200,
        empty="没有符合条件的获奖作品",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {
        "call": call, "table": table, "places": [one for one in places if one.won],
        "unread": [one.title for one in places if one.won and one.quota is None],
        "sent": sum(one.sent for one in places), "back_here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "calls/national.html", shown)


@login_required
@require_POST
def change(request: Request, pk: int) -> HttpResponse:
    """What was ticked is reported, or taken back, by the button that was pressed."""
    call = access_reporting(request.actor, pk)
    place = back_to(request, reverse("calls:national", args=[pk]))
    once.leads_to(place)
    try:
        said = _change(request, call)
    except (CallError, IllegalMoveError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(place)


def _change(request: Request, call: Call) -> str:
    works = list(national.candidates(call).filter(pk__in=picked(request.POST.getlist("pick"))))
    said: dict[str, Any] = {
        "call": call, "works": works, "actor": request.actor, "now": request.arrived()
    }  # fmt: skip
    match request.POST.get("verb", ""):
        case "send":
            unread = ops.send_entries(**said)
            told = f"“{'”“'.join(unread)}”的省名额没有读到，没有校验。" if unread else ""
            return f"已报送 {len(works)} 件。{told}"
        case "unsend":
            return f"已撤回 {ops.unsend_entries(**said, reason=reason_of(request))} 件。"
    raise CallError("没有收到要办理的事，请用页面上的按钮。")
