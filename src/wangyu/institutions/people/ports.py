"""What people offers the work desk and the side menu. People are nobody's search result."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.lib.ports import AgendaItem, Naming, NavItem, agenda, moving, naming, navigation
from wangyu.institutions.people import access, ops, queries

SOON = timedelta(days=2)
NEEDED = {
    Role.UNIVERSITY_OFFICER: "没有管理员的学校收不到填报任务",
    Role.UNIVERSITY_LEADER: "没有分管领导，填报表无人签批",
}


def _agenda(actor: Any, now: datetime) -> Iterable[AgendaItem]:
    if not actor.is_signed_in:
        return
    if queries.must_be_strong(actor):
        yield AgendaItem(
            "设置第二步验证", reverse("people:second_factor"), minutes=3,
            note="您的角色要求登录时再验证一步", tone="warn",
        )  # fmt: skip
    yield from _vacant(actor, now)
    if count := access.recoveries_to_judge(actor).count():
        yield AgendaItem(
            f"{count} 件恢复第二步验证待您决定", reverse("people:recoveries") + "?state=asked",
            minutes=5 * count, note="先用另外的办法核实是本人",
        )  # fmt: skip
    for one in queries.unconfirmed(actor.user_id, on=timezone.localdate(now)):
        yield AgendaItem(
            f"确认代{one.grant.user.name}行使“{one.grant.get_role_display()}”",
            reverse("people:me") + "#delegations", due=one.since, minutes=1, note=one.reason,
        )  # fmt: skip
    if access.may_invite(actor):
        paths = access.invitation_paths(actor)
        expiring = queries.pending(queries.list_invitations(paths), now)
        count = expiring.filter(expires_at__lte=now + SOON).count()
        if count:
            yield AgendaItem(
                f"{count} 个邀请即将过期", reverse("people:invitations") + "?state=open",
                minutes=2, note="提醒对方接受，或换新链接",
            )  # fmt: skip


def _vacant(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """Roles without which no sheet can be filled in or signed."""
    for role, places in access.vacancies(actor, now).items():
        count = places.count() if role in NEEDED else 0
        if count:
            where = f"{count} 所高校" if role == Role.UNIVERSITY_OFFICER else "本校"
            yield AgendaItem(
                f"{where}还没有{role.label}", reverse("people:invite_sheet"), minutes=5,
                note=f"{NEEDED[role]}；模板里已列好空缺，填上姓名即可邀请", tone="warn",
            )  # fmt: skip


agenda.add("people", _agenda)
moving.add("people", ops.part_from)
naming.add("people.user", Naming("人员", queries.user_names))
naming.add("people.invitation", Naming("受邀人", queries.invited_names))
navigation.add(
    "people",
    NavItem("人员与权限", "people:list", "users", 70, access.may_manage, "管理"),
)
navigation.add(
    "people.me", NavItem("我的账号", "people:me", "user", 95, lambda a: a.is_signed_in, "我的")
)
