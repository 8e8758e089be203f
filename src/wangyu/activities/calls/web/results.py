"""Results before everybody's eyes: the public notice, objections to it, award lists, numbers of a call."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wangyu.activities.calls import access
from wangyu.activities.calls.access.deciding import access_meeting, access_objection
from wangyu.activities.calls.access.shown import (
    access_noticed,
    access_released,
    noticed_entries,
    won_entries,
)
from wangyu.activities.calls.forms.deciding import AnswerForm, CodeForm, ObjectionForm
from wangyu.activities.calls.models import Call
from wangyu.activities.calls.ops import CallError, objections
from wangyu.activities.calls.queries import results as queries
from wangyu.activities.calls.queries import rules_of
from wangyu.activities.calls.tables import deciding as tables
from wangyu.base.core.access import Actor
from wangyu.base.core.once import instead
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import Table, build, export


def _listed(request: Request, call: Call, rows: Any, title: str) -> Table:
    edition = rules_of(call)
    return build(
        request, queries.order_by_award(call, rows), tables.listed(edition), title=title,
        search=["title", "organisation__name"], search_label="按作品或学校搜索",
        filters=tables.listed_filters(edition), per_page=200, empty="没有作品",
    )  # fmt: skip


@require_safe
def notice(request: Request, pk: int) -> HttpResponse:
    """What is proposed, for as long as the notice runs."""
    call = access_noticed(request.actor, pk)
    table = _listed(request, call, noticed_entries(call), f"公示-{call.title}")
    if table.wants_export:
        return export(table)
    over = call.notice_until is not None and request.arrived() > call.notice_until
    shown = {"call": call, "edition": rules_of(call), "table": table, "over": over}
    return render(request, "calls/public_notice.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: Request, pk: int) -> HttpResponse:
    """Nobody is asked who they are, and whoever is signed in is not written down."""
    call = access_noticed(request.actor, pk)
    works = {one.pk: one for one in noticed_entries(call).order_by("title", "pk")}
    choices = [(key, f"{one.title}（{one.organisation.name}）") for key, one in works.items()]
    form = ObjectionForm(request.POST or None, works=choices)
    if request.method == "POST" and form.is_valid():
        about = works.get(int(form.cleaned_data["entry"] or 0))
        try:
            code = objections.make_objection(
                call=call, entry=about, text=form.cleaned_data["text"],
                actor=Actor.anonymous(), now=request.arrived(),
            )  # fmt: skip
        except objections.ObjectionError as error:
            form.add_error(None, str(error))
        else:
            page = render(request, "calls/objected.html", {"call": call, "code": code})
            return instead(page, reverse("calls:public_notice", args=[pk]))
    return render(request, "calls/object.html", {"call": call, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_answer(request: Request) -> HttpResponse:
    """The answer to an objection, by the code that was shown once; it stands in no address."""
    form = CodeForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = queries.find_objection(objections.fingerprint(form.cleaned_data["code"]))
        if found is None:
            form.add_error("code", "没有这个查询码，请核对后再输。")
    return render(request, "calls/answer.html", {"form": form, "objection": found})


@login_required
@require_safe
def objection_list(request: Request, pk: int) -> HttpResponse:
    call = access_meeting(request.actor, pk)
    table = build(
        request, queries.objections_of(call), tables.OBJECTIONS, title="异议",
        filters=tables.OBJECTION_FILTERS, order="-made", empty="没有收到异议",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    return render(request, "calls/objections.html", {"call": call, "table": table})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: Request, pk: int) -> HttpResponse:
    found = access_objection(request.actor, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            objections.answer_objection(
                objection=found, answer=data["answer"], upheld=data["upheld"] == "yes",
                actor=request.actor, now=request.arrived(),
            )  # fmt: skip
        except (CallError, IllegalMoveError, objections.ObjectionError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已答复；提出人凭查询码看得到。")
            return redirect("calls:objections", found.call_id)
    return render(request, "calls/objection.html", {"objection": found, "form": form})


@require_safe
def awards(request: Request, pk: int) -> HttpResponse:
    call = access_released(request.actor, pk)
    table = _listed(request, call, won_entries(call), f"获奖名单-{call.title}")
    if table.wants_export:
        return export(table)
    found = queries.statistics_of(call)
    shown = {"call": call, "edition": rules_of(call), "table": table, "money": found.money}
    return render(request, "calls/awards.html", shown)


@require_safe
def statistics(request: Request, pk: int) -> HttpResponse:
    """How many, by track and by kind of university. Scores are for those who decide."""
    call = access_released(request.actor, pk)
    found = queries.statistics_of(call)
    keeps = access.keeps(request.actor, call)
    bins = queries.score_bins(call) if keeps else []
    shown = {
        "call": call, "found": found, "chart": tables.track_chart(found), "keeps": keeps,
        "bins": bins, "bins_chart": tables.bins_chart(bins),
        "tables": (("类别", found.tracks), ("学校类型", found.universities)),
    }  # fmt: skip
    return render(request, "calls/statistics.html", shown)
