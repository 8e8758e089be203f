"""Turning what is typed into the ledger's types."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from wangyu.base.ui.seen import SeenMixin
from wangyu.records.ledger.ops import WindowFacts


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class WindowForm(SeenMixin, forms.Form):
    title = forms.CharField(label="名称", max_length=80)
    kind = forms.ChoiceField(label="周期类型", choices=[("Y", "自然年"), ("A", "学年")])
    year = forms.IntegerField(
        label="年份",
        min_value=2000,
        max_value=2100,
        help_text="学年填起始年份，如 2025 表示 2025—2026 学年。",
    )
    due_at = forms.DateTimeField(
        label="截止时间", widget=MomentInput(), help_text="北京时间；截止那一分钟内提交仍算按时。"
    )
    grace_minutes = forms.IntegerField(
        label="宽限（分钟）",
        min_value=0,
        max_value=10080,
        initial=0,
        help_text="截止后这段时间内提交不记逾期。",
    )
    note = forms.CharField(
        label="填报说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def facts(self, now: datetime) -> WindowFacts:
        """A window is open from the moment somebody opens it; until then it begins now."""
        data: dict[str, Any] = self.cleaned_data
        return WindowFacts(
            title=data["title"],
            period_key=f"{data['kind']}{data['year']}",
            opens_at=now,
            due_at=data["due_at"],
            grace_minutes=data["grace_minutes"],
            note=data["note"],
        )


class UntilForm(forms.Form):
    """A later deadline, and why."""

    due_at = forms.DateTimeField(label="新的截止时间", widget=MomentInput())
    reason = forms.CharField(label="理由", max_length=300)


class DeadlineForm(UntilForm):
    city = forms.ChoiceField(label="范围", required=False)
    field_order = ("due_at", "city", "reason")

    def __init__(self, *args: Any, cities: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "全部学校"), *((city, city) for city in cities)]
        self.fields["city"] = forms.ChoiceField(label="范围", required=False, choices=choices)
        self.order_fields(self.field_order)


class WorkbookForm(forms.Form):
    file = forms.FileField(label="工作簿", help_text="xlsx、xls 或 csv；可以是去年的、调过列序的。")


class CorrectionForm(forms.Form):
    raw = forms.CharField(
        label="更正为", max_length=1000, required=False, help_text="留空表示更正为“未填”。"
    )
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="答复",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不采纳时必须写明理由。",
    )
