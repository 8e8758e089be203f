"""What a scheme is tried on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from wangyu.assessment.evaluation.logic.nodes import Scheme as Tree
from wangyu.assessment.evaluation.logic.reading import word
from wangyu.assessment.evaluation.models import Version

FIRST, LAST = 2000, 2100
LONGEST = 5


class TryForm(forms.Form):
    first = forms.IntegerField(label="从哪一年", min_value=FIRST, max_value=LAST)
    last = forms.IntegerField(label="到哪一年", min_value=FIRST, max_value=LAST)

    def __init__(self, *args: Any, tree: Tree, others: QuerySet[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tree = tree
        self.fields["with"] = forms.ModelChoiceField(
            label="与哪一版比较", queryset=others, required=False, empty_label="不比较"
        )
        for top in tree.tops:
            self.fields[weight_of(top.key)] = forms.FloatField(
                label=top.title, min_value=0, max_value=tree.full * 10, required=False,
                widget=_weight(top.key),
            )  # fmt: skip

    @property
    def years(self) -> list[Any]:
        return [self["first"], self["last"], self["with"]]

    @property
    def weights(self) -> list[Any]:
        return [self[weight_of(top.key)] for top in self.tree.tops]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", f"应不早于 {first} 年。")
        elif first and last and last - first >= LONGEST:
            self.add_error("last", f"一次最多试算 {LONGEST} 年。")
        if not self.errors and not any(self.points().values()):
            raise forms.ValidationError("各项的分值不能都是 0。")
        return data

    def points(self) -> dict[str, float]:
        """By field; as the scheme has it where nothing is typed."""
        found = {}
        for top in self.tree.tops:
            typed = self.cleaned_data.get(weight_of(top.key))
            found[top.key] = top.points if typed is None else float(typed)
        return found


def as_it_is(tree: Tree) -> dict[str, Any]:
    """What the fields of the points say before anybody touches them."""
    return {weight_of(top.key): word(top.points) for top in tree.tops}


def weight_of(key: str) -> str:
    return f"w_{key}"


def _weight(key: str) -> forms.NumberInput:
    return forms.NumberInput(attrs={"step": "any", "data-weight": key})
