"""A page around a large part that was drawn before: the part is neither drawn, decoded nor copied again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

HERE = mark_safe("<!-- kept part -->")
PLACE = HERE.encode()


def render_around(
    request: HttpRequest, template: str, context: Mapping[str, Any], part: bytes
) -> HttpResponse:
    """The template as it stands, with ``part`` (HTML drawn before, UTF-8) where it says ``body``."""
    page = render_to_string(template, {**context, "body": HERE}, request).encode()
    before, _, after = page.partition(PLACE)
    return HttpResponse(b"".join((before, part, after)))
