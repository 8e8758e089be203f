"""Who may grant which role, and which roles one person may not hold together."""

from __future__ import annotations

from collections.abc import Collection

GRANTING: dict[str, frozenset[str]] = {
    "platform": frozenset({"province_officer", "security_admin"}),
    "province_officer": frozenset(
        {
            "province_officer",
            "province_leader",
            "university_officer",
            "university_leader",
            "reviewer",
        }
    ),
    "university_officer": frozenset(
        {"university_officer", "university_reporter", "university_leader", "department_officer"}
    ),
    "department_officer": frozenset({"station_officer"}),
    "security_admin": frozenset({"system_admin", "security_admin", "auditor"}),
}
"""``platform`` is ``wangyu setup``, which makes the first links."""

EXPECTED: dict[str, tuple[str, ...]] = {
    "province_officer": ("university_officer",),
    "university_officer": ("university_reporter", "university_leader", "department_officer"),
    "department_officer": ("station_officer",),
}
"""Roles that somebody should hold in each place below, and who invites them."""

ONE_OF_THREE = frozenset({"system_admin", "security_admin", "auditor"})
"""Administrators who watch one another: never two of these roles on one person, never lent."""


def grantable(held: Collection[str]) -> frozenset[str]:
    """Roles that a holder of ``held`` may grant and end."""
    return frozenset().union(*(GRANTING.get(role, frozenset()) for role in held))


def clash(role: str, held: Collection[str]) -> str:
    """The role already held that excludes ``role``; empty when there is none."""
    if role not in ONE_OF_THREE:
        return ""
    return next(iter(sorted((ONE_OF_THREE & set(held)) - {role})), "")


def lendable(role: str) -> bool:
    """Whether a role may be held on somebody's behalf.

    Reviews are given by whom they were assigned to; and who else reviews is not for a reviewer to
    read in a list of colleagues.
    """
    return role not in ONE_OF_THREE | {"reviewer"}
