"""Signing in through one's university: choosing it, going there, coming back, the first time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from allauth.account.internal.flows.login import (
    perform_login,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.base.core import once
from wangyu.base.core.turns import turn
from wangyu.base.ui.http import Request
from wangyu.institutions.connections import access, ops, queries
from wangyu.institutions.connections.forms import JoinForm
from wangyu.institutions.connections.kinds import Arrival, ArrivalError, Place
from wangyu.institutions.connections.logic.begun import Begun
from wangyu.institutions.connections.logic.flow import CURRENT, NEXT
from wangyu.institutions.connections.models import Connection
from wangyu.institutions.connections.web.going import (
    ARRIVED,
    CHANGED,
    STRANGE,
    Arrived,
    arrived,
    depart,
    failed,
    taken_back,
)
from wangyu.institutions.people import access as people
from wangyu.institutions.people.logic.sessions import CAMPUS
from wangyu.institutions.people.models import User
from wangyu.institutions.people.ops import GrantError, InvitationError

SHOWN = 30
STILL_OLD = "学校还在用本平台以前的证书加密，那一份删除以后就读不到了。请对方重新读取本平台的元数据，再试登录一次。"
POSTED = ("SAMLResponse", "RelayState")


@require_safe
def choose(request: Request) -> HttpResponse:
    """Universities with their own way in, found by name."""
    query = request.GET.get("q", "").strip()[:80]
    found, to = queries.search_open(query), request.GET.get("next", "")[:300]
    context = {
        "query": query, "found": found[:SHOWN], "more": found.count() > SHOWN,
        "next": urlencode({"next": to}), "to": to,
    }  # fmt: skip
    return render(request, "connections/choose.html", context)


@never_cache
@require_safe
def start(request: Request, connection_id: int) -> HttpResponse:
    return depart(request, access.access_open(connection_id))


@never_cache
@require_safe
def about(request: Request, connection_id: int) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """What the other side has to know of us (a kind's metadata)."""
    return HttpResponse(access.access_about(connection_id), "application/samlmetadata+xml")


@csrf_exempt  # it only shows what was sent
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: Request, connection_id: int) -> HttpResponseBase:
    """A form sent by another site comes without our cookie: a page of ours sends it on."""
    if request.method == "POST":
        kept = {name: request.POST.get(name, "") for name in POSTED}
        return render(request, "connections/onward.html", {"kept": kept, "pk": connection_id})
    return _taken_up(request, connection_id, request.GET.dict(), "state")


@csrf_exempt  # the state, kept in this browser's session and good once, does more than a token
@never_cache
@require_POST
def sent_on(request: Request, connection_id: int) -> HttpResponseBase:
    return _taken_up(request, connection_id, request.POST.dict(), "RelayState")


def _taken_up(
    request: Request, connection_id: int, given: Mapping[str, str], state: str
) -> HttpResponseBase:
    begun = taken_back(request, connection_id, given.get(state, ""))
    return failed(request, STRANGE) if begun is None else arrive(request, begun, given)


def arrive(request: Request, begun: Begun, given: Mapping[str, str]) -> HttpResponseBase:
    """Who it is, checked by the kind; then the trial, the first time, or the sign-in."""
    connection = (
        access.access_kept(request.actor, begun.connection)
        if begun.trial
        else access.access_open(begun.connection)
    )
    place, kind = queries.place_of(connection), queries.kind_of(connection)
    try:
        who = kind.finish(place, begun, given)
        with turn(), transaction.atomic():  # a proof is used up by coming in, not by failing to
            _require_new(connection, who, request.arrived())
            return _received(request, begun, connection, place, who)
    except ArrivalError as error:
        remedy = error.remedy if begun.trial else None
        return failed(request, str(error), connection, remedy=remedy, to=begun.next)


def _received(
    request: Request, begun: Begun, connection: Connection, place: Place, who: Arrival
) -> HttpResponseBase:
    if not who.subject:
        return failed(
            request, "学校没有说明您是谁（缺少唯一标识），没有登录。", connection, to=begun.next
        )
    if begun.trial:
        return _tried(request, connection, who, begun, place)
    fingerprint = queries.fingerprint_of(connection, who.subject)
    user = queries.find_bound(connection, fingerprint)
    if user is not None:
        return _sign_in(request, connection, user, begun.next)
    mail = queries.vouched_mail(connection, who.mail, verified=who.mail_verified)
    at = timezone.now().timestamp()
    seen = connection.changed_at.timestamp()
    kept = Arrived(connection.pk, fingerprint, who.name[:60], mail[:254], at, begun.next, seen)
    request.session[ARRIVED] = asdict(kept)
    return redirect("connections:bind")


def _require_new(connection: Connection, who: Arrival, now: datetime) -> None:
    if who.proof and not once.is_first(f"connection {connection.pk} {who.proof}", now):
        raise ArrivalError("学校给出的这一份身份已经用过，没有登录。请重新登录一次。")


def _tried(
    request: Request, connection: Connection, who: Arrival, begun: Begun, place: Place
) -> HttpResponse:
    try:
        ops.prove(
            actor=request.actor, now=request.arrived(), connection=connection, claims=who.claims,
            seen=connection.changed_at, tried=ops.Tried(begun.at, who.opened),
        )  # fmt: skip
    except ops.NotConnectedError as error:
        messages.warning(request, str(error))
    else:
        told = f"唯一标识 {who.subject}；姓名 {who.name or '未给'}；邮箱 {who.mail or '未给'}"
        messages.success(request, f"试登录成功。学校给出：{told}。这些只显示这一次，平台不保存。")
        newest = place.pair(NEXT, CURRENT)
        if who.opened and newest and who.opened != newest.use:
            messages.warning(request, STILL_OLD)
    return redirect("connections:detail", connection.pk)


def _sign_in(request: Request, connection: Connection, user: User, to: str) -> HttpResponseBase:
    """The first step; whoever has a second one is asked for it as after a password."""
    if problem := queries.problem_with(connection, user, on=timezone.localdate()):
        return failed(request, problem, connection, 403, to=to)
    if request.user.is_authenticated and request.user != user:
        logout(request)  # what is kept here of how somebody came in must be of who is in
    record_authentication(
        request, user, method=CAMPUS, connection=connection.pk, path=connection.organisation.path
    )
    login = Login(user=user, redirect_url=to or settings.LOGIN_REDIRECT_URL)
    answer: HttpResponseBase = perform_login(request, login)
    return answer


@never_cache
def bind(request: Request) -> HttpResponseBase:
    """The first time: prove who you are here, then tie the two accounts together."""
    who = arrived(request)
    if who is None:
        return failed(request, STRANGE)
    connection = access.access_open(who.connection)
    if connection.changed_at.timestamp() != who.seen:
        return failed(request, CHANGED, to=who.next)
    if not request.actor.is_signed_in:
        return _first_time(request, connection, who, JoinForm(initial={"name": who.name}))
    user = people.access_self(request.actor)
    if is_reauthentication_required(request, app="wangyu.institutions.connections"):
        again = urlencode({"next": reverse("connections:bind")})
        return redirect(f"{reverse('account_reauthenticate')}?{again}")
    problem = queries.problem_with(connection, user, on=timezone.localdate())
    if request.method == "POST":
        try:
            ops.bind(
                actor=request.actor, now=request.arrived(), connection=connection, user=user,
                fingerprint=who.fingerprint,
            )  # fmt: skip
        except ops.BindingError as error:
            problem = str(error)
        else:
            del request.session[ARRIVED]
            messages.success(request, f"已绑定。以后用“{connection.title}”就能登录。")
            return redirect(who.next or settings.LOGIN_REDIRECT_URL)
    context = {"connection": connection, "person": user, "problem": problem, "who": who}
    return render(request, "connections/bind.html", context)


def _first_time(
    request: Request, connection: Connection, who: Arrived, form: JoinForm, chosen: int = 0
) -> HttpResponse:
    found = queries.invitations_for(connection, who.mail, timezone.now())
    context = {
        "connection": connection, "who": who, "invitations": found, "form": form, "chosen": chosen,
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': reverse('connections:bind')})}",
    }  # fmt: skip
    return render(request, "connections/first.html", context)


@require_POST
def join(request: Request, invitation_id: int) -> HttpResponseBase:
    """An invitation to the mail address the university vouches for becomes an account."""
    who = arrived(request)
    if who is None or request.actor.is_signed_in:
        return failed(request, STRANGE)
    connection = access.access_open(who.connection)
    if connection.changed_at.timestamp() != who.seen:
        return failed(request, CHANGED, to=who.next)
    invitation = access.access_offer(connection, who.mail, invitation_id, timezone.now())
    form = JoinForm(request.POST)
    if form.is_valid():
        try:
            with turn(), transaction.atomic():
                user = ops.join(
                    actor=request.actor, now=request.arrived(), connection=connection,
                    invitation=invitation, mail=who.mail, fingerprint=who.fingerprint,
                    **form.cleaned_data,
                )  # fmt: skip
                del request.session[ARRIVED]
                return _sign_in(request, connection, user, who.next)
        except (InvitationError, GrantError, ops.BindingError) as error:
            form.add_error(None, str(error))
    return _first_time(request, connection, who, form, invitation_id)
