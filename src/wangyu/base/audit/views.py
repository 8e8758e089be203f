"""The log, and what was done to one object."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangyu.base.audit import access, tables
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import export


@login_required
@require_safe
def entries(request: Request) -> HttpResponse:
    table = tables.entries(request, access.access_entries(request.actor), timezone.now())
    if table.wants_export:
        return export(table)
    return render(request, "audit/list.html", {"table": table})


@login_required
@require_safe
def history(request: Request, kind: str, pk: int) -> HttpResponse:
    table = tables.history(request, access.access_history(request.actor, kind, pk))
    if table.wants_export:
        return export(table)
    return render(request, "audit/history.html", {"table": table})
