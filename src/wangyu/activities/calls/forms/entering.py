"""The form of a work, built from the edition."""

from __future__ import annotations

from typing import Any

from django import forms

from wangyu.activities.calls.enums import Part
from wangyu.activities.calls.forms.announcing import DayInput
from wangyu.activities.calls.logic.edition import Edition, Field, Track
from wangyu.activities.calls.models import Entry
from wangyu.activities.calls.ops import Typed
from wangyu.base.ui.seen import SeenMixin

PREFIX = "answer-"
EMPTY = ("", "请选择")


def _field(field: Field) -> forms.Field:
    """Nothing is required of a draft: what is missing is said where it is handed in."""
    common: dict[str, Any] = {"label": field.title, "required": False, "help_text": field.help}
    most = {"data-most": field.most}
    if field.kind == "text":
        common["help_text"] += f"不超过 {field.most} 字。"
        area = forms.Textarea(attrs={"rows": 5} | most)
        return forms.CharField(**common, max_length=20_000, widget=area)
    if field.kind == "choice":
        return forms.ChoiceField(**common, choices=[EMPTY, *((c, c) for c in field.choices)])
    if field.kind == "day":
        return forms.DateField(**common, widget=DayInput())
    if field.kind == "number":
        return forms.IntegerField(**common, min_value=0, max_value=10**9)
    return forms.CharField(**common, max_length=2000, widget=forms.TextInput(attrs=most))


class EntryForm(SeenMixin, forms.Form):
    title = forms.CharField(label="作品名称", required=False, max_length=120)

    def __init__(self, *args: Any, entry: Entry, edition: Edition, **kwargs: Any) -> None:
        asked = edition.fields_of(entry.track)
        initial = {"title": entry.title, "subtype": entry.subtype, "may_show": entry.may_show}
        initial |= {PREFIX + field.key: entry.answers.get(field.key, "") for field in asked}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        subtypes = edition.track(entry.track).subtypes
        if subtypes:
            choices = [EMPTY, *((one, one) for one in subtypes)]
            self.fields["subtype"] = forms.ChoiceField(
                label="子类", required=False, choices=choices,
                help_text="选好就保存，“文件”里随即列出这一子类要交的；已填的都在。",
            )  # fmt: skip
        for field in asked:
            self.fields[PREFIX + field.key] = _field(field)
        self.fields["may_show"] = forms.BooleanField(
            label="入选后同意公开展播（可在公布前随时改）", required=False
        )
        self._asked = asked

    def place_of(self, where: str) -> str:
        """The part of the page where a problem is mended: a field, a slot for files, the people."""
        for name in (where, PREFIX + where):
            if name in self.fields:
                return self[name].id_for_label
        return where if where == "people" else f"slot-{where}"

    def typed(self) -> Typed:
        data = self.cleaned_data
        answers = {field.key: _plain(data.get(PREFIX + field.key)) for field in self._asked}
        return Typed(data["title"], data.get("subtype", ""), answers, data["may_show"])


def _plain(value: Any) -> str:
    """As it is counted: a new line is one character, as whoever types it sees it."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    unit = forms.CharField(label="所在院系或单位", max_length=80, required=False)

    def __init__(self, *args: Any, track: Track, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = Part.choices if track.advisors else Part.choices[:1]
        self.fields["part"] = forms.ChoiceField(label="身份", choices=parts)
        self.order_fields(("part", "name", "unit"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
