"""What a password must be like, in our words."""

from __future__ import annotations

import string
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from wangyu.base.core.policies import Policy

DIFFERENT = 5
"""Different characters there must be."""
OF_ITS_OWN = 8
"""Characters that must be left when the person's names are taken out."""


def policy() -> Policy:
    found: Policy = settings.PASSWORD_POLICY
    return found


class LongEnough(MinimumLengthValidator):
    def __init__(self) -> None:
        super().__init__(policy().length)

    def get_error_message(self) -> str:
        return f"密码太短，至少要 {self.min_length} 个字符。"


class MixedEnough:
    """Kinds of characters, where the policy asks for them."""

    KINDS = (str.isupper, str.islower, str.isdigit)

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 -- Django's signature
        found = {self._kind(character) for character in password}
        if len(found) < policy().kinds:
            raise ValidationError(
                f"密码只有 {len(found)} 类字符，大写字母、小写字母、数字、符号中至少要 {policy().kinds} 类。"
            )

    def _kind(self, character: str) -> int:
        return next((at for at, test in enumerate(self.KINDS) if test(character)), -1)

    def get_help_text(self) -> str:
        return ""


class NotCommon(CommonPasswordValidator):
    """Neither on the list, nor one of the list written twice or with figures behind, nor all alike."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = password.lower().strip()
        stem = plain.rstrip(string.digits + string.punctuation)
        half = plain[: len(plain) // 2]
        common = {plain, stem} | ({half} if half * 2 == plain else set())
        if common & self.passwords or len(set(plain)) < DIFFERENT:
            raise ValidationError("这个密码太常见，别人容易猜到。可以换成一句自己才知道的话。")
        super().validate(password, user)


class UnlikeThePerson(UserAttributeSimilarityValidator):
    """Not the name, nor anything like it, nor the name written twice."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name", "email"))

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(password, user)
        rest = password.lower()
        for attribute in self.user_attributes:
            known = str(getattr(user, attribute, "")).lower().partition("@")[0]
            rest = rest.replace(known, "") if known else rest
        if user is not None and len(rest) < OF_ITS_OWN:
            raise ValidationError(self.get_error_message())

    def get_error_message(self) -> str:
        return "密码与您的登录名、姓名或邮箱太相近，别人容易猜到。"
