"""A lost second factor is taken off by two people: one vouches, another agrees. Neither is its owner."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator

from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor, require
from wangyu.base.core.roles import Role
from wangyu.base.notify.send import notify
from wangyu.institutions.people import access, queries
from wangyu.institutions.people.logic.recovery import RECOVERY, VALID_FOR
from wangyu.institutions.people.models import Recovery, Session, User
from wangyu.institutions.people.ops.grants import lock_person


class RecoveryError(Exception):
    """What cannot be asked or decided; carries the sentence people read."""


HOW = (
    "请用密码登录，并马上设置新的第二步验证。"
    f"没有密码或忘了密码的，{VALID_FOR.days} 天以内在登录页点“忘记密码”，凭登记的邮箱设一个。"
)


@op("people.recovery.ask")
def ask(*, actor: Actor, now: datetime, user: User, reason: str) -> Recovery:
    """Who may grant all this person's roles has seen them and vouches for them."""
    user = lock_person(user.pk)
    access.require_vouching(actor, user)
    if problem := queries.problem_with_recovery(user):
        raise RecoveryError(problem)
    made = Recovery.objects.create(
        user=user, reason=reason.strip(), asked_by_id=actor.own_id, asked_at=now
    )
    say(f"申请为{named(user)}恢复第二步验证", target=made, private={"怎样核实": made.reason})
    _tell_judges(actor, now, made)
    _tell(now, made, "有人为您申请恢复第二步验证", "如果不是您要求的，请立即联系安全管理员。")
    return made


@op("people.recovery.agree")
def agree(*, actor: Actor, now: datetime, recovery: Recovery) -> Recovery:
    """The second person agrees: the factors go, and so does every session there is."""
    found = _decided(actor, now, recovery, "agree", "")
    Authenticator.objects.filter(user_id=found.user_id).delete()
    Session.objects.filter(user_id=found.user_id).delete()
    say(f"同意为{named(found.user)}恢复第二步验证，原有的验证方式和登录全部作废", target=found)
    _tell(now, found, "您的第二步验证已恢复", HOW)
    return found


@op("people.recovery.refuse")
def refuse(*, actor: Actor, now: datetime, recovery: Recovery, reason: str) -> Recovery:
    found = _decided(actor, now, recovery, "refuse", reason)
    say(f"不同意为{named(found.user)}恢复第二步验证", target=found, private={"理由": found.answer})
    title = "恢复第二步验证的申请未获同意"
    _tell_one(now, found, found.asked_by_id, title, found.answer)
    _tell_one(now, found, found.user_id, title, "理由已告诉为您申请的管理员，请与其联系。")
    return found


@op("people.recovery.withdraw")
def withdraw(*, actor: Actor, now: datetime, recovery: Recovery) -> Recovery:
    found = _locked(recovery)
    require(found.asked_by_id == actor.user_id, "只有申请人可以撤回。")
    found.state = RECOVERY.take(found.state, "withdraw", [h.role for h in actor.held]).target
    found.decided_at = now
    found.save()
    say(f"撤回为{named(found.user)}恢复第二步验证的申请", target=found)
    return found


def _decided(actor: Actor, now: datetime, recovery: Recovery, verb: str, reason: str) -> Recovery:
    found = _locked(recovery)
    parties = {found.user_id, found.asked_by_id}
    require(actor.user_id not in parties, "本人和申请人都不能决定，请由另一位安全管理员办理。")
    roles = [h.role for h in actor.held]
    found.state = RECOVERY.take(found.state, verb, roles, reason=reason).target
    found.decided_by_id, found.decided_at, found.answer = actor.user_id, now, reason.strip()
    found.save()
    return found


def _locked(recovery: Recovery) -> Recovery:
    rows = Recovery.objects.select_for_update(of=("self",)).select_related("user")
    return rows.get(pk=recovery.pk)


def _tell(now: datetime, recovery: Recovery, title: str, body: str) -> None:
    for person in (recovery.user_id, recovery.asked_by_id):
        _tell_one(now, recovery, person, title, body)


def _tell_one(now: datetime, recovery: Recovery, person: int, title: str, body: str) -> None:
    notify(
        recipients=[person], kind="recovery", title=title, body=body, url="/people/me/",
        key=f"recovery-{recovery.pk}-{recovery.state}", now=now,
    )  # fmt: skip


def _tell_judges(actor: Actor, now: datetime, recovery: Recovery) -> None:
    judges = queries.everyone_with(Role.SECURITY_ADMIN, on=queries.day_of(now))
    notify(
        recipients=set(judges) - {actor.user_id, recovery.user_id}, kind="recovery",
        title="有一件恢复第二步验证待您决定", body="请先用另外的办法核实本人身份。",
        url=f"/people/recoveries/{recovery.pk}/", key=f"recovery-{recovery.pk}-judge", now=now,
    )  # fmt: skip
