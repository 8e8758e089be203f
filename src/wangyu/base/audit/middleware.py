"""Every list or paper that somebody signed in takes away is a row of the log, whatever page it is from.

Written before it is sent: what cannot be logged is not given. Which page it was is kept by its name
and by the numbers in its address, never by what somebody typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from wangyu.base.audit.reads import note_export
from wangyu.base.ui.http import Request
from wangyu.base.ui.taking import Taken, taken_by

OURS = re.compile(r"[a-z_.]{1,40}")
"""A word of our own in an address: a verb, a kind. Keys of links and codes of works look otherwise."""


class TakenMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        taken, asked = taken_by(response), cast("Request", request)
        page = asked.resolver_match
        if taken and page and asked.method != "HEAD" and asked.actor.is_signed_in:
            _note(asked, page, taken)
        return response


def _note(request: Request, page: ResolverMatch, taken: Taken) -> None:
    actor = request.actor
    rows = {} if taken.rows is None else {"rows": taken.rows}
    note_export(
        f"{page.namespace}.{page.url_name}.export", f"导出“{taken.title}”", actor=actor,
        now=request.arrived(), org_path=min((held.path for held in actor.held), key=len, default=""),
        **{key: value for key, value in page.kwargs.items() if _is_ours(value)}, **rows,
    )  # fmt: skip


def _is_ours(value: object) -> bool:
    return isinstance(value, int) or bool(OURS.fullmatch(str(value)))
