"""The draft of a form is gone when the form is done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from wangyu.base.core import drafts, once


class DraftMiddleware:
    """Stands around ``OnceMiddleware``, which knows whether anything was done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        claim: once.Claim = vars(request).get("claim", once.Claim())
        if claim.held and claim.drafted:
            drafts.finish(vars(request)["actor"].user_id, request.path)
        return response
