"""What is typed about pairs and mutual checks."""

from __future__ import annotations

from typing import Any

from django import forms

from wangyu.assessment.evaluation.forms.cycles import moment_field, whole_field
from wangyu.assessment.evaluation.logic.pairing.problem import RULES
from wangyu.assessment.evaluation.logic.standins import StandIn
from wangyu.assessment.evaluation.ops.pairs import Chosen
from wangyu.assessment.evaluation.queries.checks import RULE_NAMES

MOST_SEED = 999_999


class ProposalForm(forms.Form):
    """Another proposal: by another seed, or with a rule given up."""

    seed = whole_field(
        "种子", MOST_SEED, least=1, required=False, help_text="同一个种子得出同样的配对。"
    )
    without = forms.MultipleChoiceField(
        label="放宽哪一条", choices=list(RULE_NAMES.items()), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="排不出来时才用；放宽了哪一条会记下来。",
    )  # fmt: skip

    def chosen(self) -> tuple[int, list[str]]:
        """The seed, and the rules that hold."""
        data = self.cleaned_data if self.is_valid() else {}
        given_up = data.get("without") or []
        return data.get("seed") or 1, [rule for rule in RULES if rule not in given_up]


class TakeForm(ProposalForm):
    due_at = moment_field("互查截止时间", help_text="北京时间。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("seed", "without"):
            self.fields[name].widget = self.fields[name].hidden_widget()

    def proposal(self) -> Chosen:
        seed, rules = self.chosen()
        return Chosen(seed, self.cleaned_data["due_at"], rules)


class ReplaceForm(forms.Form):
    """Who checks instead, and why."""

    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, stand_ins: list[StandIn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checker"] = forms.ChoiceField(
            label="改由哪所高校查", choices=[(one.id, _told(one)) for one in stand_ins],
            help_text="按规则可以查的，查得少的、同组的在前；其他各对都不动。",
        )  # fmt: skip
        self.order_fields(("checker", "reason"))


def _told(one: StandIn) -> str:
    return f"{one.id}（现查 {one.load} 所，{'同组' if one.same_group else '不同组'}）"
