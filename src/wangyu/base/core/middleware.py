"""Headers of every response, and refusals shown as pages."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string

from wangyu.base.core.access import Refused
from wangyu.base.core.clock import WAITED, Arrival, seconds_waited
from wangyu.base.core.drain import is_draining
from wangyu.base.core.space import PAUSE, space
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.lib.packs import PackError

security = logging.getLogger("wangyu.security")
Next = Callable[[HttpRequest], HttpResponse]
READS = {"GET", "HEAD", "OPTIONS"}
METHODS = sorted(READS | {"POST", "PATCH", "DELETE"})
"""All that any page or protocol of ours speaks; TRACE, for one, would echo what a browser hides."""
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class ArrivalMiddleware:
    """``request.arrived()``: first in line, before anything of the body is read; see ``clock``."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get(WAITED, "") if settings.PROXY_TELLS_WAIT else ""
        vars(request)["arrived"] = Arrival(seconds_waited(told))
        return self.get_response(request)


class DrainMiddleware:
    """While the server leaves, reads are sent elsewhere; see ``drain``."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READS and is_draining() and not request.path.startswith("/healthz"):
            return HttpResponse("leaving\n", "text/plain", 503, headers={"Retry-After": "1"})
        return self.get_response(request)


class ReadOnlyMiddleware:
    """While storage is short, nothing is written and everything can be read; see ``space``."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READS and space.is_read_only():
            return read_only()
        return self.get_response(request)


def read_only() -> HttpResponse:
    """One sentence, and when to try again. It touches neither session nor database."""
    page = HttpResponse(render_to_string("503.html", {"full": True}), status=503)
    page.headers["Retry-After"] = str(PAUSE)
    return page


class HeadersMiddleware:
    """A content policy without inline script or style, on every response, files and errors too.

    What somebody signed in gets is kept in no browser and no proxy, unless the view says otherwise.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in METHODS
        response = self.get_response(request) if known else HttpResponseNotAllowed(METHODS)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        if settings.SESSION_COOKIE_NAME in request.COOKIES | response.cookies:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class TextMiddleware:
    """A NUL byte in the path, the query or a form gets a 400 page: no database takes it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or _holds_nul(request.GET) or _holds_nul(request.POST):
            return render(request, "400.html", status=400)
        return self.get_response(request)


def _holds_nul(given: QueryDict) -> bool:
    return any("\x00" in text for key, values in given.lists() for text in (key, *values))


def _asked(request: HttpRequest) -> str:
    place = request.resolver_match.view_name if request.resolver_match else "nowhere"
    actor = getattr(request, "actor", None)
    who = f"account {actor.user_id}" if actor is not None and actor.is_signed_in else "nobody"
    return f"{who}, {request.method} {place}"


class RefusalMiddleware:
    """Refusals, illegal moves and a broken policy pack become a page with the reason.

    Whom what was refused is also a line in the log of the server, by number and name of the address,
    never with what was asked for. ASVS 5.0 16.3.2.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            security.warning("refused: %s", _asked(request))
            return render(request, "ui/refused.html", {"reason": error.reason}, status=403)
        if isinstance(error, IllegalMoveError):
            return render(request, "ui/refused.html", {"reason": str(error)}, status=409)
        if isinstance(error, PackError):
            reason = f"{error}。请系统管理员改正后重新启动；其他页面不受影响。"
            return render(request, "ui/refused.html", {"reason": reason}, status=503)
        return None
