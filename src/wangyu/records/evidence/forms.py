from __future__ import annotations

from django import forms

from wangyu.base.ui.seen import SeenMixin
from wangyu.records.evidence.models import Classification
from wangyu.records.evidence.ops import Facts


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FactsForm(SeenMixin, forms.Form):
    title = forms.CharField(label="名称", max_length=120)
    classification = forms.ChoiceField(
        label="密级",
        choices=Classification.choices,
        help_text="敏感材料只有本单位与省中心工作人员能看，每次查看都记入审计。",
    )
    issued_on = forms.DateField(label="材料日期", required=False, widget=DayInput())
    expires_on = forms.DateField(label="有效期至", required=False, widget=DayInput())

    def facts(self) -> Facts:
        return Facts(**self.cleaned_data)
