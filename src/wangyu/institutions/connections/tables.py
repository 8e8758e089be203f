"""Connections as they are listed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from wangyu.base.lib.flow import Edge, State
from wangyu.base.ui.tables import Column, Filter, Table, build
from wangyu.institutions.connections import queries
from wangyu.institutions.connections.kinds import CHOICES
from wangyu.institutions.connections.logic.flow import CONNECTION, KEEPERS
from wangyu.institutions.connections.models import Connection

STATES = [(s.key, s.staff_label) for s in CONNECTION.states.values() if s.key != "removed"]


def state_of(connection: Connection) -> State:
    return CONNECTION.states[connection.state]


def moves_of(connection: Connection) -> list[Edge]:
    """What may happen to it next, by whoever keeps it."""
    return CONNECTION.moves(connection.state, KEEPERS)


COLUMNS = (
    Column(
        "title", "名称", lambda c: c.title, sort="title",
        url=lambda c: reverse("connections:detail", args=[c.pk]),
    ),
    Column("org", "单位", lambda c: c.organisation.name, sort="organisation__path"),
    Column("kind", "类型", lambda c: queries.kind_of(c).label, sort="kind", phone=False),
    Column("people", "已绑定", lambda c: f"{c.people} 人", sort="people", phone=False),
    Column(
        "state", "状态", lambda c: state_of(c).staff_label, sort="state",
        tone=lambda c: state_of(c).tone,
    ),
)  # fmt: skip


def connections(request: HttpRequest, rows: QuerySet[Connection]) -> Table:
    return build(
        request, queries.with_counts(rows), COLUMNS,
        title="统一身份认证", search=("title", "organisation__name"), search_label="名称或单位",
        order="org",
        filters=(Filter("kind", "类型", CHOICES), Filter("state", "状态", STATES)),
        empty="还没有连接",
        empty_hint="高校可以接入自己的统一身份认证，本校的人就不用另记密码。",
    )  # fmt: skip
