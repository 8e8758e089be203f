"""One indicator of a draft: the fields of its kind of rule are the rule's own keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from wangyu.assessment.evaluation.forms.schemes import area
from wangyu.assessment.evaluation.logic.editing import below, fresh_key
from wangyu.assessment.evaluation.logic.notation.codecs import NotReadError
from wangyu.assessment.evaluation.logic.notation.rows import ANSWERS, INDICATOR
from wangyu.assessment.evaluation.logic.notation.rules import (  # fmt: skip
    PARAMS,
    TITLES,
    Param,
    rule_of,
    texts_of,
)
from wangyu.assessment.evaluation.logic.scheme import EVIDENCE, PANEL, SPANS, TIERS
from wangyu.base.lib.measures import Offer
from wangyu.base.ui.seen import SeenMixin

Row = Mapping[str, Any]
TOP = "（一级指标）"
COLUMNS = {column.name: column for column in INDICATOR}
RULE_CHANGED = (
    "您打开这一页以后，别人把计分规则换成了“{}”。请在另一个窗口打开这项指标看过，再决定。"
)


def _choices(labels: Mapping[str, str], empty: str = "") -> list[tuple[str, str]]:
    return [*([("", empty)] if empty else []), *labels.items()]


def parents_of(rows: Sequence[Row], key: str) -> list[tuple[str, str]]:
    """What an indicator may hang below: what has no rule and is not below itself."""
    own = below(rows, key) if key else set()
    groups = [row for row in rows if "rule" not in row and row["key"] not in own]
    return [("", TOP), *((row["key"], row["title"]) for row in groups)]


class NodeForm(SeenMixin, forms.Form):
    """What every indicator has; alone for one that has others below it."""

    title = forms.CharField(label="指标", max_length=200)
    parent = forms.ChoiceField(label="上级", required=False)
    clause = forms.CharField(label="条款", max_length=4, required=False, help_text="依据政策的第几条。")  # fmt: skip
    tier = forms.ChoiceField(label="层级", choices=_choices(TIERS, "不分"), required=False)
    reason = forms.CharField(label="说明", max_length=1000, required=False, widget=area(2))

    def __init__(self, *args: Any, rows: Sequence[Row], key: str = "", **kwargs: Any) -> None:
        self._row: Row = next((row for row in rows if row["key"] == key), {})
        self._rows = rows
        kwargs["initial"] = self._shown() | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.choices = parents_of(rows, key)

    def _shown(self) -> dict[str, Any]:
        return {name: _text(column, self._row) for name, column in COLUMNS.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.row = {"key": self._row.get("key") or data.get("key") or fresh_key(self._rows)}
        for name, column in COLUMNS.items():
            if data.get(name) and name != "key":
                self._read(column, data[name])
        return data

    def _read(self, column: Param, text: str) -> None:
        try:
            self.row[column.name] = text if column.codec.choices else column.codec.read(text)
        except NotReadError as error:
            self.add_error(column.name, f"{error}。")


def _text(column: Param, row: Row) -> Any:
    if column.name not in row:
        return ""
    value = row[column.name]
    return value if column.codec.choices else column.codec.show(value)


class LeafForm(NodeForm):
    """An indicator that is scored by a rule."""

    key = forms.SlugField(label="编码", max_length=60, required=False, help_text="小写字母开头，用在表格和比较里；不填自动编号。")  # fmt: skip
    group = forms.CharField(label="新的上级", max_length=200, required=False, help_text="要放在一个新的上级下面时写它的名称。")  # fmt: skip
    points = forms.CharField(label="分值", max_length=20, help_text="上级和总分跟着改变。")
    measures = forms.CharField(label="数据", required=False, widget=area(3), help_text="一行一个键或名称，见“可以用的数据”；由高校自己填的不写。")  # fmt: skip
    asked = forms.CharField(label="请高校填写", required=False, widget=area(2), help_text="没有数据的才请高校填；一行一个问题。")  # fmt: skip
    answer = forms.ChoiceField(
        label="怎样回答", choices=_choices(ANSWERS, "按规则"), required=False
    )
    span = forms.ChoiceField(label="多年怎样算", choices=_choices(SPANS))
    evidence = forms.ChoiceField(label="佐证", choices=_choices(EVIDENCE))
    papers = forms.CharField(label="佐证种类", required=False, widget=area(2), help_text="一行一种，例如“会议纪要”。")  # fmt: skip
    field_order = ("title", "key", "parent", "group", "points", "clause", "tier", "measures", "asked", "answer", "span", "evidence", "papers", "reason")  # fmt: skip

    def __init__(
        self, *args: Any, kind: str, offers: Sequence[Offer], rows: Sequence[Row], key: str = "",
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self.kind, self._offers = kind, offers
        super().__init__(*args, rows=rows, key=key, **kwargs)
        if key:
            del self.fields["key"], self.fields["group"]
        for param in PARAMS[kind]:
            self.fields[field_of(param)] = _field(param)

    @property
    def kind_title(self) -> str:
        return TITLES[self.kind]

    @property
    def rule_fields(self) -> list[Any]:
        return [self[field_of(param)] for param in PARAMS[self.kind]]

    @property
    def own_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith("rule_")]

    def _shown(self) -> dict[str, Any]:
        shown = super()._shown() | {"measures": self._measures()}
        rule = self._row.get("rule")
        if rule and rule["kind"] == self.kind:
            texts = texts_of(rule)
            shown |= {field_of(param): _initial(param, texts) for param in PARAMS[self.kind]}
        elif rule:
            shown["answer"] = ""
        return shown

    @property
    def kind_stored(self) -> str:
        return str(self._row.get("rule", {}).get("kind", ""))

    def _measures(self) -> str:
        labels = {offer.key: offer.label for offer in self._offers}
        keys = self._row.get("measures", ())
        return "\n".join(f"{key} {labels[key]}" if key in labels else key for key in keys)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._require_kind()
        if data.get("measures"):
            self.row["measures"] = [self._key_of(line) for line in self.row["measures"]]
        texts = {param.name: data.get(field_of(param), "") for param in PARAMS[self.kind]}
        for param in PARAMS[self.kind]:
            if param.codec.choices and texts[param.name]:
                texts[param.name] = param.codec.choices[texts[param.name]]
        self.row["rule"], faults = rule_of(self.kind, texts)
        names = {param.name: field_of(param) for param in PARAMS[self.kind]}
        for name, sentence in faults.items():
            self.add_error(names[name], f"{sentence}。")
        return data

    def _require_kind(self) -> None:
        """The kind as the page knew it: another may have changed it since."""
        known = self.data.get("kind_stored", self.kind_stored)
        if known != self.kind_stored:
            self.add_error(None, RULE_CHANGED.format(TITLES[self.kind_stored]))

    def _key_of(self, line: str) -> str:
        """The key alone, with its name behind it, or the name alone."""
        keys = {offer.label: offer.key for offer in self._offers}
        first = line.split(maxsplit=1)[0]
        if line in keys:
            return keys[line]
        return first if "." in first and not first.startswith(PANEL) else line


def field_of(param: Param) -> str:
    return f"rule_{param.name.replace('.', '_')}"


def _initial(param: Param, texts: Mapping[str, str]) -> str:
    """A choice by its key, everything else as text."""
    text = texts[param.name]
    return str(param.codec.read(text)) if param.codec.choices and text and not _yes(param) else text


def _yes(param: Param) -> bool:
    return set(param.codec.choices or ()) == {"是", "否"}


def _field(param: Param) -> forms.Field:
    if param.codec.choices:
        choices = _choices(param.codec.choices, "" if param.required else "不填")
        return forms.ChoiceField(label=param.label, choices=choices, required=param.required, help_text=param.help)  # fmt: skip
    more: dict[str, Any] = {"widget": area(5 if param.required else 3)} if param.codec.lines else {}
    return forms.CharField(label=param.label, max_length=4000, required=param.required, help_text=param.help, **more)  # fmt: skip
