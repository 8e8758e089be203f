"""What the pages of this app share."""

from __future__ import annotations

from django.utils import timezone

from wangyu.assessment.policy import forms, queries
from wangyu.base.lib.periods import Period
from wangyu.base.ui.http import Request


def chosen_period(request: Request) -> Period:
    """The period asked for, else the newest one reported."""
    return forms.read_period(request.GET, queries.default_period(timezone.localdate()))
