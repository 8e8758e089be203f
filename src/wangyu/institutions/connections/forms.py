"""Forms of connections; the fields of a kind come from its questions."""

from __future__ import annotations

from typing import Any

from django import forms

from wangyu.base.core import outside
from wangyu.base.ui.seen import SeenMixin
from wangyu.institutions.connections import queries
from wangyu.institutions.connections.kinds import Ask, Kind
from wangyu.institutions.connections.logic.match import read_domains
from wangyu.institutions.connections.models import Connection
from wangyu.institutions.connections.ops import Facts
from wangyu.institutions.orgs.forms import OrganisationField, PlainForm, explain

LONGEST = 300
LONGEST_SECRET = 10_000
LONGEST_TEXT = 100_000
"""Such as the metadata of a sign-in service with several certificates."""


class StartForm(PlainForm):
    """For whom, where an officer looks after more than one organisation."""

    organisation = OrganisationField(label="单位", help_text="这个登录方式供哪个单位的人使用。")

    def __init__(self, *args: Any, organisations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organisation"]
        field.offer(organisations)


class ConnectionForm(SeenMixin, PlainForm):
    title = forms.CharField(
        label="按钮上的名称",
        max_length=60,
        help_text="登录页上这样显示，例如“云梦大学统一身份认证”。",
    )
    domains = forms.CharField(
        label="学校邮箱域名", required=False, max_length=LONGEST,
        help_text="可不填。填写后，收到过本单位邀请的人第一次来时，凭学校核实过的这些域名的邮箱直接接受邀请，例如 example.edu.cn。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, kind: Kind, connection: Connection | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kind, self.connection = kind, connection
        for ask in kind.asks:
            self.fields[ask.name] = explain(_field(ask, kept=connection is not None))
        if connection is not None and (bound := queries.count_bound(connection)):
            self.fields["anew"] = explain(_anew(kind, bound, queries.count_lost(connection)))

    def clean_domains(self) -> str:
        found = read_domains(self.cleaned_data["domains"])
        for domain in found:
            if "." not in domain or "@" in domain:
                raise forms.ValidationError(f"“{domain}”不像邮箱域名，应写作 example.edu.cn。")
        return " ".join(found)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for ask in self.kind.asks:
            if ask.address and data.get(ask.name):
                try:
                    outside.check(data[ask.name])
                except outside.OutsideError as error:
                    self.add_error(ask.name, str(error))
        if not self.errors:
            for name, sentence in self.kind.faults(self._settings(data)):
                self.add_error(name, sentence)
        if not self.errors and "anew" in self.fields and self.leaves and not data.get("anew"):
            self.add_error("anew", "您换了对方。已绑定的人都要重新绑定，确实要换请勾选后再保存。")
        self._ask_again(data)
        return data

    def _ask_again(self, data: dict[str, Any]) -> None:
        """A secret does not go back to the page, and left out it would stay as it was."""
        typed = [a.name for a in self.kind.asks if a.secret and data.get(a.name)]
        for name in typed if self.errors else ():
            self.add_error(name, "密钥不回到页面上，请再填一次。")

    @property
    def leaves(self) -> bool:
        """Whether what was filled in is of another partner than what is kept."""
        found = self.connection
        return found is not None and not self.kind.is_same(
            found.settings, self._settings(self.cleaned_data)
        )

    def facts(self) -> Facts:
        data = self.cleaned_data
        return Facts(
            data["title"], data["domains"], self._settings(data),
            {a.name: data[a.name] for a in self.kind.asks if a.secret and data[a.name]},
        )  # fmt: skip

    def _settings(self, data: dict[str, Any]) -> dict[str, str]:
        plain = [ask for ask in self.kind.asks if not ask.secret]
        return {ask.name: _said(ask, data.get(ask.name)) for ask in plain}


def _anew(kind: Kind, bound: int, lost: int) -> forms.Field:
    what = "、".join(f"“{ask.label}”" for ask in kind.asks if ask.partner)
    text = f"改动{what}，就是换了对方：这 {bound} 人的绑定解除，由它登录的立即退出，各人收到通知，登录后重新绑定。"
    if lost:
        text += f"其中 {lost} 人没有密码，要先凭邮箱设一个。"
    return forms.BooleanField(
        label=f"换了对方，已绑定的 {bound} 人重新绑定", help_text=text, required=False
    )


def _said(ask: Ask, value: Any) -> str:
    if ask.switch:
        return "yes" if value else ""
    return str(value or "")


def _field(ask: Ask, *, kept: bool) -> forms.Field:
    if ask.switch:
        return forms.BooleanField(label=ask.label, help_text=ask.help, required=False)
    text = f"{ask.help}{'已保存，不改请留空。' if ask.secret and kept else ''}"
    if ask.secret:
        widget: forms.Widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    else:
        widget = forms.Textarea(attrs={"rows": 6}) if ask.long else forms.TextInput()
    return forms.CharField(
        label=ask.label, help_text=text, widget=widget, initial=ask.default,
        required=ask.required and not (ask.secret and kept),
        max_length=LONGEST_TEXT if ask.long else LONGEST_SECRET if ask.secret else LONGEST,
    )  # fmt: skip


class ReasonForm(PlainForm):
    reason = forms.CharField(label="理由", max_length=200, help_text="写进操作记录。")


class JoinForm(PlainForm):
    """An account without a password: only what it is called."""

    name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="登录名", max_length=30,
        help_text="3 到 30 个字母、数字、点、横线或下划线，例如姓名全拼。",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip
