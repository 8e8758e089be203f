"""Every address of the platform, one line for each app."""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from allauth.urls import urlpatterns as signing_in
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

UNHURRIED = {
    "account_login", "account_reauthenticate", "account_reset_password", "account_change_password",
    "account_reset_password_from_key",
}  # fmt: skip
"""They reckon a hash or wait for a mail server, for anybody who asks: where one transaction writes
at a time, nobody else could write meanwhile. What they write is written in one piece all the same (``people.adapter``)."""


def in_one_piece(
    patterns: Sequence[URLPattern | URLResolver],
) -> Iterator[URLPattern | URLResolver]:
    """The same addresses; what is sent to them is done wholly or not at all. Ours do that in ops."""
    for one in patterns:
        if isinstance(one, URLPattern) and one.name in UNHURRIED:
            yield one
        elif isinstance(one, URLPattern):
            yield URLPattern(one.pattern, _wholly(one.callback), one.default_args, one.name)
        else:
            inside = list(in_one_piece(one.url_patterns))
            yield URLResolver(one.pattern, inside, one.default_kwargs, one.app_name, one.namespace)


def _wholly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return run


handler500 = "wangyu.base.core.views.server_error"
urlpatterns = [
    path("", include("wangyu.portal.urls")),
    path("account/email/", RedirectView.as_view(pattern_name="people:me"), name="no_email_page"),
    # Who comes in through a university has no password of ours that would outlive the way there.
    path(
        "account/password/set/",
        RedirectView.as_view(pattern_name="people:me"),
        name="no_password_page",
    ),
    path("account/", include(list(in_one_piece(signing_in)))),
    path("people/", include("wangyu.institutions.people.urls")),
    path("signin/", include("wangyu.institutions.connections.urls")),
    path("orgs/", include("wangyu.institutions.orgs.urls")),
    path("evidence/", include("wangyu.records.evidence.urls")),
    path("ledger/", include("wangyu.records.ledger.urls")),
    path("calls/", include("wangyu.activities.calls.urls")),
    path("policy/", include("wangyu.assessment.policy.urls")),
    path("evaluation/", include("wangyu.assessment.evaluation.urls")),
    path("audit/", include("wangyu.base.audit.urls")),
    path("notify/", include("wangyu.base.notify.urls")),
    path("style/", include("wangyu.base.ui.urls")),
    path("", include("wangyu.base.core.urls")),
]
