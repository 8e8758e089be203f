"""What is typed about a scheme as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from wangyu.assessment.evaluation.logic.scheme import GROUPS, MISSING, USES
from wangyu.assessment.evaluation.models import Version
from wangyu.base.ui.seen import SeenMixin

PACK, COPY = "pack:", "version:"
NOTE_HELP = "这一版改了什么、为什么改；省中心和审计看得到。"


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NewSchemeForm(forms.Form):
    title = forms.CharField(label="名称", max_length=120, required=False, help_text="不填时用原方案的名称。")  # fmt: skip

    def __init__(
        self, *args: Any, shipped: Mapping[str, Any], versions: QuerySet[Version], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._data: dict[str, Mapping[str, Any]] = {
            f"{PACK}{key}": data for key, data in shipped.items()
        }
        self._data |= {f"{COPY}{one.pk}": one.data for one in versions}
        choices = [(f"{PACK}{key}", f"规则包：{_called(data)}") for key, data in shipped.items()]
        choices += [(f"{COPY}{one.pk}", f"复制：{one}") for one in versions]
        self.fields["source"] = forms.ChoiceField(label="从哪里开始", choices=choices)
        self.order_fields(["source", "title"])

    @property
    def data_chosen(self) -> Mapping[str, Any]:
        return self._data[self.cleaned_data["source"]]

    @property
    def title_chosen(self) -> str:
        return str(self.cleaned_data["title"] or self.data_chosen["scheme"]["title"])


def _called(data: Mapping[str, Any]) -> str:
    head = data["scheme"]
    return f"{head['title']}（{head['label']}）" if head.get("label") else head["title"]


class HeadForm(SeenMixin, forms.Form):
    title = forms.CharField(label="名称", max_length=120)
    note = forms.CharField(
        label="修改说明", max_length=500, required=False, widget=area(2), help_text=NOTE_HELP
    )
    label = forms.CharField(
        label="标注", max_length=60, required=False, help_text="例如“示例·非官方”，跟着方案走。"
    )
    source = forms.CharField(label="来源", max_length=500, required=False, widget=area(2))
    use = forms.ChoiceField(label="用途", choices=list(USES.items()))
    groups = forms.MultipleChoiceField(
        label="同组的按什么分", choices=list(GROUPS.items()), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="同组位次计分和试算的分布按它分组。",
    )  # fmt: skip
    missing = forms.ChoiceField(label="缺数据的项", choices=list(MISSING.items()))

    def head(self) -> dict[str, Any]:
        said = {key: value for key, value in self.cleaned_data.items() if key != "note"}
        return said | {"groups": list(said["groups"])}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="方案文件", help_text="从这里下载的 Excel 工作簿，或按 TOML 格式写的方案。"
    )
