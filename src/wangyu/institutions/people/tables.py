"""Lists of people and invitations."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from wangyu.base.core.roles import Role
from wangyu.base.ui.tables import Column, Filter, Table, build
from wangyu.institutions.people import queries
from wangyu.institutions.people.logic.recovery import RECOVERY
from wangyu.institutions.people.models import Invitation, Recovery, User


def _roles(user: Any) -> str:
    return "、".join(Role(g.role).label for g in user.current) or "现在没有角色"


def _places(user: Any) -> str:
    return "、".join(dict.fromkeys(g.organisation.name for g in user.current))


def _by_state(rows: QuerySet[User], value: str) -> QuerySet[User]:
    return rows.filter(is_active=value == "active")


PEOPLE = (
    Column(
        "name",
        "姓名",
        lambda u: u.name,
        sort="name",
        url=lambda u: reverse("people:person", args=[u.pk]),
    ),
    Column("roles", "角色", _roles),
    Column("places", "机构", _places),
    Column("username", "登录名", lambda u: u.username, sort="username", phone=False),
    Column(
        "state",
        "账号",
        lambda u: "在用" if u.is_active else "已离任",
        sort="is_active",
        tone=lambda u: "ok" if u.is_active else "neutral",
    ),
)


def people(request: HttpRequest, paths: Collection[str], on: date) -> Table:
    rows = queries.list_people(paths, on=on)
    held = queries.grants_in(paths, on=on)
    return build(
        request, rows, PEOPLE,
        title="人员", search=("name", "username"), search_label="姓名、登录名或机构", order="name",
        also=lambda text: Q(pk__in=held.filter(organisation__name__icontains=text).values("user_id")),
        filters=(
            Filter(
                "role", "角色", Role.choices,
                apply=lambda found, role: found.filter(
                    pk__in=held.filter(role=role).values("user_id")
                ),
            ),
            Filter("state", "账号", (("active", "在用"), ("left", "已离任")), apply=_by_state),
            Filter(
                "unused", "登录", (("long", "半年没有登录"),),
                apply=lambda found, _: found.filter(queries.unused(on)),
            ),
        ),
        empty="没有符合条件的人员", empty_hint="可以换个条件，或邀请同事加入。",
    )  # fmt: skip


def invitations(request: HttpRequest, rows: QuerySet[Invitation], now: datetime) -> Table:
    columns = (
        Column(
            "name",
            "姓名",
            lambda i: i.name,
            sort="name",
            url=lambda i: reverse("people:invitation", args=[i.pk]),
        ),
        Column("role", "角色", lambda i: i.get_role_display(), sort="role"),
        Column("org", "机构", lambda i: i.organisation.name, sort="organisation__path"),
        Column(
            "by", "邀请人", lambda i: i.invited_by.name if i.invited_by else "系统", phone=False
        ),
        Column("expires", "链接有效至", lambda i: i.expires_at, sort="expires_at", phone=False),
        Column("state", "状态", lambda i: state_of(i, now)[0], tone=lambda i: state_of(i, now)[1]),
    )
    return build(
        request, rows, columns,
        title="邀请", search=("name", "email"), search_label="姓名或邮箱",
        filters=(
            Filter(
                "state", "状态",
                (("open", "待接受"), ("used", "已接受"), ("expired", "已过期"), ("revoked", "已撤销")),
                apply=lambda found, value: found.filter(_STATES[value](now)),
            ),
        ),
        empty="还没有邀请", empty_hint="邀请同事后，链接在这里查看、换新或撤销。",
    )  # fmt: skip


DECISIONS = [(state.key, state.staff_label) for state in RECOVERY.states.values()]
RECOVERIES = (
    Column(
        "name", "姓名", lambda r: r.user.name, sort="user__name",
        url=lambda r: reverse("people:recovery", args=[r.pk]),
    ),
    Column("by", "申请人", lambda r: r.asked_by.name, sort="asked_by__name"),
    Column("asked", "申请时间", lambda r: r.asked_at, sort="asked_at"),
    Column("judge", "决定人", lambda r: r.decided_by.name if r.decided_by else "", phone=False),
    Column("decided", "决定时间", lambda r: r.decided_at, sort="decided_at", phone=False),
    Column(
        "state", "状态", lambda r: RECOVERY.states[r.state].staff_label, sort="state",
        tone=lambda r: RECOVERY.states[r.state].tone,
    ),
)  # fmt: skip


def recoveries(request: HttpRequest, rows: QuerySet[Recovery]) -> Table:
    return build(
        request, rows, RECOVERIES,
        title="恢复第二步验证", search=("user__name", "asked_by__name"),
        search_label="姓名或申请人", filters=(Filter("state", "状态", DECISIONS, field="state"),),
        empty="没有要办理的", empty_hint="在人员页面可以为丢了手机的同事申请。",
    )  # fmt: skip


_STATES: dict[str, Callable[[datetime], Q]] = {
    "open": lambda now: Q(used_at=None, revoked_at=None, expires_at__gt=now),
    "used": lambda _: Q(used_at__isnull=False),
    "expired": lambda now: Q(used_at=None, revoked_at=None, expires_at__lte=now),
    "revoked": lambda _: Q(used_at=None, revoked_at__isnull=False),
}


def state_of(invitation: Invitation, now: datetime) -> tuple[str, str]:
    """Word and tone."""
    if invitation.used_at is not None:
        return "已接受", "ok"
    if invitation.revoked_at is not None:
        return "已撤销", "neutral"
    return ("待接受", "info") if invitation.expires_at > now else ("已过期", "warn")
