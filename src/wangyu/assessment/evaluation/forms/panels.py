"""What is typed about a panel."""

from __future__ import annotations

from typing import Any

from django import forms

from wangyu.assessment.evaluation.forms.cycles import moment_field
from wangyu.assessment.evaluation.ops.panels import Seat
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import User


class NameForm(forms.Form):
    """Who is asked to rate, and until when."""

    due_at = moment_field("评分截止时间", help_text="北京时间；会通知本人。")

    def __init__(
        self, *args: Any, able: list[User], homes: list[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._homes = {str(one.pk): one for one in homes}
        self.fields["user"] = forms.ChoiceField(
            label="专家", choices=[(str(one.pk), one.name) for one in able],
            help_text="评审专家和省中心工作人员。在某所高校有职务的，自动回避那所高校。",
        )  # fmt: skip
        self.fields["home"] = forms.ChoiceField(
            label="所在高校", required=False,
            choices=[("", "不在参评的高校"), *((key, one.name) for key, one in self._homes.items())],
            help_text="平台上没有登记职务的，在这里写明，也要回避。",
        )  # fmt: skip
        self.order_fields(("user", "home", "due_at"))

    def seat(self) -> Seat:
        data = self.cleaned_data
        return Seat(int(data["user"]), data["due_at"], self._homes.get(data["home"]))
