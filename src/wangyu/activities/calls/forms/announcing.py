"""What is typed about a call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms

from wangyu.activities.calls.logic.changes import cells_of, name_of
from wangyu.activities.calls.logic.edition import Edition
from wangyu.activities.calls.ops import Facts
from wangyu.base.lib.dates import SHANGHAI
from wangyu.base.ui.seen import SeenMixin

LAST_MINUTE = time(23, 59)
PICK = "选一届规则，或照抄以前办过的一次；下一步再改。"


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


def moment_field(label: str, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=MomentInput(), **more)


class SourceForm(forms.Form):
    """Where the rules of a new call come from."""

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"] = forms.ChoiceField(label="规则来自", help_text=PICK, choices=choices)


class CallForm(SeenMixin, forms.Form):
    """A call's words and times, and the limits of its rules."""

    title = forms.CharField(label="名称", max_length=120)
    doc = forms.CharField(label="文号", max_length=80, required=False)
    guide = forms.CharField(
        label="申报指南",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    opens_at = moment_field("开始时间")
    due_at = moment_field("截止时间", help_text="北京时间；截止那一分钟内提交仍算按时。")
    grace_minutes = forms.IntegerField(label="宽限（分钟）", min_value=0, max_value=10_080)
    made_from = day_field("作品发表期自", required=False)
    made_until = day_field("作品发表期至", required=False)
    reviews = forms.IntegerField(label="每件作品的评审数", min_value=1, max_value=9)
    most_load = forms.IntegerField(label="每位专家最多评审（件）", min_value=1, max_value=500)
    notice_days = forms.IntegerField(label="公示天数", min_value=1, max_value=30)

    def facts(self) -> Facts:
        data: dict[str, Any] = self.cleaned_data
        return Facts(
            data["title"], data["guide"], data["opens_at"], data["due_at"], data["grace_minutes"]
        )

    def cells(self) -> dict[str, Any]:
        names = ("doc", "made_from", "made_until", "reviews", "most_load", "notice_days")
        return {
            name: _plain(self.cleaned_data[name]) for name in names if name in self.cleaned_data
        }


TRACK_HEADS = {
    "quota": "每校名额", "national": "省报全国名额", "authors": "作者上限", "advisors": "指导教师上限",
}  # fmt: skip
FILE_HEADS = {"max_seconds": "时长上限（秒）", "max_mb": "大小上限（MB）", "most": "个数上限"}


class RulesForm(SeenMixin, forms.Form):
    """Limits of tracks and file slots, one field for each cell of two tables."""

    def __init__(self, *args: Any, rules: Mapping[str, Any], **kwargs: Any) -> None:
        self._cells = {name: value for name, value in cells_of(rules).items() if "-" in name}
        kwargs.setdefault("initial", self._cells)
        super().__init__(*args, **kwargs)
        for name in self._cells:
            self.fields[name] = forms.IntegerField(required=False, min_value=0, max_value=100_000)

    def cells(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._cells if name in self.cleaned_data}

    def tables(self, edition: Edition) -> list[dict[str, Any]]:
        """The two tables of the page: heads, and for each row its title and fields under them."""
        tracks = [
            (
                track.title,
                [(head, self[name_of("track", n, key)]) for key, head in TRACK_HEADS.items()],
            )
            for n, track in enumerate(edition.tracks)
        ]
        slots = [
            (
                self._slot(edition, n),
                [(head, self[name_of("file", n, key)]) for key, head in FILE_HEADS.items()],
            )
            for n in range(len(edition.files))
        ]
        return [
            {"title": "类别", "heads": TRACK_HEADS.values(), "rows": tracks},
            {"title": "文件", "heads": FILE_HEADS.values(), "rows": slots},
        ]

    @staticmethod
    def _slot(edition: Edition, number: int) -> str:
        rule = edition.files[number]
        where = "、".join(edition.track(key).title for key in rule.tracks) or "各类别"
        return f"{rule.title}（{where}{'·' if rule.subtypes else ''}{'、'.join(rule.subtypes)}）"


class DeadlineForm(forms.Form):
    due_at = moment_field("新的截止时间")
    reason = forms.CharField(label="理由", max_length=300)

    def __init__(self, *args: Any, cities: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "全部学校"), *((city, city) for city in cities)]
        self.fields["city"] = forms.ChoiceField(label="范围", required=False, choices=choices)
        self.order_fields(("due_at", "city", "reason"))


def moment_of(day: date, *, last: bool = False) -> datetime:
    """A day of the rules as an instant: its first minute, or its last."""
    return datetime.combine(day, LAST_MINUTE if last else time(0, 0), SHANGHAI)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
