from __future__ import annotations

from functools import cache
from typing import Any

from django import forms

from wangyu.base.ui.seen import SeenMixin
from wangyu.institutions.orgs.forms.base import DayField, PlainForm, field_of
from wangyu.institutions.orgs.models import OrgFact

FIELDS: dict[str, list[str]] = {
    "leading_group": ["name", "established_on", "document_no", "duties"],
    "group_member": ["role", "name", "department", "title", "is_school_leader", "since"],
    "meeting": ["held_on", "topics", "attendees", "summary"],
    "office": ["name", "since", "staffing", "head", "phone", "duties"],
    "appointment": ["title", "person_name", "full_time", "since", "duties"],
    "room": ["name", "address", "area_m2", "use", "tenure", "independent", "since"],
    "budget": ["year", "level", "allocated", "received", "spent"],
}
HELP: dict[str, str] = {
    "document_no": "例如：云大党发〔2024〕12号",
    "department": "例如：党委宣传部、学生工作部、研究生院、马克思主义学院、团委",
    "is_school_leader": "组长应由校领导担任（第 7 条）。",
    "person_name": "可以不填：只统计岗位，不要求上报姓名。",
    "full_time": "按学生人数比例配备的是校级专职人员（第 8 条）。",
    "area_m2": "使用面积，单位平方米；不知道时留空，不要填 0。",
    "independent": "院系工作室原则上应有相对独立的办公区域（第 9 条）。",
    "allocated": "单位：元。没有安排填 0，不知道留空。",
    "received": "单位：元。",
    "spent": "单位：元。",
    "summary": "纪要原件可在登记后作为佐证材料附上。",
}


class _FactForm(SeenMixin, forms.ModelForm[Any]):
    pass


@cache
def fact_form(model: type[OrgFact]) -> type[forms.ModelForm[Any]]:
    """The form of one kind of fact."""
    return forms.modelform_factory(
        model,
        form=_FactForm,
        fields=FIELDS[model.KIND],
        help_texts=HELP,
        formfield_callback=field_of,
    )


def fact_values(form: forms.ModelForm[Any]) -> dict[str, Any]:
    """What the op is given."""
    return {name: form.cleaned_data[name] for name in form.fields}


class EndForm(PlainForm):
    on = DayField(label="日期")
    reason = forms.CharField(label="原因", max_length=200, required=False)
