"""Sending a browser away and taking it back: what the session remembers in between."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from wangyu.base.ui.http import Request
from wangyu.institutions.connections import queries
from wangyu.institutions.connections.kinds import ArrivalError
from wangyu.institutions.connections.logic.begun import MINUTES, Begun, remember, take
from wangyu.institutions.connections.models import Connection

BEGUN = "connections.begun"
ARRIVED = "connections.arrived"
CHANGED = "您登录的这会儿，学校改了这个登录方式的设置。请回到登录页重新开始。"
STRANGE = f"这次登录不是从这个浏览器开始的，或已超过 {MINUTES} 分钟。请回到登录页重新开始。"


def depart(request: Request, connection: Connection, *, trial: bool = False) -> HttpResponse:
    """Off to the organisation's sign-in service, with what must come back kept here."""
    begun = Begun(
        connection.pk, secrets.token_urlsafe(24), secrets.token_urlsafe(24),
        secrets.token_urlsafe(48), timezone.now().timestamp(), _safe(request), trial,
    )  # fmt: skip
    try:
        leaving = queries.kind_of(connection).start(queries.place_of(connection), begun)
    except ArrivalError as error:
        return failed(request, str(error), connection, to=begun.next)
    kept = remember(request.session.get(BEGUN, {}), begun)
    kept[begun.state]["sent"] = leaving.sent
    request.session[BEGUN] = kept
    return HttpResponseRedirect(leaving.url)


def _safe(request: Request) -> str:
    """Where to go afterwards: only within this site."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def taken_back(request: Request, connection_id: int, state: str) -> Begun | None:
    """What was sent with a state, once; None for one not begun here."""
    found, rest = take(request.session.get(BEGUN, {}), state, timezone.now().timestamp())
    if found is not None:
        request.session[BEGUN] = rest
    return found if found is not None and found.connection == connection_id else None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody the other side has named and whom nobody here is bound to yet."""

    connection: int
    fingerprint: str
    name: str
    mail: str
    at: float
    next: str = ""
    seen: float = 0
    """When the settings were made by which the other side was believed."""


def arrived(request: Request) -> Arrived | None:
    kept: Mapping[str, Any] | None = request.session.get(ARRIVED)
    if not kept or timezone.now().timestamp() - float(kept["at"]) > MINUTES * 60:
        return None
    return Arrived(**kept)


def failed(
    request: Request, sentence: str, connection: Connection | None = None, status: int = 400,
    remedy: str | None = None, to: str = "",
) -> HttpResponse:  # fmt: skip
    """``remedy`` is for the officer who tries the connection; None for everybody else.

    ``to`` is where somebody was going, with what they had typed there: by another way they get there.
    """
    onward = f"?{urlencode({'next': to})}" if to else ""
    context = {"sentence": sentence, "connection": connection, "remedy": remedy, "onward": onward}
    return render(request, "connections/failed.html", context, status=status)
