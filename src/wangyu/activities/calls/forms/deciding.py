"""What is typed where a meeting decides, and where somebody objects."""

from __future__ import annotations

from typing import Any

from django import forms

from wangyu.activities.calls.forms.announcing import moment_field
from wangyu.activities.calls.logic.edition import Edition
from wangyu.activities.calls.queries.deciding import NONE

LONGEST = 2000
WORDS = forms.Textarea(attrs={"rows": 3})


def _awards(edition: Edition, track: str) -> list[tuple[str, str]]:
    known = [(one.key, one.title) for one in edition.awards_of(track)]
    return [("", "请选择"), *known, (NONE, "不入选")]


def _reason(label: str, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=500, widget=WORDS, **more)


class ProposeForm(forms.Form):
    def __init__(self, *args: Any, edition: Edition, track: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["award"] = forms.ChoiceField(label="拟定结果", choices=_awards(edition, track))
        self.fields["reason"] = _reason("理由", help_text="改变已拟定的结果，或与评分相反时要写。")


class PlacesForm(ProposeForm):
    first = forms.IntegerField(label="从第几位", min_value=1, max_value=100_000)
    last = forms.IntegerField(label="到第几位", min_value=1, max_value=100_000)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("first", 0) > data.get("last", 0):
            self.add_error("last", "应不小于前面的位次。")
        return data


class ReviseForm(forms.Form):
    due_at = moment_field("交修改稿的期限")
    reason = _reason("要修改什么", required=True)


class LapseForm(forms.Form):
    reason = _reason("不入选的理由", required=True)


class ObjectionForm(forms.Form):
    """Nothing is asked about who objects."""

    def __init__(self, *args: Any, works: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "对整个名单"), *((str(pk), title) for pk, title in works)]
        self.fields["entry"] = forms.ChoiceField(label="针对", required=False, choices=choices)
        self.fields["text"] = forms.CharField(
            label="异议内容", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
            help_text="写明事实和依据。不用写您是谁；平台不记录提出人。",
        )  # fmt: skip


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="答复", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    upheld = forms.ChoiceField(
        label="结论", choices=[("", "请选择"), ("no", "不成立"), ("yes", "成立")]
    )


class CodeForm(forms.Form):
    code = forms.CharField(label="查询码", max_length=40)
