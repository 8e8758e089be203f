"""Progress of long work, and whether the platform is well."""

from __future__ import annotations

import sys
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangyu.base.core import health as wellness
from wangyu.base.core.access import Actor
from wangyu.base.core.jobs import access_job, visible_jobs
from wangyu.base.core.middleware import read_only
from wangyu.base.core.ready import unready
from wangyu.base.core.space import PAUSE, is_full, space

PLAIN = "text/plain; charset=utf-8"


def server_error(request: HttpRequest) -> HttpResponse:
    """The last answer. Want of room and a silent database are no faults of the program.

    What the session was to note of a request that failed is not kept: nobody is signed in by one.
    """
    error = sys.exc_info()[1]
    if session := vars(request).get("session"):
        session.modified = False
    if is_full(error):
        space.note_failure()
        return read_only()
    if isinstance(error, OperationalError | InterfaceError):
        page = HttpResponse(render_to_string("503.html"), status=503)
        page.headers["Retry-After"] = str(PAUSE)
        return page
    return HttpResponse(render_to_string("500.html"), status=500)


@login_required
@require_safe
def job(request: Any, job_id: int) -> HttpResponse:
    found = access_job(request.actor, job_id)
    template = "core/job_state.html" if "HX-Request" in request.headers else "core/job.html"
    return render(request, template, {"job": found})


@login_required
@require_safe
def jobs(request: Any) -> HttpResponse:
    return render(request, "core/jobs.html", {"jobs": visible_jobs(request.actor)[:100]})


@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", PLAIN)


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """Whether the process answers at all: for who restarts it."""
    return HttpResponse("ok\n", PLAIN)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """Whether to send it visitors: for the proxy."""
    reason = unready()
    return HttpResponse(f"{reason or 'ok'}\n", PLAIN, 503 if reason else 200)


@never_cache
@require_safe
def status(request: Any) -> HttpResponse:
    """The same for everybody: it reads no session, so it answers when the database does not."""
    now = timezone.now()
    request.actor = Actor.anonymous()
    lines = wellness.lines(now)
    shown = {"lines": lines, "worst": wellness.worst(lines), "now": now}
    return render(request, "core/status.html", shown | {"messages": ()})


@never_cache
@require_safe
def status_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """For a monitor: 503 when something is broken."""
    lines = wellness.lines(timezone.now())
    worst = wellness.worst(lines)
    shown = [{"label": x.label, "tone": x.tone, "text": x.text} for x in lines]
    code = 503 if worst == "bad" else 200
    return JsonResponse({"tone": worst, "lines": shown}, status=code)
