from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Field

EARLIEST = date(1800, 1, 1)
LATEST = date(2200, 12, 31)
INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d"]


class DayField(forms.DateField):
    """A day by the browser's picker, or typed as people write it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", INPUT_FORMATS)
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        widget.input_type = "date"
        errors = {"invalid": "日期读不懂,应写作 2026-03-05。"}
        super().__init__(**options | {"widget": widget, "error_messages": errors})

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError("年份不对,请核对。")
        return day


def with_day_fields(field: Field[Any, Any], **options: Any) -> forms.Field | None:
    """``formfield_callback`` of our model forms."""
    if field.get_internal_type() == "DateField":
        options.pop("widget", None)
        return DayField(
            label=field.verbose_name,
            required=not field.blank,
            help_text=options.get("help_text", ""),
        )
    if field.get_internal_type() == "TextField":
        options["widget"] = forms.Textarea(attrs={"rows": 3})
    return field.formfield(**options)
