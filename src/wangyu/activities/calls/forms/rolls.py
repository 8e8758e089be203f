"""What is typed about a university's recommendation and about its examination."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from wangyu.activities.calls.forms.announcing import moment_field

MOST_PICKED = 500


class NoticeForm(forms.Form):
    """For how long the recommended works are shown inside the university."""

    def __init__(self, *args: Any, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"] = forms.IntegerField(
            label="公示天数", min_value=least, max_value=most, initial=least,
            help_text=f"不少于 {least} 天，到最后一天 23:59 为止。",
        )  # fmt: skip


class CompletionForm(forms.Form):
    complete_by = moment_field("补齐期限", required=False)


def picked(values: Iterable[str]) -> list[int]:
    """Numbers of the works that were ticked; what is no number is nobody's."""
    found = [int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 19]  # noqa: PLR2004 -- what a database keeps
    return found[:MOST_PICKED]
