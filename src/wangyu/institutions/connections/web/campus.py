"""Setting up an organisation's own way in: the list, one connection, checking, trying, switching."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.core.outside import OutsideError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import export
from wangyu.institutions.connections import access, ops, queries, tables
from wangyu.institutions.connections.forms import ConnectionForm, ReasonForm, StartForm
from wangyu.institutions.connections.kinds import KINDS, ArrivalError, Kind, Place, Step
from wangyu.institutions.connections.logic.flow import KEPT_FOR, NEXT
from wangyu.institutions.connections.models import Connection
from wangyu.institutions.connections.web.going import depart
from wangyu.institutions.orgs.models import Organisation

GOODBYE = "删除后密钥和 {} 人的绑定都会清除，由它登录的立即退出，各人收到通知。确定删除？"


@login_required
@require_safe
def connections(request: Request) -> HttpResponse:
    table = tables.connections(request, access.access_list(request.actor))
    if table.wants_export:
        return export(table)
    keeps = access.kept_organisations(request.actor).exists()
    context = {"table": table, "kinds": KINDS.values() if keeps else ()}
    return render(request, "connections/list.html", context)


@login_required
def new(request: Request, kind: str) -> HttpResponse:
    places = access.access_kept_organisations(request.actor)
    if kind not in KINDS:
        raise Http404
    given = request.POST or None
    where = StartForm(given, organisations=places)
    form = ConnectionForm(given, kind=KINDS[kind], initial=_suggested(places.first()))
    if request.method == "POST" and where.is_valid() and form.is_valid():
        made = ops.create(
            actor=request.actor, now=request.arrived(), kind=kind, facts=form.facts(),
            organisation=where.cleaned_data["organisation"],
        )  # fmt: skip
        messages.success(request, "已保存。请先检查，再试登录，成功后就能启用。")
        return redirect("connections:detail", made.pk)
    return _form(request, form, KINDS[kind], where)


def _suggested(org: Organisation | None) -> dict[str, str]:
    return {"title": f"{org.name}统一身份认证"} if org else {}


def _form(
    request: Request, form: ConnectionForm, kind: Kind, where: StartForm | None = None,
    connection: Connection | None = None,
) -> HttpResponse:  # fmt: skip
    context = {"form": form, "where": where, "kind": kind, "connection": connection}
    return render(request, "connections/form.html", context)


@login_required
@require_safe
def detail(request: Request, connection_id: int) -> HttpResponse:
    found = access.access_connection(request.actor, connection_id)
    place, kind = queries.place_of(found), queries.kind_of(found)
    context = {
        "connection": found, "kind": kind, "place": place, "about": kind.about(place),
        "state": tables.state_of(found),
        "settings": tables.settings_of(found), "secret": any(a.secret for a in kind.asks),
        "pairs": tables.key_pairs(found), "waits": place.pair(NEXT), "days": KEPT_FOR.days,
        "people": (people := queries.count_bound(found)), "goodbye": GOODBYE.format(people),
        "keeps": access.may_keep(request.actor, found.organisation),
        "stops": access.may_stop(request.actor, found.organisation),
        "moves": {e.verb for e in tables.moves_of(found)},
        "form": ReasonForm(),
    }  # fmt: skip
    return render(request, "connections/detail.html", context)


@login_required
def change(request: Request, connection_id: int) -> HttpResponse:
    found = access.access_kept(request.actor, connection_id)
    kind = queries.kind_of(found)
    switches = {a.name: bool(found.settings.get(a.name)) for a in kind.asks if a.switch}
    known = found.settings | switches | {"title": found.title, "domains": found.domains}
    form = ConnectionForm(request.POST or None, kind=kind, connection=found, initial=known)
    if request.method == "POST" and form.is_valid():
        ops.change(actor=request.actor, now=request.arrived(), connection=found, facts=form.facts())
        told = "已通知绑定过的人重新绑定。" if form.leaves and "anew" in form.fields else ""
        messages.success(request, f"已保存。{told}改过的设置要重新试登录，成功后才能启用。")
        return redirect("connections:detail", found.pk)
    return _form(request, form, kind, connection=found)


@login_required
@require_POST
def look(request: Request, connection_id: int) -> HttpResponse:
    """Everything that can be found out without signing in, step by step up to the first stop."""
    found = access.access_kept(request.actor, connection_id)
    steps = looked(queries.kind_of(found), queries.place_of(found))
    ops.note_look(actor=request.actor, now=request.arrived(), connection=found, steps=steps)
    return redirect("connections:detail", found.pk)


def looked(kind: Kind, place: Place) -> list[Step]:
    steps: list[Step] = []
    try:
        steps.extend(kind.look(place, timezone.now()))
    except (OutsideError, ArrivalError) as error:
        label = "地址" if isinstance(error, OutsideError) else "配置"
        steps.append(Step(label, "bad", str(error)))
    return steps


@login_required
@require_safe
def attempt(request: Request, connection_id: int) -> HttpResponse:
    """The officer goes all the way; see ``public.back``."""
    return depart(request, access.access_kept(request.actor, connection_id), trial=True)


@login_required
@require_POST
def enable(request: Request, connection_id: int) -> HttpResponse:
    found = access.access_kept(request.actor, connection_id)
    ops.enable(actor=request.actor, now=request.arrived(), connection=found)
    messages.success(request, f"已启用，登录页上现在能选到“{found.title}”。")
    return redirect("connections:detail", found.pk)


@login_required
@require_POST
def disable(request: Request, connection_id: int) -> HttpResponse:
    found = access.access_stoppable(request.actor, connection_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        gone = ops.disable(
            actor=request.actor, now=request.arrived(), connection=found, **form.cleaned_data
        )
        messages.success(request, f"已停用，由它登录的 {gone} 处登录已结束。")
    else:
        messages.warning(request, "没有停用：请写明理由。")
    return redirect("connections:detail", found.pk)


@login_required
@require_POST
def remove(request: Request, connection_id: int) -> HttpResponse:
    found = access.access_kept(request.actor, connection_id)
    ops.remove(actor=request.actor, now=request.arrived(), connection=found)
    messages.success(request, f"已删除“{found.title}”，绑定一并解除。")
    return redirect("connections:list")
