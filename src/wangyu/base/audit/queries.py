"""Reading the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Max, Q, QuerySet

from wangyu.base.audit.logic import refs
from wangyu.base.audit.logic.chain import SEALED, Link
from wangyu.base.audit.logic.following import leaf_of
from wangyu.base.audit.logic.merkle import Tree
from wangyu.base.audit.logic.roots import Sealed
from wangyu.base.audit.models import Checkpoint, Entry, Head, Root
from wangyu.base.audit.telling import PEOPLE

RECENT, NAMESAKES = 500, 20
_PERSON = re.compile("[0-9]{1,18}")


def head_link() -> Link:
    """Where the chain ends, as its head row says."""
    found = Head.objects.filter(pk=1).first()
    return Link(found.seq, found.hash) if found else Link()


def sealed_entries(after: int, up_to: int) -> Iterator[dict[str, Any]]:
    """Every sealed field of the entries after one, in order, with what binds them."""
    rows = Entry.objects.filter(seq__gt=after, seq__lte=up_to).order_by("seq")
    yield from rows.values(*SEALED, "hash").iterator(2000)


def newest_seq() -> int:
    return int(Entry.objects.aggregate(seq=Max("seq"))["seq"] or 0)


def last_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.select_related("root").order_by("-size").first()


def last_root() -> Root | None:
    return Root.objects.order_by("-day").first()


def root_of(day: str) -> Root | None:
    """The root of a day written 2026-03-04; None for any other text."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        return None
    return Root.objects.filter(day=wanted).first()


def root_before(root: Root) -> Root | None:
    return Root.objects.filter(day__lt=root.day).order_by("-day").first()


def published(root: Root) -> Sealed:
    """A root as the world sees it."""
    return Sealed(
        root.day.isoformat(), root.size, root.root, root.chain_hash,
        root.sealed_at.astimezone(UTC).isoformat(), root.signature,
    )  # fmt: skip


def all_published() -> list[Sealed]:
    return [published(root) for root in Root.objects.order_by("day")]


def tree_at(root: Root | None) -> Tree:
    if root is None:
        return Tree()
    return Tree(root.size, tuple(bytes.fromhex(peak) for peak in root.frontier))


def leaves_between(after: int, up_to: int) -> list[bytes]:
    """Leaf hashes of a range of entries, in order."""
    rows = Entry.objects.filter(seq__gt=after, seq__lte=up_to).order_by("seq")
    return [leaf_of(digest) for digest in rows.values_list("hash", flat=True).iterator(5000)]


def hash_at(seq: int) -> str | None:
    """The hash of one entry, to hold against one written down earlier."""
    return Entry.objects.filter(seq=seq).values_list("hash", flat=True).first()


def recent_people(rows: QuerySet[Entry], chosen: str) -> list[tuple[str, str]]:
    """Those who acted lately, and the one chosen, for the select above the list."""
    recent = rows.exclude(actor=None).order_by("-seq").values_list("actor_id", "actor__name")
    people = {str(pk): name for pk, name in recent[:RECENT] if name}
    if _PERSON.fullmatch(chosen) and chosen not in people:
        people |= {str(pk): name for pk, name in recent.filter(actor_id=int(chosen))[:1]}
    return sorted(people.items(), key=lambda item: item[1])


def about_people(text: str) -> Q:
    """Entries whose sentence speaks of somebody with this in the name."""
    found = get_user_model()._default_manager.filter(name__icontains=text)  # noqa: SLF001 -- Django's own API
    answer = Q(pk__in=[])
    for pk in found.values_list("pk", flat=True)[:NAMESAKES]:
        answer |= Q(sentence__contains=refs.write(PEOPLE, pk))
    return answer
