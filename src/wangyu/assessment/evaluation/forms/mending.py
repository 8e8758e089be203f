"""What is typed about a problem."""

from __future__ import annotations

from typing import Any

from django import forms

from wangyu.assessment.evaluation.logic.scheme import Scheme
from wangyu.assessment.evaluation.ops.mending import Plan
from wangyu.base.ui.seen import SeenMixin


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def long_field(label: str, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class ProblemForm(forms.Form):
    """A problem the province names."""

    words = long_field("问题", 1000, help_text="写明看到了什么、哪里不符合。")
    due_on = forms.DateField(label="建议的整改期限", required=False, widget=DayInput())

    def __init__(self, *args: Any, tree: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "不针对某一项"), *((leaf.key, leaf.title) for leaf in tree.leaves)]
        self.fields["indicator"] = forms.ChoiceField(
            label="针对的指标", choices=choices, required=False
        )
        self.order_fields(["indicator", "words", "due_on"])


class PlanForm(SeenMixin, forms.Form):
    measure = long_field("整改措施", 2000)
    responsible = forms.CharField(label="责任人", max_length=60)
    due_on = forms.DateField(label="整改期限", widget=DayInput())

    def plan(self) -> Plan:
        return Plan(
            **{name: self.cleaned_data[name] for name in ("measure", "responsible", "due_on")}
        )


class OutcomeForm(forms.Form):
    outcome = long_field("整改结果", 2000, help_text="材料请先附在下面的“佐证”里。")
