"""What is typed about a round."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from wangyu.assessment.evaluation.logic.charter import (
    NOT_DRAWN,
    STRATA,
    WAYS,
    Charter,
    plain,
    read_charter,
)
from wangyu.assessment.evaluation.models import Cycle, Version
from wangyu.assessment.evaluation.ops.cycles import Facts
from wangyu.base.lib.packs import PackError
from wangyu.base.ui.seen import SeenMixin

FIRST_YEAR, LAST_YEAR = 2000, 2100
FOLLOWS = "互查不重复上期的配对；没有变的填写沿用上期；中期检查只看上一个周期没有销号的问题。"


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def moment_field(label: str, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=MomentInput(), **more)


def whole_field(label: str, most: int, *, least: int = 0, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


def version_field(versions: QuerySet[Version]) -> forms.ModelChoiceField[Version]:
    return forms.ModelChoiceField(label="指标方案", queryset=versions, empty_label=None)


class StartForm(forms.Form):
    """What a new round goes by; everything else is changed on the next page."""

    last_year = whole_field("评价到哪一年", LAST_YEAR, least=FIRST_YEAR)

    def __init__(
        self, *args: Any, charters: dict[str, Charter], versions: QuerySet[Version], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(key, one.title) for key, one in charters.items()]
        self.fields["charter"] = forms.ChoiceField(
            label="评价办法", choices=names, help_text="规则包里的示例·非官方，下一步可以改。"
        )
        self.fields["version"] = version_field(versions)
        self.order_fields(["charter", "version", "last_year"])


class CycleForm(SeenMixin, forms.Form):
    """A round's words and times, and the figures of its charter."""

    title = forms.CharField(label="名称", max_length=120)
    guide = forms.CharField(
        label="说明", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    first_year = whole_field("起始年度", LAST_YEAR, least=FIRST_YEAR)
    last_year = whole_field("截止年度", LAST_YEAR, least=FIRST_YEAR)
    due_at = moment_field("自查截止时间", help_text="北京时间；截止那一分钟内签批仍算按时。")
    self_share = whole_field("自查份额（%）", 100)
    mutual_share = whole_field("互查份额（%）", 100)
    spot_share = whole_field("抽查份额（%）", 100)
    checks_each = whole_field("每校互查几所", 9)
    spot_size = whole_field("抽查几所", 500)
    strata = forms.MultipleChoiceField(
        label="抽查分层", choices=list(STRATA.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    weighted = forms.BooleanField(label="自查存疑的更容易抽到", required=False)
    not_drawn = forms.ChoiceField(label="没有抽到的", choices=list(NOT_DRAWN.items()))
    recheck_over = whole_field("自查与抽查相差超过几分要复核", 100, least=1)
    notice_days = whole_field("公示天数", 30, least=1)
    first = whole_field("示范大约几所", 500, least=1, help_text="只用来标出边界，不由机器定。")
    pass_line = whole_field("低于几分建议整改", 100)
    panel_least = whole_field(
        "专家评分至少几位", 50,
        help_text="0 是没有专家组，由互查和抽查评分；不足的按缺项计，不当 0 分。",
    )  # fmt: skip
    panel_way = forms.ChoiceField(label="专家的分怎样合成", choices=list(WAYS.items()))
    panel_city = forms.BooleanField(label="专家也回避本市的高校", required=False)

    def __init__(
        self, *args: Any, versions: QuerySet[Version], earlier: QuerySet[Cycle], charter: Charter,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._charter = charter
        self.fields["version"] = version_field(versions)
        self.fields["follows"] = forms.ModelChoiceField(
            label="上一个周期", queryset=earlier, required=False, empty_label="没有",
            help_text=FOLLOWS,
        )  # fmt: skip
        self.order_fields(["title", "guide", "version", "first_year", "last_year", "follows"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.charter()
            except PackError as error:
                raise forms.ValidationError(f"{error}。") from error
        return data

    def charter(self) -> Charter:
        """Raises PackError."""
        data = plain(self._charter) | {key: self.cleaned_data[key] for key in CELLS}
        kept = {key: value for key, value in data.items() if value or isinstance(value, bool)}
        return read_charter("评价办法", kept)

    def facts(self) -> Facts:
        data: dict[str, Any] = self.cleaned_data
        names = ("title", "guide", "version", "first_year", "last_year", "due_at", "follows")
        return Facts(**{name: data[name] for name in names})


CELLS = (
    "self_share", "mutual_share", "spot_share", "checks_each", "spot_size", "strata", "weighted",
    "not_drawn", "recheck_over", "notice_days", "first", "pass_line", "panel_least", "panel_way",
    "panel_city",
)  # fmt: skip


class DeadlineForm(forms.Form):
    due_at = moment_field("新的截止时间", help_text="北京时间。")
    reason = forms.CharField(
        label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="会告诉参加的高校。",
    )  # fmt: skip


class RegionalDeadlineForm(DeadlineForm):
    """For all who take part, or for those of one city."""

    def __init__(self, *args: Any, cities: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "全部高校"), *((city, city) for city in cities)]
        self.fields["city"] = forms.ChoiceField(
            label="范围", required=False, choices=choices,
            help_text="只选一个市州时，应比全体的截止时间晚；已经延得更晚的高校不变。",
        )  # fmt: skip
        self.order_fields(("due_at", "city", "reason"))
