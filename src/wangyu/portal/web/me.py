"""The work desk: what to do today, by when, how long it takes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangyu.base.ui.http import Request
from wangyu.portal.agenda import arrange, collect


@login_required
@require_safe
def desk(request: Request) -> HttpResponse:
    now = timezone.now()
    items = collect(request.actor, now)
    shown = {
        "groups": arrange(items, now),
        "count": len(items),
        "minutes": sum(item.minutes or 0 for item in items),
        "today": timezone.localdate(),
    }
    return render(request, "portal/desk.html", shown)
