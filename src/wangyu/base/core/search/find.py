"""Asking the index: title hits first, then the newest; only what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.core.search.index import engine
from wangyu.base.lib.bigrams import query_phrases
from wangyu.base.lib.ports import readers

COUNT_LIMIT = 200
LONGEST_QUERY = 80
SNIPPET = 90


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    label: str
    title: str
    snippet: str
    url: str


@dataclass(frozen=True, slots=True)
class Results:
    hits: list[Hit]
    total: int
    """Counted up to COUNT_LIMIT."""

    @property
    def is_capped(self) -> bool:
        return self.total >= COUNT_LIMIT


def _scope(actor: Actor) -> tuple[str, list[str]]:
    """SQL over d for what the actor may see: public things, and of each kind what its readers see."""
    if actor.user_id is None and actor.has({Role.SYSTEM_ADMIN}, ""):
        return "1 = 1", []
    parts, values = ["d.scope = 'public'"], []
    for paths, kinds in _reach(actor).items():
        marks = ", ".join(["%s"] * len(kinds))
        inside = ["d.scope = 'readers'", *["(d.scope >= %s AND d.scope < %s)"] * len(paths)]
        parts.append(f"(d.kind IN ({marks}) AND ({' OR '.join(inside)}))")
        values += [*kinds, *(end for path in paths for end in (path, f"{path}:"))]
    return f"({' OR '.join(parts)})", values


def _reach(actor: Actor) -> dict[tuple[str, ...], list[str]]:
    """Paths -> the kinds that a role of this person reads there."""
    found: dict[tuple[str, ...], list[str]] = {}
    for kind in readers.names():
        paths = tuple(actor.paths(frozenset(map(Role, readers.get(kind) or ()))))
        if paths:
            found.setdefault(paths, []).append(kind)
    return found


def find(actor: Actor, text: str, *, kind: str = "", limit: int = 20, offset: int = 0) -> Results:
    """Documents that hold every run of ``text``. Never raises for odd input."""
    phrases = query_phrases(text[:LONGEST_QUERY])
    if not phrases:
        return Results([], 0)
    wanted = offset + limit
    titled = _ids(actor, phrases, kind, wanted, title_only=True)
    ids = list(titled)
    if len(ids) < wanted:
        seen = set(ids)
        every = _ids(actor, phrases, kind, max(COUNT_LIMIT, wanted), title_only=False)
        ids += [pk for pk in every if pk not in seen]
        total = len(ids)
    else:
        total = len(_ids(actor, phrases, kind, COUNT_LIMIT, title_only=False))
    return Results(_hits(ids[offset:wanted], text), total)


def _ids(
    actor: Actor, phrases: list[list[str]], kind: str, limit: int, *, title_only: bool
) -> list[int]:
    matching, values = engine().condition(phrases, title_only=title_only)
    visible, scopes = _scope(actor)
    of_kind, kinds = (" AND d.kind = %s", [kind]) if kind else ("", [])
    sql = (
        f"SELECT d.id FROM ({matching} ORDER BY rowid DESC) t "  # noqa: S608 -- literals only
        f"JOIN core_searchdocument d ON d.id = t.rowid WHERE {visible}{of_kind} "
        "ORDER BY t.rowid DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *scopes, *kinds, limit])
        return [row[0] for row in cursor.fetchall()]


def _hits(ids: list[int], text: str) -> list[Hit]:
    if not ids:
        return []
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, kind, label, title, snippet, url FROM core_searchdocument "  # noqa: S608 -- literals only
            f"WHERE id IN ({marks})",
            ids,
        )
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    return [
        Hit(kind, label, title, excerpt(body, text), url)
        for kind, label, title, body, url in (rows[pk] for pk in ids)
    ]


def excerpt(body: str, text: str) -> str:
    """The part of the body around the first word of the query."""
    words = text.split()
    place = body.lower().find(words[0].lower()) if words else -1
    start = max(0, place - SNIPPET // 3)
    part = body[start : start + SNIPPET]
    return ("…" if start else "") + part + ("…" if start + SNIPPET < len(body) else "")
