"""The log, and what was done to one object."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangyu.base.audit import access, tables
from wangyu.base.audit.reads import note_read
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import export


@login_required
@require_safe
def entries(request: Request) -> HttpResponse:
    now = timezone.now()
    table = tables.entries(request, access.access_entries(request.actor), now)
    if table.wants_export:
        return export(table)
    note_read("audit.log.read", "查看审计日志", actor=request.actor, now=now)
    return render(request, "audit/list.html", {"table": table})


@login_required
@require_safe
def history(request: Request, kind: str, pk: int) -> HttpResponse:
    rows = access.access_history(request.actor, kind, pk)
    table = tables.history(request, rows)
    if table.wants_export:
        return export(table)
    return render(request, "audit/history.html", {"table": table})
