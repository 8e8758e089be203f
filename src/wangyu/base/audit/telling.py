"""Entries as people read them: names in the place of references, fetched in one query a kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wangyu.base.audit.logic import refs
from wangyu.base.audit.models import By, Entry
from wangyu.base.lib.ports import naming

PEOPLE = "people.user"
FORGOTTEN = "（内容已按要求清除）"


@dataclass(frozen=True, slots=True)
class Told:
    """``text`` is the sentence with what was typed; ``changes`` before and after by field."""

    who: str
    text: str
    changes: dict[str, list[str]]


def tell(entries: Iterable[Entry]) -> list[Told]:
    rows = list(entries)
    names = _names(rows)
    return [_told(entry, names) for entry in rows]


def _names(rows: Sequence[Entry]) -> dict[refs.Ref, str]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, pk in refs.read(row.sentence for row in rows):
        wanted[kind].add(pk)
    for row in rows:
        wanted[PEOPLE] |= {*row.details.get("on_behalf_of", ()), *filter(None, [row.actor_id])}
    return {
        (kind, pk): name
        for kind, ids in wanted.items()
        if ids and (known := naming.get(kind))
        for pk, name in known.names(ids).items()
    }


def _told(entry: Entry, names: dict[refs.Ref, str]) -> Told:
    def name(ref: refs.Ref) -> str:
        return names.get(ref) or _nameless(ref)

    values = _private(entry)
    changes = values.pop("changes", {})
    typed = "；".join(f"{label}：{value}" for label, value in values.items())
    text = refs.put_names(entry.sentence, name) + (f"（{typed}）" if typed else "")
    return Told(_who(entry, name), text, changes)


def _private(entry: Entry) -> dict[str, Any]:
    kept = getattr(entry, "private", None) if entry.private_sha256 else None
    if kept is None:
        return {"说明": FORGOTTEN} if entry.private_sha256 else {}
    return dict(kept.values)


def _who(entry: Entry, name: Any) -> str:
    if entry.actor_id is None:
        return By(entry.by).label
    behalf = [name((PEOPLE, pk)) for pk in entry.details.get("on_behalf_of", ())]
    who = str(name((PEOPLE, entry.actor_id)))
    return f"{who}（代{'、'.join(behalf)}）" if behalf else who


def _nameless(ref: refs.Ref) -> str:
    """What is called by its number, because it is gone or was forgotten."""
    known = naming.get(ref[0])
    return f"{known.noun if known else '对象'}{ref[1]}（已注销）"
