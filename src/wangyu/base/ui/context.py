"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wangyu.base.core.access import Actor
from wangyu.base.lib.ports import navigation


def layout(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None) or Actor.anonymous()

    def menu() -> list[Any]:
        entries = sorted(navigation.all(), key=lambda item: item.order)
        return [item for item in entries if item.visible(actor)]

    return {"actor": actor, "menu": menu, "demo": settings.DEMO}
