"""Excel files of people: the invitation template, the links just made, one's own data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse

from wangyu.base.core.roles import Role
from wangyu.base.ui.sheets import workbook_response
from wangyu.institutions.people.logic.sheet import HEADER, LIMIT
from wangyu.institutions.people.models import Delegation, Grant, Session, User


def template(lines: Sequence[tuple[Role, str]]) -> HttpResponse:
    """The sheet to fill in: role and place are written, only names are missing."""
    rows = [("", role.label, place, "", "") for role, place in lines[:LIMIT]]
    return workbook_response("邀请名单模板", HEADER, rows)


def links(rows: Sequence[Sequence[str]]) -> HttpResponse:
    return workbook_response("邀请链接", ("姓名", "角色", "机构", "链接", "有效至"), rows)


def _day(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def own_data(
    user: User,
    grants: Sequence[Grant],
    delegations: Sequence[Delegation],
    sessions: Sequence[Session],
) -> dict[str, Any]:
    """Everything the platform keeps about a person as an account."""
    return {
        "登录名": user.username,
        "姓名": user.name,
        "邮箱": user.email,
        "加入时间": _day(user.joined_at),
        "角色": [
            {
                "角色": g.get_role_display(), "机构": g.organisation.name, "自": _day(g.since),
                "至": _day(g.until), "授予人": g.granted_by.name if g.granted_by else "系统",
                "收回时间": _day(g.ended_at),
            }
            for g in grants
        ],
        "委托": [
            {
                "委托人": d.grant.user.name, "受托人": d.delegate.name,
                "角色": d.grant.get_role_display(), "自": _day(d.since), "至": _day(d.until),
                "事由": d.reason, "确认时间": _day(d.confirmed_at), "结束时间": _day(d.revoked_at),
            }
            for d in delegations
        ],
        "登录": [
            {"设备": s.label, "登录日期": _day(s.created_on), "最近使用": _day(s.seen_on)}
            for s in sessions
        ],
    }  # fmt: skip
