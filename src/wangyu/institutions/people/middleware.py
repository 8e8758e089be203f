"""``request.actor``, read once and only when asked for; and the second factor officers must use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from wangyu.base.core.access import Actor
from wangyu.base.core.passwords import policy
from wangyu.institutions.people.logic.sessions import used_second_factor
from wangyu.institutions.people.models.sessions import keep_alive
from wangyu.institutions.people.queries import actor_for, must_be_strong, password_is_old

OPEN_VIEWS = frozenset(
    {"people:second_factor", "people:me", "people:sessions", "people:end_session",
     "people:end_other_sessions", "people:accept", "people:demo_sign_in", "core:health", "core:live", "core:ready", "core:status",
     "core:status_json", "core:keys", "core:keys_json", "core:tool"}
)  # fmt: skip


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        vars(request)["actor"] = SimpleLazyObject(lambda: _read(request))
        return self.get_response(request)


def _read(request: HttpRequest) -> Actor:
    """Nobody without a session cookie: a public page reads no session at all."""
    if not has_session(request) or not request.user.is_authenticated:
        return Actor.anonymous()
    today = timezone.localdate()
    if request.session.get("seen_on") != today.isoformat():
        request.session["seen_on"] = today.isoformat()
    keep_alive(request.session, timezone.now())
    strong = used_second_factor(get_authentication_records(request, request.user))
    return actor_for(request.user, on=today, strong=strong or _is_persona(request.user))


def _is_persona(user: Any) -> bool:
    """Somebody invented, whom every visitor of a demo may be: nothing to protect."""
    return settings.DEMO and bool(getattr(user, "demo", False))


def has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


class SecondFactorMiddleware:
    """Leads officers, administrators and reviewers to set up a second factor before they work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],  # noqa: ARG002 -- Django's signature
        args: Any,  # noqa: ARG002 -- Django's signature
        kwargs: Any,  # noqa: ARG002 -- Django's signature
    ) -> HttpResponse | None:
        if not has_session(request) or _is_open(request) or not _lacks_factor(request):
            return None
        if "HX-Request" in request.headers:
            return HttpResponse(status=204)
        return redirect("people:second_factor")


class OldPasswordMiddleware:
    """Leads whoever came in with a password past its time to change it; see the policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],  # noqa: ARG002 -- Django's signature
        args: Any,  # noqa: ARG002 -- Django's signature
        kwargs: Any,  # noqa: ARG002 -- Django's signature
    ) -> HttpResponse | None:
        days = policy().days
        if not days or not has_session(request) or _is_open(request):
            return None
        if not request.user.is_authenticated or not _came_by_password(request):
            return None
        if not password_is_old(request.user, timezone.now(), days):
            return None
        if "HX-Request" in request.headers:
            return HttpResponse(status=204)
        messages.warning(request, f"密码已用满 {days} 天，请先换一个新的。")
        return redirect("account_change_password")


def _came_by_password(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "password" for record in records)


def _is_open(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in OPEN_VIEWS or name.startswith(("account_", "mfa_"))


def _lacks_factor(request: HttpRequest) -> bool:
    actor: Actor = vars(request)["actor"]
    return actor.is_signed_in and must_be_strong(actor)
