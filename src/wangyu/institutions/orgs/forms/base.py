from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Field

EARLIEST = date(1800, 1, 1)
LATEST = date(2200, 12, 31)
INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d"]


SENTENCES = {
    "required": "请填写这一项。",
    "min_value": "不能小于 %(limit_value)s。",
    "max_value": "不能大于 %(limit_value)s。",
    "max_digits": "数字太大，请核对单位和位数。",
    "max_whole_digits": "数字太大，请核对单位和位数。",
    "max_decimal_places": "最多保留 %(max)s 位小数。",
    "max_length": "请控制在 %(limit_value)s 字以内，现在是 %(show_value)s 字。",
    "null_characters_not_allowed": "含有看不见的特殊字符，请重新输入。",
}
"""What a form says, by the code of what is wrong."""


def explain(field: forms.Field) -> forms.Field:
    """Sentences of ours in place of Django's."""
    field.error_messages |= SENTENCES
    if isinstance(field, forms.ChoiceField):
        field.error_messages["invalid_choice"] = "请从列表中选择。"
    if isinstance(field, forms.IntegerField):
        whole = not isinstance(field, forms.DecimalField)
        field.error_messages["invalid"] = "请填写整数。" if whole else "请填写数字，例如 80.5。"
    if isinstance(field, forms.FileField):
        field.error_messages |= {"required": "请先选择文件。", "empty": "文件是空的。"}
    if isinstance(field, forms.EmailField):
        field.error_messages["invalid"] = "邮箱写法不对，例如 name@example.cn。"
    return field


class PlainForm(forms.Form):
    """A form whose fields explain themselves."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            explain(field)


class DayField(forms.DateField):
    """A day by the browser's picker, or typed as people write it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", INPUT_FORMATS)
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        widget.input_type = "date"
        errors = {"invalid": "日期读不懂，应写作 2026-03-05。"}
        super().__init__(**options | {"widget": widget, "error_messages": errors})

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError("年份不对，请核对。")
        return day


def field_of(field: Field[Any, Any], **options: Any) -> forms.Field | None:
    """``formfield_callback`` of our model forms."""
    if field.get_internal_type() == "DateField":
        options.pop("widget", None)
        return explain(
            DayField(
                label=field.verbose_name,
                required=not field.blank,
                help_text=options.get("help_text", ""),
            )
        )
    if field.get_internal_type() == "TextField":
        options["widget"] = forms.Textarea(attrs={"rows": 3})
    made = field.formfield(**options)
    return explain(made) if made else None
