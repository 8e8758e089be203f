"""Not a password somebody has had lately, where the policy forbids it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from wangyu.base.core.passwords import policy
from wangyu.institutions.people import queries


class NotUsedLately:
    def validate(self, password: str, user: Any = None) -> None:
        lately = policy().history
        if user is None or user.pk is None or not lately:
            return
        if any(check_password(password, hash_) for hash_ in queries.last_hashes(user, lately)):
            raise ValidationError(f"这个密码用过，不能与最近 {lately} 次相同。")

    def get_help_text(self) -> str:
        return ""
