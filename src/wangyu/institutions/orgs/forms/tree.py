from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from wangyu.base.ui.seen import SeenMixin
from wangyu.institutions.orgs.forms.base import DayField, PlainForm, explain, field_of
from wangyu.institutions.orgs.forms.pick import OrganisationField
from wangyu.institutions.orgs.models import Level, Organisation, Ownership, University


class DetailsForm(SeenMixin, forms.ModelForm[Organisation]):
    class Meta:
        model = Organisation
        formfield_callback = field_of
        fields = ["short_name", "established_on", "document_no", "duties"]
        help_texts = {
            "established_on": "院系填写网络思想政治工作室的成立日期；还没有成立的留空。",
            "document_no": "例如：云大党发〔2024〕12号",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            explain(field)

    def clean_duties(self) -> str:
        duties: str = self.cleaned_data["duties"]
        if len(duties) > 2000:  # noqa: PLR2004 -- said in the sentence
            raise forms.ValidationError("岗位职责请控制在 2000 字以内。")
        return duties


class UnitForm(DetailsForm):
    """A new department or class."""

    name = forms.CharField(label="名称", max_length=80)
    field_order = ["name"]


class RosterEntryForm(SeenMixin, forms.ModelForm[University]):
    """What the roster says of a university."""

    level = forms.ChoiceField(label="层次", choices=Level.choices)
    ownership = forms.ChoiceField(label="办学性质", choices=Ownership.choices, required=False)
    code = forms.CharField(
        label="学校标识码",
        required=False,
        max_length=10,
        validators=[RegexValidator(r"^[0-9]{10}$", "标识码应是 10 位数字。")],
        help_text="10 位数字；还没有或不确定时留空。",
    )

    class Meta:
        model = University
        fields = [
            "code",
            "former_name",
            "authority",
            "city",
            "level",
            "ownership",
            "source",
            "check_note",
        ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            explain(field)

    def validate_unique(self) -> None:
        """The op says whose code it is."""


class UniversityForm(RosterEntryForm):
    name = forms.CharField(label="学校名称", max_length=80)
    field_order = ["name"]


class RenameForm(SeenMixin, PlainForm):
    name = forms.CharField(label="新名称", max_length=80)
    since = DayField(
        label="更名日期", required=False, help_text="留空即今天。旧名称会保留在变更记录里。"
    )
    reason = forms.CharField(label="更名原因或批文", max_length=200, required=False)


class CloseForm(PlainForm):
    on = DayField(label="撤销日期")
    reason = forms.CharField(label="原因", max_length=200)


class ReopenForm(PlainForm):
    reason = forms.CharField(label="恢复的原因", max_length=200)


class MoveForm(PlainForm):
    parent = OrganisationField(label="划归到", help_text="输入名称的一部分，从提示中选择。")

    def __init__(self, *args: Any, destinations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("OrganisationField", self.fields["parent"]).offer(destinations)
