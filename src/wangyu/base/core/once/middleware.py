"""Forms with a key: done once; and given back when they come too late to be let in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wangyu.base.core import once
from wangyu.base.core.once.again import give_back

DONE_BEFORE = "这次提交刚才已经办好，没有重复办理。"
TURNS, PAUSE = 20, 0.05
"""How long a repetition waits to learn where its twin, still under way, was led."""


class OnceMiddleware:
    """Stands last: whoever comes here has passed every other door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        claim = once.Claim()
        vars(request)["claim"] = claim
        with once.sending(claim):
            response = self.get_response(request)
        if not claim.digest or response.status_code >= 400:  # noqa: PLR2004 -- not done, or it shows
            return response
        if claim.held:
            if (place := _place(response)) != claim.place:
                once.remember(claim.digest, place)
        elif once.is_done(claim.digest):
            return _answer(request, claim.digest)  # its twin was quicker
        elif _is_sent_away(response):
            return give_back(request, response)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: Any,  # noqa: ARG002 -- Django's signature
        kwargs: Any,  # noqa: ARG002 -- Django's signature
    ) -> HttpResponse | None:
        if request.method != "POST" or once.FIELD not in request.POST:
            return None
        if vars(view).get("repeatable"):
            return None
        claim: once.Claim = vars(request)["claim"]
        whose = vars(request)["actor"].user_id
        claim.digest = once.digest_of(whose, request.path, request.POST, request.FILES)
        now, done, claim.drafted = once.look(claim.digest, whose, request.path)
        vars(request)["arrived"].told(now)
        return _answer(request, claim.digest) if done else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, once.RepeatedError):
            return _answer(request, vars(request)["claim"].digest)
        return None


def _is_sent_away(response: HttpResponse) -> bool:
    """To the sign-in page."""
    place = response.headers.get("Location", "")
    return urlsplit(place).path == reverse("account_login")


def _place(response: HttpResponse) -> str:
    said = response.headers.get("Location") or response.headers.get("X-Next")
    return said or vars(response).get("instead", "")


def _answer(request: HttpRequest, digest: str) -> HttpResponse:
    """The way to what was done, in the manner in which it was asked for."""
    place = _wait_for_place(digest) or _origin(request)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    messages.info(request, DONE_BEFORE)
    if "X-Upload" in request.headers:
        return HttpResponse(status=204, headers={"X-Next": place})
    return redirect(place)


def _wait_for_place(digest: str) -> str:
    for _ in range(TURNS):
        if place := once.place_of(digest):
            return place
        time.sleep(PAUSE)
    return ""


def _origin(request: HttpRequest) -> str:
    """The page the form stood on."""
    said = urlsplit(request.headers.get("Referer", ""))
    return said.path if said.netloc == request.get_host() else "/"
