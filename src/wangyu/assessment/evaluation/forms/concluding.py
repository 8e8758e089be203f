"""What is typed where a meeting decides, where a university objects, and where it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

Choices = Sequence[tuple[str, str]]
LONGEST = 4000


def _words(label: str, longest: int, *, required: bool = True, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, required=required, max_length=longest, widget=widget, **more
    )


def _grade(grades: Choices, *, required: bool = True, label: str = "等级") -> forms.ChoiceField:
    empty = "请选择" if required else "不改变"
    return forms.ChoiceField(label=label, required=required, choices=[("", empty), *grades])


class DecideForm(forms.Form):
    def __init__(self, *args: Any, grades: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"] = _grade(grades)
        self.fields["reason"] = _words(
            "理由", 1000, required=False,
            help_text="与建议不同、在边界上、一票否决，或改变已拟定的等级时要写；结论书上会写明。",
        )  # fmt: skip


class ClearForm(forms.Form):
    """Grades for those whom the numbers put clearly."""

    def __init__(self, *args: Any, grades: Choices, groups: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(group, group) for group in groups]
        self.fields["group"] = forms.ChoiceField(label="同组", choices=names)
        self.fields["proposal"] = _grade(grades, label="建议的等级")


class ObjectForm(forms.Form):
    def __init__(self, *args: Any, indicators: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [("", "对整个结论"), *indicators]
        self.fields["indicator"] = forms.ChoiceField(label="针对", required=False, choices=names)
        self.fields["words"] = _words(
            "异议", LONGEST, help_text="写明事实和依据，最好指出材料的哪一页。"
        )


class AnswerForm(forms.Form):
    def __init__(self, *args: Any, grades: Choices, leaf: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = [("", "请选择"), ("uphold", "成立"), ("dismiss", "不成立")]
        self.fields["verb"] = forms.ChoiceField(label="结论", choices=verbs)
        self.fields["words"] = _words("答复", LONGEST)
        if leaf:
            self.fields["points"] = forms.DecimalField(
                label=f"成立的，“{leaf}”改定为多少分", required=False, max_digits=12,
                decimal_places=4, help_text="不改变分数就空着。",
            )  # fmt: skip
        if grades:
            self.fields["grade"] = _grade(grades, required=False, label="成立的，等级改为")


class CorrectForm(forms.Form):
    def __init__(self, *args: Any, members: Choices, grades: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grades:
            self.fields["member"] = forms.ChoiceField(
                label="改变哪所高校的等级", required=False, choices=[("", "不改变等级"), *members]
            )
            self.fields["grade"] = _grade(grades, required=False, label="改为")
        self.fields["reason"] = _words(
            "更正的理由", 1000, help_text="会写在新的结论里，并告诉全部高校。"
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("member")) != bool(data.get("grade")):
            self.add_error("grade", "高校和等级应同时选择，或者都不选。")
        return data
