"""The board's place in the menu; clauses for search."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from wangyu.assessment.policy.access import READERS
from wangyu.assessment.policy.kinds import pack
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.lib.ports import Document, NavItem, documents, navigation


def _clauses() -> Iterable[Document]:
    for clause in pack().clauses.values():
        yield Document(
            "policy.clause", clause.number, f"第{clause.number}条 {clause.title}", clause.text,
            reverse("policy:clause", args=[clause.number]), "public", "政策条款",
        )  # fmt: skip


documents.add("policy", _clauses)
navigation.add(
    "policy.board",
    NavItem(
        "落实看板",
        "policy:board",
        "chart-bar",
        10,
        lambda a: a.has(PROVINCE_STAFF | {Role.AUDITOR}),
    ),
)
navigation.add(
    "policy.mine",
    NavItem(
        "本校落实情况",
        "policy:mine",
        "chart-bar",
        11,
        lambda a: a.has(READERS) and not a.is_province and not a.has({Role.AUDITOR}),
    ),
)
navigation.add(
    "policy.standards",
    NavItem("标准对照", "policy:standards", "list-check", 12, lambda a: a.has(READERS)),
)
navigation.add("policy.clauses", NavItem("政策条款", "policy:clauses", "book", 13, lambda a: True))  # noqa: ARG005 -- everybody
