"""With a role beyond their university somebody comes in by their own proof: it vouches only for its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from wangyu.base.lib.ports import closing
from wangyu.base.notify.send import notify
from wangyu.institutions.people.logic.sessions import AUTHENTICATION_RECORDS, reaches
from wangyu.institutions.people.models import Grant, Session, User
from wangyu.institutions.people.queries import borrowed_factors


class NoProofError(Exception):
    """Somebody who could not come in any more; carries the sentence people read."""


def stand_alone(user: User, grant: Grant, now: datetime) -> dict[str, Any]:
    """End what rests on the word of an organisation that does not reach the role ``user`` takes on.

    Their sessions by it, and the factors set up by it, without which every session is doubtful.
    Answers what the log keeps.
    """
    path = grant.organisation.path
    ways = sum(count(user.pk, path) for count in closing.all())
    if ways and not user.has_usable_password():
        raise NoProofError(
            f"{user.name}在平台没有密码，只能由学校登录，而学校不能替别的单位证明身份。"
            "请本人先在登录页点“忘记密码”，凭登记的邮箱设好密码，然后再办。"
        )
    factors = _end_factors(user, path)
    sessions = _end_sessions(user, path, every=bool(factors))
    if ways or factors or sessions:
        _tell(user, grant, now, anew=bool(factors))
    ended = {"sessions": sessions, "factors": factors}
    return {what: count for what, count in ended.items() if count}


def _end_factors(user: User, path: str) -> int:
    """The codes that stand in for a factor were shown where it was set up."""
    gone = [pk for pk, place in borrowed_factors(user).items() if not path.startswith(place)]
    if not gone:
        return 0
    rows = Authenticator.objects.filter(user=user)
    return int((rows.filter(pk__in=gone) | rows.filter(type="recovery_codes")).delete()[0])


def _end_sessions(user: User, path: str, *, every: bool) -> int:
    gone = [
        one.pk
        for one in Session.objects.filter(user=user)
        if every or not reaches(one.get_decoded().get(AUTHENTICATION_RECORDS, []), path)
    ]
    return Session.objects.filter(pk__in=gone).delete()[0]


def _tell(user: User, grant: Grant, now: datetime, *, anew: bool) -> None:
    more = "由学校登录时设的第二步验证已移除，请登录后重新设置。" if anew else ""
    notify(
        recipients=[user.pk], kind="sign_in", title="您在别的单位也有了角色，请用登录名和密码登录",
        body=f"学校的统一身份认证只能证明本校的人，由它登录的已退出。{more}", url="/people/me/",
        key=f"own-proof-{grant.pk}", now=now,
    )  # fmt: skip
