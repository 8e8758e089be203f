"""Inside a university: first look, choice within the quota, order of recommendation."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls import access, queries
from wangyu.activities.calls.access import recommending
from wangyu.activities.calls.forms.rolls import NoticeForm, picked
from wangyu.activities.calls.logic.flow import ENTRY, ROLL
from wangyu.activities.calls.logic.roll import Tally
from wangyu.activities.calls.models import Roll
from wangyu.activities.calls.ops import choosing
from wangyu.activities.calls.ops import rolls as rolling
from wangyu.activities.calls.queries import rolls
from wangyu.activities.calls.queries.calls import CHOOSING
from wangyu.activities.calls.tables import rolls as tables
from wangyu.base.core import once
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import Table, build, export


@login_required
@require_safe
def looking(request: Request, pk: int) -> HttpResponse:
    """Works that wait for a first look: ticked, passed or sent back together."""
    call = recommending.access_looking(request.actor, pk)
    rows = recommending.to_look_at(request.actor, call).select_related(
        "call", "unit", "organisation"
    )
    peers, edition = tables.Peers(), queries.rules_of(call)
    table = build(
        request, rows, tables.to_decide(peers), title="待初审的作品", search=["title"],
        search_label="按作品搜索", order="submitted", prepare=peers.fetch,
        filters=[tables.tracks_filter(edition), tables.units_filter(rows), tables.LATE],
        empty="没有待初审的作品", empty_hint="作者提交后会出现在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {
        "call": call, "table": table, "open": call.state != "screening",
        "back_here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "calls/looking.html", shown)


@login_required
@require_safe
def roll(request: Request, pk: int, org: int) -> HttpResponse:
    """A university's recommendation: the tally of the quota, and one track to work on."""
    found = recommending.access_roll(request.actor, pk, org)
    tallies = rolls.tallies(found.call, found.organisation)
    tally = _wanted(tallies, request.GET.get("track", ""))
    chooses = recommending.chooses(request.actor, found) and found.call.state in CHOOSING
    table, chosen = _to_choose(request, found, tally), _chosen(found, tally)
    if table.wants_export:
        return export(table)
    shown = {
        "roll": found, "call": found.call, "state": ROLL.states[found.state], "tallies": tallies,
        "tally": tally, "chosen": chosen, "table": table, "chooses": chooses,
        "may_change": chooses and found.state == "collecting", "declined": _declined(found, tally),
        "moves": _moves(request, found), "notice_form": _notice_form(found),
        "steps": rolls.roll_steps(found), "back_here": request.get_full_path(),
        "waiting": sum(one.waiting + one.open for one in tallies),
        "total": sum(one.chosen for one in tallies), "latest": rolls.latest_notice(found.call, found),
        "due": queries.deadline(found.call, found), "now": request.arrived(),
    }  # fmt: skip
    return render(request, "calls/roll.html", shown)


def _wanted(tallies: list[Tally], key: str) -> Tally:
    """The track asked for; otherwise the first with something to do in it."""
    by_key = {one.key: one for one in tallies}
    busy = next((one for one in tallies if one.open or one.chosen), tallies[0])
    return by_key.get(key, busy)


def _to_choose(request: Request, found: Roll, tally: Tally) -> Table:
    peers = tables.Peers()
    rows = access.visible_entries(request.actor).filter(
        call=found.call, organisation=found.organisation, track=tally.key, state="dept_passed"
    )
    return build(
        request, rows.select_related("call", "unit", "organisation"),
        tables.to_decide(peers), title=f"待遴选：{tally.title}", search=["title"],
        search_label="按作品搜索", filters=[tables.units_filter(rows), tables.LATE], order="submitted",
        prepare=peers.fetch, fixed={"track": tally.key}, empty="这一类没有待遴选的作品",
        empty_hint="院系初审通过的作品会出现在这里。",
    )  # fmt: skip


def _chosen(found: Roll, tally: Tally) -> list[dict[str, Any]]:
    lines = [line for line in rolls.lines_of(found) if line.entry.track == tally.key]
    twins = rolls.twins_of([line.entry for line in lines])
    return [
        {
            "line": line, "state": ENTRY.states[line.entry.state], "twins": twins[line.entry.pk],
            "first": at == 0, "last": at == len(lines) - 1,
        }
        for at, line in enumerate(lines)
    ]  # fmt: skip


def _declined(found: Roll, tally: Tally) -> Any:
    return rolls.declined(found.call, found.organisation, tally.key)


def _notice_form(found: Roll) -> NoticeForm:
    least = queries.rules_of(found.call).notice_days
    return NoticeForm(least=least, most=rolling.LONGEST_NOTICE)


def _moves(request: Request, found: Roll) -> list[Any]:
    """Steps of the roll that are this person's, each when its time has come."""
    if found.call.state not in CHOOSING:
        return []
    return ROLL.moves(found.state, request.actor.roles_at(found.organisation.path))


def back_to(request: Request, otherwise: str) -> str:
    """Where the form said it came from, if that is here."""
    wanted = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith("/calls/") else otherwise


def reason_of(request: Request) -> str:
    return request.POST.get("reason", "").replace("\x00", "")[:500]


@login_required
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """What was ticked, with the button that was pressed."""
    call = recommending.access_looking(request.actor, pk)
    verb = request.POST.get("verb", "")
    works = recommending.access_picked(request.actor, call, picked(request.POST.getlist("pick")))
    place = back_to(request, reverse("calls:looking", args=[pk]))
    once.leads_to(place)
    try:
        require_button(verb, choosing.VERBS)
        done = choosing.decide(
            works=works, verb=verb, actor=request.actor, now=request.arrived(),
            reason=reason_of(request),
        )  # fmt: skip
    except choosing.RollError as error:
        messages.error(request, str(error))
    else:
        tell_done(request, choosing.LABELS[verb], done)
    return redirect(place)


def require_button(verb: str, known: Container[str]) -> None:
    if verb not in known:
        raise choosing.RollError("没有收到要办理的事，请用页面上的按钮。")


def tell_done(request: Request, label: str, done: choosing.Decided) -> None:
    titles = "、".join(f"“{one}”" for one in done.works[:3])
    more = f"等 {len(done.works)} 件" if len(done.works) > 3 else ""  # noqa: PLR2004 -- as many as one reads
    messages.success(request, f"{label}：{titles}{more}。")
    if done.left_out:
        messages.warning(request, f"没有办理：{'；'.join(done.left_out[:5])}")


@login_required
@require_POST
def order(request: Request, pk: int) -> HttpResponse:
    """Up or down among the recommended works; a button each, so a keyboard does as well."""
    found = access.access_entry(request.actor, pk)
    recommending.access_choosing(request.actor, found.call_id, found.organisation_id)
    home = reverse("calls:roll", args=[found.call_id, found.organisation_id])
    place = back_to(request, home)
    once.leads_to(place)
    try:
        choosing.order_entry(
            entry=found, up=request.POST.get("way") == "up", actor=request.actor,
            now=request.arrived(),
        )  # fmt: skip
    except (choosing.RollError, IllegalMoveError) as error:
        messages.error(request, str(error))
    return redirect(place)
