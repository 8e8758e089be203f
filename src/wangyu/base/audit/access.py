"""Who reads the log: those who audit read all of it, a university its own subtree."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.base.audit.models import Entry
from wangyu.base.core.access import Actor, NotVisible, require, within_any
from wangyu.base.core.roles import Role

READ_ALL = frozenset({Role.AUDITOR, Role.SECURITY_ADMIN})
READ_OWN = frozenset({Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.UNIVERSITY_OFFICER})
NO_ROLE = "您的角色不能查看审计日志。如需了解某一步操作,请联系本校高校中心管理员或省中心审计员。"


def may_read(actor: Actor) -> bool:
    return actor.has(READ_ALL | READ_OWN)


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """Entries in the actor's subtrees; those of no organisation only for who audits."""
    if actor.has(READ_ALL):
        return Entry.objects.select_related("private")
    return Entry.objects.select_related("private").filter(
        within_any(actor.paths(READ_OWN), "org_path")
    )


def access_entries(actor: Actor) -> QuerySet[Entry]:
    require(may_read(actor), NO_ROLE)
    return visible_entries(actor)


def access_history(actor: Actor, kind: str, pk: int) -> QuerySet[Entry]:
    """What was done to one object: missing and another's look the same."""
    rows = access_entries(actor).filter(target_kind=kind, target_id=pk)
    if not rows.exists():
        raise NotVisible
    return rows
