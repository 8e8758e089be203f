"""My notices: list, bell, read, preferences."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.base.notify.forms import PreferenceForm
from wangyu.base.notify.mine import keep, mark_read
from wangyu.base.notify.models import Notification, Preference


@login_required
@require_safe
def inbox(request: Any) -> HttpResponse:
    rows = Notification.objects.filter(recipient_id=request.actor.user_id)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "notify/inbox.html", {"page": page})


@login_required
@require_safe
def bell(request: Any) -> HttpResponse:
    count = Notification.objects.filter(recipient_id=request.actor.user_id, read_at=None).count()
    return render(request, "notify/bell.html", {"count": count})


@login_required
@require_POST
def open_one(request: Any, pk: int) -> HttpResponse:
    """Mark as read and go where it points."""
    row = get_object_or_404(Notification, pk=pk, recipient_id=request.actor.user_id)
    mark_read(recipient_id=request.actor.user_id, now=timezone.now(), pk=row.pk)
    return redirect(row.url)


@login_required
@require_POST
def read_all(request: Any) -> HttpResponse:
    mark_read(recipient_id=request.actor.user_id, now=timezone.now())
    return redirect("notify:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Any) -> HttpResponse:
    row = Preference.objects.filter(pk=request.actor.user_id).first()
    form = PreferenceForm(
        request.POST or None, instance=row or Preference(pk=request.actor.user_id)
    )
    if request.method == "POST" and form.is_valid():
        keep(form.save(commit=False))
        return redirect("notify:list")
    return render(request, "notify/preferences.html", {"form": form})
