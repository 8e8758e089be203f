"""What is typed about visits."""

from __future__ import annotations

from typing import Any

from django import forms

from wangyu.assessment.evaluation.models import Member, Visit
from wangyu.base.ui.seen import SeenMixin
from wangyu.institutions.people.models import User


class PlanForm(SeenMixin, forms.Form):
    """When, and by whom."""

    planned_on = forms.DateField(
        label="计划日期", required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, visit: Visit, able: list[User], **kwargs: Any) -> None:
        named = [str(pk) for pk in visit.inspectors.values_list("user_id", flat=True)]
        kwargs["initial"] = {"planned_on": visit.planned_on, "inspectors": named}
        super().__init__(*args, **kwargs)
        self.fields["inspectors"] = forms.MultipleChoiceField(
            label="抽查人员", choices=[(str(one.pk), one.name) for one in able],
            widget=forms.CheckboxSelectMultiple,
            help_text="省中心工作人员和评审专家；在这所高校任职的不在其中。会通知本人和学校。",
        )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"planned_on": data["planned_on"], "inspectors": [int(one) for one in data["inspectors"]]}  # fmt: skip


class AddForm(forms.Form):
    """A re-check of a university that was not drawn."""

    reason = forms.CharField(label="理由", max_length=180, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = {str(one.pk): one for one in members}
        names = [(key, one.organisation.name) for key, one in self._members.items()]
        self.fields["member"] = forms.ChoiceField(label="加查哪所高校", choices=names)
        self.order_fields(("member", "reason"))

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"member": self._members[data["member"]], "reason": data["reason"]}
