"""The front door, and search for everybody."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wangyu.base.core import search
from wangyu.base.ui.http import Request

PER_PAGE = 20


@require_safe
def home(request: Request) -> HttpResponse:
    if request.actor.is_signed_in:
        return redirect("portal:desk")
    return render(request, "portal/home.html")


@require_safe
def find(request: Request) -> HttpResponse:
    """Search over what this person may see. Odd input finds nothing, and says so."""
    text = request.GET.get("q", "").strip()[: search.LONGEST_QUERY]
    page = _page(request.GET.get("page", "1"))
    results = search.find(request.actor, text, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    shown = {
        "text": text,
        "words": [word for word in re.split(r"\s+", text) if word],
        "results": results,
        "page": page,
        "has_next": results.total > page * PER_PAGE,
    }
    return render(request, "portal/search.html", shown)


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:4]) < 50 else 1  # noqa: PLR2004 -- 1 000 hits
