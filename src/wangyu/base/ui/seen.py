"""Two people on one record: who saves second sees what came between, and nobody's work is lost.

A form of this kind carries what its fields said when it was shown. A field that only the other
touched keeps what the other wrote; one that both touched is shown with both, to be decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms

from wangyu.base.lib.dates import show_date, show_time

NAME = "seen"


def told(stored: Mapping[str, Any]) -> str:
    """Each name and the mark of what it says now, for the page."""
    return " ".join(f"{name}={_mark(value)}" for name, value in stored.items())


def settle(
    seen: str, stored: Mapping[str, Any], typed: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """What to keep, and the names that both touched, each in a way of their own."""
    kept, contested = dict(typed), []
    for name, mark in _read(seen).items():
        if name not in typed or name not in stored or mark == _mark(stored[name]):
            continue
        mine = _mark(typed[name])
        if mine == mark:
            kept[name] = stored[name]
        elif mine != _mark(stored[name]):
            contested.append(name)
    return kept, contested


class SeenMixin(forms.BaseForm):
    """Put it before the form it is mixed into. ``initial`` is what is stored now."""

    @property
    def seen(self) -> str:
        """For the page; "" where there is nothing yet."""
        return told(self._stored()) if self.initial else ""

    def _stored(self) -> dict[str, Any]:
        return {name: self.get_initial_for_field(f, name) for name, f in self.fields.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        stored = self._stored()
        kept, contested = settle(self.data.get(NAME, ""), stored, data)
        for name in contested:
            self.add_error(name, disagrees(shown(stored[name])))
        return {name: value for name, value in kept.items() if name not in contested}


def disagrees(theirs: str) -> str:
    return f"您打开这一页以后，别人把它改成了“{theirs}”。要用您填的，再保存一次；要用现在的，请改成它。"


def _read(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(" "))
    return {name: mark for name, _, mark in pairs if mark}


def _mark(value: Any) -> str:
    return hashlib.sha256(_plain(value).encode()).hexdigest()[:12]


def _plain(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return f"{value.timestamp():.0f}"
    if isinstance(value, list | tuple):
        return "、".join(map(_plain, value))
    return str(getattr(value, "pk", value)).replace("\r\n", "\n").strip()


def shown(value: Any) -> str:
    if isinstance(value, datetime):
        return show_time(value)
    if isinstance(value, date):
        return show_date(value)
    return {"": "未填", "True": "是"}.get(_plain(value), _plain(value)[:60])
