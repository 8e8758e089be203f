"""Not a password somebody has had lately, nor one made of what everybody here knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from wangyu.base.core.passwords import OF_ITS_OWN, policy
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


class NotOfThePlace:
    """Of the names of the platform, the field and one's own organisations enough must be left over.

    ASVS 5.0 6.1.2, 6.2.11: the list is ``words.txt`` and the names in the roster.
    """

    def validate(self, password: str, user: Any = None) -> None:
        rest = password.lower()
        for word in sorted(words_for(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < min(OF_ITS_OWN, len(password)):
            raise ValidationError(
                "密码里多半是单位、地名或平台的名字，别人容易猜到。请加上自己才知道的词。"
            )

    def get_help_text(self) -> str:
        return ""


def words_for(user: Any) -> set[str]:
    """In lower case; of somebody not known yet, those of everybody."""
    own = queries.places_of(user) if user is not None and user.pk else []
    return {word.lower() for word in own} | common_words()


@cache
def common_words() -> frozenset[str]:
    text = (Path(__file__).parent / "words.txt").read_text("utf-8")
    return frozenset(line.lower() for line in text.splitlines() if line and line[0] != "#")
