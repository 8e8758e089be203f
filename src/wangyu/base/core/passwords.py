"""What a password must be like, in our words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

OF_ITS_OWN = 8
"""Characters that must be left when the person's names are taken out."""


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码太短，至少要 {self.min_length} 个字符。"


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
