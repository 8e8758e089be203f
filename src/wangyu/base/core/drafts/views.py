"""The browser keeps a draft here, and asks for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangyu.base.core import drafts
from wangyu.base.core.once import is_key_done

PLACE, KEY = 300, 60


@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: Any) -> HttpResponse:
    """403 for who is not signed in: the script says so, what was typed stays in the browser."""
    if not request.actor.is_signed_in:
        return HttpResponse(status=403)
    given = request.POST if request.method == "POST" else request.GET
    place, key = given.get("place", "")[:PLACE], given.get("key", "")[:KEY]
    if request.method == "POST":
        return _keep(request, place, key)
    return _give(request, place, key)


def _give(request: Any, place: str, key: str) -> HttpResponse:
    owner = request.actor.user_id
    found = drafts.find(owner, place)
    shown = {"fields": found.fields, "at": found.at.isoformat()} if found else {}
    return JsonResponse({"done": is_key_done(owner, place, key)} | shown)


def _keep(request: Any, place: str, key: str) -> HttpResponse:
    owner, written = request.actor.user_id, request.POST.get("fields", "")
    if not written:
        drafts.drop(owner, place)
        return HttpResponse(status=204)
    fields = drafts.read_fields(written)
    if fields is None:
        return HttpResponse(status=400)
    now = request.arrived()
    drafts.keep(owner, place, key, fields, now)
    return JsonResponse({"at": now.isoformat()})
