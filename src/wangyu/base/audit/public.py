"""Sealed roots for everybody: to be kept, and held against the log later."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wangyu.base.audit import tables
from wangyu.base.audit.publishing import day_content, roots_content
from wangyu.base.audit.queries import root_of
from wangyu.base.ui.tables import export


@require_safe
def roots(request: HttpRequest) -> HttpResponse:
    table = tables.roots(request)
    if table.wants_export:
        return export(table)
    return render(request, "audit/roots.html", {"table": table})


@require_safe
def roots_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    return _download(roots_content(), "roots.json")


@require_safe
def day_json(request: HttpRequest, day: str) -> HttpResponse:  # noqa: ARG001 -- a view
    found = root_of(day)
    if found is None:
        raise Http404
    return _download(day_content(found), f"{day}.json")


def _download(content: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
