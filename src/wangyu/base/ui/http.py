"""The request as our views see it."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wangyu.base.core.access import Actor


class Request(HttpRequest):
    """A request that has passed the middleware of people."""

    actor: Actor
    arrived: Callable[[], datetime]
    """When its first byte came, by the database's clock: the ``now`` of every op it leads to."""


def onward(request: Request, url: str) -> HttpResponse:
    """Where to go after an upload: told to the script that sent it, or as a redirect to a form."""
    if "X-Upload" in request.headers:
        return HttpResponse(status=204, headers={"X-Next": url})
    return redirect(url)
