"""Who reads the log: the auditor all of it; an officer what was done to things in the own subtree."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.base.audit.models import Entry
from wangyu.base.core.access import Actor, NotVisible, require, within_any
from wangyu.base.core.roles import Role

READ_ALL = frozenset({Role.AUDITOR})
READ_OWN = frozenset({Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.UNIVERSITY_OFFICER})
NO_ROLE = "审计日志只由审计员查看。如需了解某一步操作，请联系省中心审计员。"
NO_HISTORY = "您的角色不能查看操作记录。如需了解某一步操作，请联系本校高校中心管理员。"


def may_read(actor: Actor) -> bool:
    return actor.has(READ_ALL)


def access_entries(actor: Actor) -> QuerySet[Entry]:
    """The whole log, for who audits."""
    require(may_read(actor), NO_ROLE)
    return Entry.objects.select_related("private")


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """Entries in the actor's subtrees; those of no organisation only for who audits."""
    rows = Entry.objects.select_related("private")
    if may_read(actor):
        return rows
    return rows.filter(within_any(actor.paths(READ_OWN), "org_path"))


def access_history(actor: Actor, kind: str, pk: int) -> QuerySet[Entry]:
    """What was done to one object: missing and another's look the same."""
    require(actor.has(READ_ALL | READ_OWN), NO_HISTORY)
    rows = visible_entries(actor).filter(target_kind=kind, target_id=pk)
    if not rows.exists():
        raise NotVisible
    return rows
