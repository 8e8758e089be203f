"""What every page's frame needs. Computed when a template asks, so plain pages pay nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from wangyu.base.core.access import Actor
from wangyu.base.lib.ports import NavItem, navigation


@dataclass(frozen=True, slots=True)
class MenuEntry:
    label: str
    icon: str
    url: str
    current: bool


@cache
def _ordered() -> list[tuple[NavItem, str]]:
    entries = sorted(navigation.all(), key=lambda item: item.order)
    return [(item, reverse(item.url_name)) for item in entries]


def menu_for(actor: Actor, path: str) -> tuple[MenuEntry, ...]:
    """The side menu: the entry whose address is the longest beginning of ``path`` is current."""
    seen = [(item, url) for item, url in _ordered() if item.visible(actor)]
    here = max((url for _, url in seen if path.startswith(url)), key=len, default="")
    return tuple(MenuEntry(item.label, item.icon, url, url == here) for item, url in seen)


@lru_cache(maxsize=1024)
def _drawn(entries: tuple[MenuEntry, ...], sprite: str) -> SafeString:
    """Whoever has the same roles sees the same menu on the same page."""
    return render_to_string("ui/menu.html", {"menu": entries, "sprite": sprite})


def layout(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None) or Actor.anonymous()
    sprite = static("ui/vendor/icons.svg")
    return {
        "actor": actor,
        "menu": lambda: _drawn(menu_for(actor, request.path), sprite),
        "demo": settings.DEMO,
        "sprite": sprite,
    }
