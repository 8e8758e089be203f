"""Doors open without an account: the invitation link, and the demo's one-click sign-in."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangyu.base.ui.http import Request
from wangyu.institutions.people import access, ops, queries
from wangyu.institutions.people.forms import NewAccountForm
from wangyu.institutions.people.models import Invitation, User

OWN_PROOF = "已办好。学校不能替别的单位证明身份，以后请用登录名和密码登录。"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
def accept(request: Request, token: str) -> HttpResponse:
    """What is offered, and either a new account or the account one is signed in with."""
    invitation = access.access_link(token, timezone.now())
    if request.actor.is_signed_in:
        return _accept_signed_in(request, invitation)
    form = NewAccountForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = ops.accept_with_new_account(
                actor=request.actor, now=request.arrived(), invitation=invitation,
                username=data["username"], name=data["name"], password=data["password"],
            )  # fmt: skip
        except (ops.InvitationError, ops.GrantError) as error:
            form.add_error(None, str(error))
        else:
            _sign_in(request, user)
            messages.success(request, f"账号已建立，{user.name}，欢迎加入。")
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/accept.html", {"form": form, "invitation": invitation})


def _accept_signed_in(request: Request, invitation: Invitation) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        person = access.access_self(request.actor)
        try:
            ops.accept(
                actor=request.actor, now=request.arrived(), invitation=invitation, user=person
            )
        except (ops.InvitationError, ops.GrantError) as error:
            problem = str(error)
        else:
            return taken_on(request, "已接受，新角色现在就可以使用。")
    return render(
        request, "people/accept_signed_in.html", {"invitation": invitation, "problem": problem}
    )


def taken_on(request: Request, sentence: str) -> HttpResponse:
    """A role may end the very session it was taken on in."""
    if queries.is_live(request.session.session_key or ""):
        messages.success(request, sentence)
        return redirect("people:me")
    logout(request)
    messages.success(request, OWN_PROOF)
    return redirect("account_login")


def _sign_in(request: Request, user: User) -> None:
    login(request, user, BACKEND)
    record_authentication(request, user, method="password", username=user.username)


@require_POST
def demo_sign_in(request: Request, username: str) -> HttpResponse:
    """Only in a demo, only as its personas."""
    persona = queries.find_persona(username) if settings.DEMO else None
    if persona is None:
        raise Http404
    login(request, persona, BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)
