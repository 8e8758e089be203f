"""What the pages of this app share."""

from __future__ import annotations

from django.utils import timezone

from wangyu.assessment.policy import forms, queries
from wangyu.base.lib.periods import Period
from wangyu.base.ui.http import Request


def chosen_period(request: Request) -> tuple[Period, list[Period]]:
    """The period asked for (else the newest one reported), and those to choose from."""
    known = queries.periods(timezone.localdate())
    period = forms.read_period(request.GET, known.usual)
    return period, known.offered if period in known.offered else [*known.offered, period]
