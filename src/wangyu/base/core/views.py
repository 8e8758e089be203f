"""Progress of long work, and the health page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wangyu.base.core.jobs import access_job, visible_jobs


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
    return HttpResponse("ok\n", content_type="text/plain")
