"""Two people on one record: who saves second sees what came between, and nobody's work is lost.

A form of this kind carries what its fields said when it was shown. A field that only the other
touched keeps what the other wrote; one that both touched is shown with both, to be decided.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms

from wangyu.base.lib.dates import show_date, show_time

NAME = "seen"


class SeenMixin(forms.BaseForm):
    """Put it before the form it is mixed into. ``initial`` is what is stored now."""

    @property
    def seen(self) -> str:
        """Field and the mark of what it says now, for the page; "" where there is nothing yet."""
        if not self.initial:
            return ""
        return " ".join(f"{name}={_mark(self._stored(name))}" for name in self.fields)

    def _stored(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, mark in _read(self.data.get(NAME, "")).items():
            if name in data and mark != _mark(self._stored(name)):
                self._settle(name, mark, data)
        return data

    def _settle(self, name: str, mark: str, data: dict[str, Any]) -> None:
        stored = self._stored(name)
        typed = _mark(data[name])
        if typed == mark:
            data[name] = stored
        elif typed != _mark(stored):
            told = f"您打开这一页以后，别人把它改成了“{_shown(stored)}”。要用您填的，再保存一次；要用现在的，请改成它。"
            self.add_error(name, told)


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
    return str(getattr(value, "pk", value)).replace("\r\n", "\n").strip()


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return show_time(value)
    if isinstance(value, date):
        return show_date(value)
    return {"": "未填", "True": "是"}.get(_plain(value), _plain(value)[:60])
