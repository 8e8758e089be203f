"""How allauth works here: no sign-up, sentences of ours, secrets encrypted, factors remembered."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from wangyu.base.core.access import require
from wangyu.base.core.passwords import policy
from wangyu.base.core.sealed import seal, unseal
from wangyu.base.core.turns import turn
from wangyu.institutions.people import ops
from wangyu.institutions.people.logic.factors import MARK
from wangyu.institutions.people.logic.sessions import (
    AUTHENTICATION_RECORDS,
    BEGAN,
    CAMPUS,
    ENDS,
    device_label,
    reaches,
    recently,
    ways_of,
    without_factors,
    word_of,
)
from wangyu.institutions.people.models import User
from wangyu.institutions.people.models.sessions import handle_of, keep_alive
from wangyu.institutions.people.queries import (
    account_named,
    actor_for,
    factor_words,
    has_own_proof,
    mail_may_reset,
    standing_paths,
)

security = logging.getLogger("wangyu.security")
SECOND_FACTOR = "second-factor"
"""What the seeds are sealed for."""
AGAIN = "改登录方式之前，请先退出，再登录一次。"
TYPE_IT = "请用登录名和密码登录。没有密码的，在登录页点“忘记密码”，凭登记的邮箱设一个。"
NOT_THEIRS = f"学校只能证明本校的人，您在别的单位有角色，{TYPE_IT}"
UNTOLD = (
    "这枚通行密钥没有记下是凭什么设的，可能只凭学校登录，而您在学校以外有角色，单凭它不能登录。"
    f"{TYPE_IT}登录后添加一枚新的，以后单凭它就能登录。"
)
PLAYED = "演示人员点一下就能进入，没有密码，登录方式不能改。"
WAIT = "这个账号连续输错多次，已暂停尝试。请等 5 分钟再登录；忘记密码请联系邀请您的管理员。"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts come from invitations."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": WAIT,
        "username_password_mismatch": "登录名或密码不对。请核对大小写；连续输错 5 次会暂停 5 分钟。",
        "account_inactive": "这个账号已停用。如仍在岗，请联系本单位管理员重新邀请。",
        "incorrect_password": "密码不对，请重新输入。",
        "incorrect_code": "验证码不对或已过期，请输入应用里现在显示的 6 位数字。",
        "enter_current_password": "当前密码不对，请重新输入。",
    }

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """Say so in the log of the server when somebody goes on trying."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            security.warning("sign-in refused, tried too often: %s", whose(credentials))
            raise

    def authentication_failed(self, request: Any, **credentials: Any) -> None:  # noqa: ARG002 -- allauth's signature
        """Neither name nor password is written down: people type the one into the field of the other."""
        security.warning("sign-in failed: %s", whose(credentials))

    def is_open_for_signup(self, request: Any) -> bool:  # noqa: ARG002 -- allauth's signature
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of signing in: the password has only just been typed.

        What a university says of somebody proves nothing of a password or a factor they have here;
        to whom it is all there is, it must have said so just now. ASVS 5.0 7.5.1.
        """
        request, own = context.request, has_own_proof(context.request.user)
        proofs = get_authentication_records(request, request.user)
        if recently(
            (one for one in proofs if not own or one["method"] != CAMPUS),
            at=timezone.now().timestamp(),
            within=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT,
        ):
            return False
        require(own, PLAYED if request.user.demo else AGAIN)
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def login(self, request: Any, user: Any) -> None:
        """Between the two steps somebody may have taken on a role where the first is worth nothing.

        And a passkey that may be no more than a university's word opens nothing beyond it by itself.
        Noted is only what goes through here: an invitation is in the log itself.
        """
        records, words = get_authentication_records(request, user), factor_words(user)
        places = standing_paths(user, on=timezone.localdate())
        by_university = any(one["method"] == CAMPUS for one in records)
        why = NOT_THEIRS if by_university else UNTOLD
        require(all(reaches(records, place, words) for place in places), why)
        with turn(), transaction.atomic():  # nobody is in whom the log does not know
            super().login(request, user)
            ways = ways_of(records)
            _note(user, f"登录（{'、'.join(ways)}）" if ways else "登录")

    def set_password(self, user: Any, password: str) -> None:
        """The hash takes the better part of a second: it is reckoned before anybody waits to write."""
        hashed, now = make_password(password), timezone.now()
        ops.keep_password(
            actor=actor_for(user, on=timezone.localdate(now)), now=now, user=user, hashed=hashed,
            history=policy().history,
        )  # fmt: skip

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """No link to an officer who would then be in by mail alone."""
        name = "key" if mail_may_reset(user, timezone.now()) else "closed"
        self.send_mail(f"account/email/password_reset_{name}", email, context)

    def get_password_change_redirect_url(self, request: Any) -> str:  # noqa: ARG002 -- allauth's signature
        return "/people/me/"


class FactorAdapter(DefaultMFAAdapter):
    """Seeds and recovery codes are encrypted with a key that is not in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对或已过期，请输入应用里现在显示的 6 位数字。",
    }

    def encrypt(self, text: str) -> str:
        return seal(SECOND_FACTOR, text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(SECOND_FACTOR, encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return dict(super().get_public_key_credential_rp_entity(), name="网育")

    def get_totp_label(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 -- allauth's signature
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"我的通行密钥 {count + 1}"


def whose(credentials: Mapping[str, Any]) -> str:
    """Whose sign-in it was, by number. The same work whether there is such an account or not."""
    number = account_named(str(credentials.get("username", "")))
    return "no such account" if number is None else f"account {number}"


@receiver(user_logged_in)
def name_session(sender: Any, request: HttpRequest, **kwargs: Any) -> None:  # noqa: ARG001 -- a signal
    today = timezone.localdate().isoformat()
    request.session["device"] = device_label(request.META.get("HTTP_USER_AGENT", ""))
    request.session["created_on"] = request.session["seen_on"] = today
    for name in (BEGAN, ENDS):
        request.session.pop(name, None)
    keep_alive(request.session, timezone.now())


@receiver(pre_save, sender=Authenticator)
def mark_word(sender: Any, instance: Authenticator, **kwargs: Any) -> None:  # noqa: ARG001 -- a signal
    """A factor set up on nothing but the word of an organisation is worth no more than that word.

    One of which that cannot be told goes without a mark, and is taken for what it may be at worst.
    """
    request = context.request
    if instance.pk is None and request is not None and request.user.is_authenticated:
        records = get_authentication_records(request, request.user)
        word = word_of(records, factor_words(request.user))
        if word is not None:
            instance.data[MARK] = word


@receiver(authenticator_added)
def trust_new_factor(
    sender: Any,  # noqa: ARG001 -- a signal
    request: HttpRequest,
    user: User,
    authenticator: Any,
    **kwargs: Any,  # noqa: ARG001 -- a signal
) -> None:
    """Whoever has just proved a new factor need not prove it again in this session."""
    if authenticator.type != "recovery_codes":
        record_authentication(
            request, user, method="mfa", id=authenticator.pk, type=authenticator.type
        )
        _end_others(request, user)
    _note(user, f"添加了登录方式“{authenticator.get_type_display()}”")


@receiver(authenticator_removed)
def forget_factor(
    sender: Any,  # noqa: ARG001 -- a signal
    request: HttpRequest,
    user: User,
    authenticator: Any,
    **kwargs: Any,  # noqa: ARG001 -- a signal
) -> None:
    """With the last factor gone this session no longer counts as strong, nor as anybody's own."""
    if not Authenticator.objects.filter(user=user).exclude(type="recovery_codes").exists():
        records = request.session.get(AUTHENTICATION_RECORDS, [])
        request.session[AUTHENTICATION_RECORDS] = without_factors(records)
    _end_others(request, user)
    _note(user, f"移除了登录方式“{authenticator.get_type_display()}”")


def _end_others(request: HttpRequest, user: User) -> None:
    """Another way to sign in begins anew everywhere else, as another password does. ASVS 5.0 7.4.3."""
    now, keep = timezone.now(), handle_of(request.session.session_key or "")
    actor = actor_for(user, on=timezone.localdate(now))
    ops.end_other_sessions(actor=actor, now=now, keep=keep)


def _note(user: User, what: str) -> None:
    now = timezone.now()
    ops.note_security(
        actor=actor_for(user, on=timezone.localdate(now)), now=now, user=user, what=what
    )
