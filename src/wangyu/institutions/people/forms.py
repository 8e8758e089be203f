"""Forms of people: they turn what is typed into facts; ops decide."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from allauth.account.forms import LoginForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.app_settings import TOTP_PERIOD as PERIOD
from allauth.mfa.app_settings import TOTP_TOLERANCE as TOLERANCE
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile

from wangyu.base.core.books import first_sheet
from wangyu.base.core.passwords import policy
from wangyu.base.core.roles import ROLE_TIER, Role
from wangyu.base.lib.grids import BookError
from wangyu.institutions.orgs.forms import DayField, OrganisationField, PlainForm, explain
from wangyu.institutions.people.models import Grant, User

security = logging.getLogger("wangyu.security")
GOOD_FOR = PERIOD * (2 * TOLERANCE + 1)
"""Seconds for which one code of an app is taken."""
SHEET_MB = 5
FIND = "输入名称的一部分，从提示中选择。"


class FirstCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_code(self.fields["code"], "验证码", "6 位数字", inputmode="numeric")


class OnceForm(BaseAuthenticateForm):
    """A code is taken once for as long as it is good. ASVS 5.0 6.5.1.

    allauth forgets it after one period, though it takes those before and after as well.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_code(self.fields["code"], "验证码", "6 位数字或恢复代码")

    def clean_code(self) -> Any:
        try:
            code = super().clean_code()
            if not cache.add(f"code.used:{self.user.pk}:{normalize_user_code(code)}", 1, GOOD_FOR):
                raise get_adapter().validation_error("incorrect_code")
        except forms.ValidationError:
            security.warning("second factor failed: account %s", self.user.pk)
            raise
        return code


class CodeForm(OnceForm, AuthenticateForm):
    pass


class CodeAgainForm(OnceForm, ReauthenticateForm):
    pass


def name_code(field: forms.Field, label: str, example: str, **more: str) -> None:
    field.label = label
    field.widget.attrs |= {"placeholder": example, **more}


class AddKeyForm(AddWebAuthnForm):
    """allauth's, with labels that say what a key is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "名称"
        self.fields["name"].help_text = "给自己认的，例如“办公室电脑”“我的手机”。"
        self.fields["name"].max_length = 40
        self.fields["passwordless"].label = "以后用它直接登录，不再输入密码"
        self.fields["passwordless"].help_text = "设备会要求指纹、面容或 PIN 来确认是您本人。"
        self.fields["passwordless"].initial = True


class RenameKeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "名称"


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "登录名"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


def _role_field(roles: Sequence[Role]) -> forms.Field:
    choices = [("", "请选择"), *((str(r), f"{r.label}（{ROLE_TIER[r].label}）") for r in roles)]
    return explain(
        forms.ChoiceField(
            label="角色",
            choices=choices,
            help_text="括号里是这个角色所在的层级，机构要选同一层级。",
        )
    )


class InviteForm(PlainForm):
    name = forms.CharField(label="姓名", max_length=60)
    organisation = OrganisationField(label="机构", help_text=FIND)
    email = forms.EmailField(
        label="邮箱", required=False, help_text="填写后把链接同时发到邮箱；不填则由您转交链接。"
    )
    until = DayField(label="角色截止日期", required=False, help_text="不填则长期有效。")

    field_order = ["name", "role", "organisation", "email", "until"]

    def __init__(
        self, *args: Any, roles: Sequence[Role], organisations: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = _role_field(roles)
        cast("OrganisationField", self.fields["organisation"]).offer(organisations)
        self.order_fields(self.field_order)


class GrantForm(PlainForm):
    organisation = OrganisationField(label="机构", help_text=FIND)
    since = DayField(label="自")
    until = DayField(label="至", required=False, help_text="不填则长期有效。")

    def __init__(
        self, *args: Any, roles: Sequence[Role], organisations: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = _role_field(roles)
        cast("OrganisationField", self.fields["organisation"]).offer(organisations)
        self.order_fields(["role", "organisation", "since", "until"])


class SheetForm(PlainForm):
    sheet = forms.FileField(
        label="邀请名单(Excel)", help_text=f"先下载模板填写；不超过 {SHEET_MB} MB。"
    )
    partial = forms.BooleanField(
        label="有错的行先跳过，只邀请没有问题的人",
        required=False,
        help_text="不勾选时，只要有一行不对就一个也不邀请。",
    )

    def clean_sheet(self) -> list[list[str]]:
        """The cells of the first sheet."""
        upload: UploadedFile[Any] = self.cleaned_data["sheet"]
        if (upload.size or 0) > SHEET_MB * 1024 * 1024:
            raise forms.ValidationError(f"文件超过 {SHEET_MB} MB，请删去多余内容后再上传。")
        try:
            return first_sheet(upload.read())
        except BookError as error:
            raise forms.ValidationError(str(error)) from error


class NewAccountForm(PlainForm):
    name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="登录名",
        max_length=30,
        help_text="3 到 30 个字母、数字、点、横线或下划线，以后用它登录，例如姓名全拼。",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = policy().help

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", "两次输入的密码不一样。")
        if password:
            person = User(username=data.get("username", ""), name=data.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class VouchForm(PlainForm):
    reason = forms.CharField(
        label="怎样核实了身份", max_length=200,
        help_text="例如：本人持工作证到办公室，或视频核对。审计员和安全管理员能看到。",
    )  # fmt: skip


class AnswerForm(PlainForm):
    reason = forms.CharField(
        label="不同意的理由", max_length=200, help_text="申请人能看到；本人只收到没有同意的通知。"
    )


class LendForm(PlainForm):
    delegate = forms.ModelChoiceField(
        label="受托人",
        queryset=User.objects.none(),
        empty_label="请选择",
        help_text="只能是本单位在岗的同事。",
    )
    since = DayField(label="自")
    until = DayField(label="至")
    reason = forms.CharField(
        label="事由", max_length=200, help_text="例如：出差、休假。受托人和审计日志都能看到。"
    )

    def __init__(
        self, *args: Any, grant: Grant, colleagues: Any, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today
        self.grant = grant
        cast("forms.ModelChoiceField[User]", self.fields["delegate"]).queryset = colleagues
