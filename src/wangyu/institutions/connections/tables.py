"""Connections as they are listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from wangyu.base.lib.dates import local_day
from wangyu.base.lib.flow import Edge, State
from wangyu.base.ui.tables import Column, Filter, Table, build
from wangyu.institutions.connections import queries
from wangyu.institutions.connections.kinds import CHOICES, Ask, keypair
from wangyu.institutions.connections.logic.flow import CONNECTION, KEEPERS, KEY_PAIR
from wangyu.institutions.connections.models import Connection, KeyPair

STATES = [(s.key, s.staff_label) for s in CONNECTION.states.values() if s.key != "removed"]


def state_of(connection: Connection) -> State:
    return CONNECTION.states[connection.state]


def settings_of(connection: Connection) -> list[tuple[str, str]]:
    """What was filled in, secrets left out."""
    asks = [ask for ask in queries.kind_of(connection).asks if not ask.secret]
    return [(ask.label, _shown(ask, connection.settings.get(ask.name, ""))) for ask in asks]


def _shown(ask: Ask, value: str) -> str:
    return ("开" if value else "关") if ask.switch else value


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A certificate of ours as its page shows it."""

    row: KeyPair
    state: State

    @property
    def fingerprint(self) -> str:
        return keypair.fingerprint(self.row.certificate)

    @property
    def pem(self) -> str:
        return keypair.pem(self.row.certificate)

    @property
    def ends_on(self) -> date:
        return local_day(keypair.read(self.row.certificate).not_valid_after_utc)

    @property
    def may_go(self) -> bool:
        return any(edge.verb == "drop" for edge in KEY_PAIR.moves(self.row.use, KEEPERS))


def key_pairs(connection: Connection) -> list[ShownPair]:
    rows = queries.list_key_pairs(connection)
    return [ShownPair(row, KEY_PAIR.states[row.use]) for row in rows]


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
