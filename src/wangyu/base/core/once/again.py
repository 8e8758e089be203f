"""A form that came too late, its session or its token gone, is given back to whoever filled it in.

Nothing is kept for it here: what was typed stands in the page, to be sent again after signing in.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wangyu.base.core import once

LONG = 200
"""What is longer than this in one line was not typed by a person."""


def give_back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Instead of the way to the sign-in page, for a page that was filled in by a person."""
    if "HX-Request" in request.headers or "X-Upload" in request.headers:
        return response
    return _page(request, login=response.headers["Location"].partition("?")[0])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Only a form we made out to this very person is given back; any other was made elsewhere."""
    actor = vars(request).get("actor")
    key = request.POST.get(once.FIELD, "")
    if actor is not None and actor.is_signed_in and once.is_of(key, actor.user_id):
        return _page(request, login="")
    return render(request, "403_csrf.html", status=403)


def _page(request: HttpRequest, login: str) -> HttpResponse:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {once.CSRF, once.FIELD} and "password" not in name
    ]
    shown = {
        "fields": fields, "login": login, "files": bool(request.FILES),
        "key": request.POST.get(once.FIELD, ""),
        "typed": [v for _, v in fields if v and ("\n" in v or len(v) <= LONG)],
    }  # fmt: skip
    return render(request, "core/again.html", shown, status=403)
