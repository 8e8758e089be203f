"""``/demo/``: everyone of the demo province, one button each. Elsewhere there is no such page."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangyu.base.ui.http import Request
from wangyu.institutions.people.queries import Persona, demo_personas
from wangyu.portal.demo import tour

FIRST = 2
"""How many universities are shown open; the others are found by their name."""


@never_cache
@require_safe
def personas(request: Request) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    everyone = demo_personas(on=timezone.localdate())
    groups = [(name, list(people)) for name, people in groupby(everyone, _home)]
    shown = {
        "groups": groups[: 1 + FIRST],
        "others": groups[1 + FIRST :],
        "stops": tour.stops(everyone),
    }
    return render(request, "portal/demo.html", shown)


def _home(persona: Persona) -> str:
    return persona.university or persona.organisation
