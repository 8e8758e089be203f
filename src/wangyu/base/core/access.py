"""Who acts, and the two ways of being refused.

``access_x(actor, id)`` of an app gives the object, raises ``NotVisible`` (404: another unit's
object and a missing one look the same) or ``Refused`` (403 with a sentence that says why and what
to do instead). ``visible_x(actor)`` gives the queryset.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from wangyu.base.core.roles import PROVINCE_STAFF, Role


class NotVisible(Http404):
    """Missing or another's: the two must look the same."""


class Refused(Exception):  # noqa: N818 -- an answer, not a fault
    """Visible, but this may not be done. Carries the sentence the person reads."""

    def __init__(self, reason: str) -> None:
        if not reason.strip():
            raise ValueError("a refusal must carry its reason")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Held:
    """A role held at an organisation today; ``path`` is the organisation's path in the tree."""

    role: Role
    org_id: int
    path: str
    on_behalf_of: str = ""
    """Name of the principal when the role is held by delegation."""
    principal_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a person with the roles held today, or nobody (``user_id`` None)."""

    user_id: int | None
    name: str
    held: tuple[Held, ...] = ()
    strong: bool = False
    """Signed in with a second factor."""

    @classmethod
    def anonymous(cls) -> Actor:
        return cls(None, "访客")

    @classmethod
    def system(cls) -> Actor:
        """The platform itself: scheduled work and the operator's shell."""
        return cls(None, "系统", (Held(Role.SYSTEM_ADMIN, 0, ""),), strong=True)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def own_id(self) -> int:
        """To look for one's own by: nobody has nothing of their own."""
        return self.user_id or 0

    def roles_at(self, path: str) -> frozenset[Role]:
        """Roles that reach the organisation at ``path``: held there or above it."""
        return frozenset(h.role for h in self.held if path.startswith(h.path))

    def has(self, roles: Collection[Role], path: str | None = None) -> bool:
        """Holds one of ``roles`` — anywhere, or (with a path) there or above."""
        return any(h.role in roles and (path is None or path.startswith(h.path)) for h in self.held)

    def paths(self, roles: Collection[Role] | None = None) -> list[str]:
        """Paths of the organisations where one of ``roles`` (any role by default) is held."""
        return sorted({h.path for h in self.held if roles is None or h.role in roles})

    @property
    def behalf(self) -> str:
        """Names of those this person acts for today."""
        return "、".join(sorted({h.on_behalf_of for h in self.held if h.on_behalf_of}))

    @property
    def is_province(self) -> bool:
        return self.has(PROVINCE_STAFF)


def within(path: str, field: str = "path") -> Q:
    """Rows whose ``field`` lies in the subtree at ``path`` — a range, so an index serves it.

    Paths are digits only (see orgs), so every collation sorts them alike.
    """
    return Q(**{f"{field}__gte": path, f"{field}__lt": after(path)}) if path else Q()


def after(path: str) -> str:
    """Where the subtree at ``path`` ends: the first path that is not in it any more."""
    return str(int("1" + path) + 1)[1:]


def within_any(paths: Collection[str], field: str = "path") -> Q:
    """Rows in one of the subtrees; nothing for no paths."""
    answer = Q(pk__in=[])
    for path in paths:
        answer |= within(path, field) if path else Q(pk__isnull=False)
    return answer


def require(condition: bool, reason: str) -> None:  # noqa: FBT001 -- reads as a sentence
    """Refuse with ``reason`` unless ``condition`` holds."""
    if not condition:
        raise Refused(reason)
