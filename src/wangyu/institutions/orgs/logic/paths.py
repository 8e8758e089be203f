"""The digit path: the chain of ids from the root, eight digits each (see docs/adr/0002)."""

from __future__ import annotations

DIGITS = 8


def path_of(parent_path: str, pk: int) -> str:
    return f"{parent_path}{pk:0{DIGITS}d}"


def university_of(path: str) -> str:
    """Path of the university an organisation belongs to (itself for a university)."""
    return path[: 2 * DIGITS]


def stamp_of(path: str) -> str:
    """What is bumped when anything below a university changes; see ``base.core.stamps``."""
    return f"orgs.{university_of(path)}"


def ids_of(path: str) -> list[int]:
    """Ids from the root down to the organisation itself."""
    return [int(path[at : at + DIGITS]) for at in range(0, len(path), DIGITS)]


def roots_of(path: str) -> list[str]:
    """Paths from the root down to the organisation itself."""
    return [path[: at + DIGITS] for at in range(0, len(path), DIGITS)]


def lies_within(path: str, root: str) -> bool:
    """Whether ``path`` is the subtree at ``root``; an organisation lies within itself."""
    return path.startswith(root)
