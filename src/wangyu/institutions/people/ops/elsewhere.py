"""With a role beyond their university somebody comes in by their own proof: it vouches only for its own.

Beyond it is where they take a role on, and where what they serve at is hung under another university.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from wangyu.base.lib.ports import closing
from wangyu.base.notify.send import notify
from wangyu.institutions.orgs.logic.paths import university_of
from wangyu.institutions.people.logic.factors import doubtful
from wangyu.institutions.people.logic.recovery import BY_MAIL, BY_TWO
from wangyu.institutions.people.logic.sessions import AUTHENTICATION_RECORDS, Words, reaches
from wangyu.institutions.people.models import Grant, Session, User
from wangyu.institutions.people.queries import (
    factor_words,
    has_factor,
    list_affected,
    needing_two,
    standing_in,
)


class NoProofError(Exception):
    """Somebody who could not come in any more; carries the sentence people read."""


def stand_alone(user: User, grant: Grant, now: datetime) -> dict[str, Any]:
    """End what rests on the word of an organisation that does not reach the role ``user`` takes on.

    Their sessions by it, and the factors that may have been set up by it, without which every
    session is doubtful. Answers what the log keeps.
    """
    path, words = grant.organisation.path, factor_words(user)
    ways = _ways([user.pk], path)
    if (ways or doubtful(words, path)) and not user.has_usable_password():
        more = "" if has_factor(user) else "现有角色要求第二步验证的，先由管理员为其申请恢复。"
        raise NoProofError(
            f"{user.name}在平台没有密码，只能由学校登录，而学校不能替别的单位证明身份。"
            f"请本人先在登录页点“忘记密码”，凭登记的邮箱设好密码，然后再办。{more}"
        )
    ended = _end(user, path, words)
    if ways or ended:
        title = "您在别的单位也有了角色，请用登录名和密码登录"
        _tell(user, title, f"own-proof-{grant.pk}", now, anew="factors" in ended)
    return ended


def part_from(before: str, after: str, now: datetime) -> Mapping[str, int]:
    """The same for all who serve in a unit that was moved from one university to another.

    It is not theirs to refuse, so who has no password is told how to get one.
    """
    ended = Counter[str]()
    if university_of(before) == university_of(after):
        return ended
    ids = standing_in(after, on=timezone.localdate(now))
    ways = _ways(ids, after)
    for user in list_affected(ids, ways):
        gone = _end(user, after, factor_words(user, moved=(before, after)))
        ended.update(gone)
        if gone or ways[user.pk]:
            title = "您的单位划归了另一所学校，请用登录名和密码登录"
            _tell(user, title, f"moved-{after}-{now:%Y%m%d%H%M%S}", now, anew="factors" in gone)
    return ended


def _ways(ids: Collection[int], path: str) -> Counter[int]:
    """By person, how many of their ways in are closed to them by a role at ``path``."""
    found = Counter[int]()
    for count in closing.all():
        found.update(count(ids, path))
    return found


def _end(user: User, path: str, words: Words) -> dict[str, int]:
    factors = _end_factors(user, doubtful(words, path))
    sessions = _end_sessions(user, path, words, every=bool(factors))
    return {k: n for k, n in {"sessions": sessions, "factors": factors}.items() if n}


def _end_factors(user: User, gone: Collection[int]) -> int:
    """The codes that stand in for a factor were shown where it was set up."""
    if not gone:
        return 0
    rows = Authenticator.objects.filter(user=user)
    return int((rows.filter(pk__in=gone) | rows.filter(type="recovery_codes")).delete()[0])


def _end_sessions(user: User, path: str, words: Words, *, every: bool) -> int:
    gone = [
        one.pk
        for one in Session.objects.filter(user=user)
        if every or not reaches(one.get_decoded().get(AUTHENTICATION_RECORDS, []), path, words)
    ]
    return Session.objects.filter(pk__in=gone).delete()[0]


def _tell(user: User, title: str, key: str, now: datetime, *, anew: bool) -> None:
    own = user.has_usable_password()
    how = "" if own else BY_TWO if needing_two([user], now) else BY_MAIL
    more = (
        "只凭学校登录设的、或没有记下凭什么设的第二步验证已移除，请登录后重新设置。" if anew else ""
    )
    notify(
        recipients=[user.pk], kind="sign_in", title=title,
        body=f"学校的统一身份认证只能证明本校的人，由它登录的已退出。{more}{how}",
        url="/people/me/" if own else "/account/password/reset/", key=key, now=now,
    )  # fmt: skip
