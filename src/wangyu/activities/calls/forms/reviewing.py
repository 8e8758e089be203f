"""What is typed about panels and reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from wangyu.activities.calls.forms.announcing import moment_field
from wangyu.activities.calls.logic.edition import Criterion, Edition
from wangyu.activities.calls.models import BlindPiece, Entry, Panelist
from wangyu.activities.calls.ops.reviewing import OPINION, REASON, REMARK, Scored
from wangyu.base.ui.seen import SeenMixin
from wangyu.institutions.orgs.models import Organisation

LEVEL, WHY = "level-", "why-"
NOBODY = "不在本省高校"
MOST = 1000


def scored_of(data: Mapping[str, str], criteria: tuple[Criterion, ...]) -> Scored:
    """What the rubric says; what is not in it was not touched."""
    levels = {one.key: data.get(LEVEL + one.key, "") for one in criteria}
    scores = {key: int(said) for key, said in levels.items() if said.isascii() and said.isdigit()}
    reasons = {one.key: data[WHY + one.key] for one in criteria if WHY + one.key in data}
    return Scored(
        {key: level for key, level in scores.items() if level < MOST},
        {key: _plain(text)[:REASON] for key, text in reasons.items()},
        _plain(data["opinion"])[:OPINION] if "opinion" in data else None,
    )


def _plain(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n")


def place_of(piece: BlindPiece) -> str:
    """A file within its work. Its number would tell which works were handed in one after the other."""
    return f"{piece.slot}-{piece.position}"


class RemarkForm(forms.Form):
    piece = forms.ChoiceField(label="对哪个文件", required=False)
    at = forms.CharField(
        label="第几页，或第几分几秒", required=False, max_length=9,
        help_text="文件填页码，例如 3；音视频填分和秒，例如 1:25。",
    )  # fmt: skip
    text = forms.CharField(
        label="意见", max_length=REMARK, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, pieces: list[tuple[BlindPiece, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "整件作品"), *((place_of(piece), title) for piece, title in pieces)]
        self.fields["piece"] = forms.ChoiceField(
            label="对哪个文件", required=False, choices=choices
        )
        self.order_fields(("piece", "at", "text"))

    def clean_at(self) -> int | None:
        """A page, or minutes and seconds."""
        said = self.cleaned_data["at"].strip().replace("：", ":")
        if not said:
            return None
        minutes, mark, seconds = said.rpartition(":")
        parts = [minutes, seconds] if mark else [seconds]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise forms.ValidationError("请写页码，例如 3；或分和秒，例如 1:25。")
        return int(minutes or 0) * 60 + int(seconds)


class PanelistForm(SeenMixin, forms.Form):
    most = forms.IntegerField(label="最多评审件数", min_value=1, max_value=MOST)

    def __init__(
        self, *args: Any, panelist: Panelist, edition: Edition, schools: list[Organisation],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        kwargs["initial"] = {
            "organisation": str(panelist.organisation_id or ""), "tracks": panelist.tracks,
            "most": panelist.most,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self._schools = {str(one.pk): one for one in schools}
        self.fields["organisation"] = forms.ChoiceField(
            label="所在学校", required=False, choices=[("", NOBODY), *_named(schools)],
            help_text="这所学校的作品不会分派给这名评委。",
        )  # fmt: skip
        self.fields["tracks"] = forms.MultipleChoiceField(
            label="擅长类别", required=False, widget=forms.CheckboxSelectMultiple(),
            choices=[(track.key, track.title) for track in edition.tracks],
            help_text="都不选，表示各类都可以评。",
        )  # fmt: skip
        self.order_fields(("organisation", "tracks", "most"))

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        school = self._schools.get(data["organisation"])
        return {"organisation": school, "tracks": data["tracks"], "most": data["most"]}


def _named(schools: list[Organisation]) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in schools]


class SchoolConflictForm(forms.Form):
    """A university whose works somebody must not have."""

    reason = forms.CharField(label="理由", max_length=300)

    def __init__(self, *args: Any, schools: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._schools = {str(one.pk): one for one in schools}
        self.fields["organisation"] = forms.ChoiceField(
            label="回避的学校", choices=[("", "请选择"), *_named(schools)]
        )
        self.order_fields(("organisation", "reason"))

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"organisation": self._schools[data["organisation"]], "reason": data["reason"]}


class ConflictForm(forms.Form):
    """By the province: of a university, or of one work."""

    reason = forms.CharField(label="理由", max_length=300)

    def __init__(
        self, *args: Any, schools: list[Organisation], entries: list[Entry], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._schools = {f"school-{one.pk}": one for one in schools}
        self._entries = {f"work-{one.pk}": one for one in entries}
        self.fields["what"] = forms.ChoiceField(
            label="回避什么", choices=[
                ("", "请选择"),
                ("学校", [(key, one.name) for key, one in self._schools.items()]),
                ("作品", [(key, f"{one}（{one.organisation.name}）") for key, one in self._entries.items()]),
            ],
        )  # fmt: skip
        self.order_fields(("what", "reason"))

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        what = data["what"]
        return {
            "organisation": self._schools.get(what), "entry": self._entries.get(what),
            "reason": data["reason"],
        }  # fmt: skip


class BeginForm(forms.Form):
    due_at = moment_field(
        "评审截止时间", help_text="北京时间，评委会收到通知；过后提交的仍收，标明逾期。"
    )


class ReviewDueForm(forms.Form):
    due_at = moment_field("新的评审截止时间")
    reason = forms.CharField(
        label="理由", max_length=300, help_text="评委会看到，也公开在征集页的“经过”里。"
    )


class LoadForm(forms.Form):
    """How much each reviewer is given at least and at most."""

    at_least = forms.IntegerField(label="每人至少（件）", min_value=0, max_value=MOST)
    at_most = forms.IntegerField(label="每人至多（件）", min_value=1, max_value=MOST)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("at_least", 0) > data.get("at_most", MOST):
            raise forms.ValidationError("“每人至少”应不多于“每人至多”。")
        return data
