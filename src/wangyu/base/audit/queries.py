"""Reading the log."""

from __future__ import annotations

import re

from django.contrib.auth import get_user_model
from django.db.models import Max, Q, QuerySet

from wangyu.base.audit.logic import refs
from wangyu.base.audit.logic.chain import SEALED, Break, Link, first_break
from wangyu.base.audit.models import Entry, Head
from wangyu.base.audit.telling import PEOPLE

RECENT, NAMESAKES = 500, 20
_PERSON = re.compile("[0-9]{1,18}")


def head_link() -> Link:
    """Where the chain ends, as its head row says."""
    found = Head.objects.filter(pk=1).first()
    return Link(found.seq, found.hash) if found else Link()


def broken_at() -> Break | None:
    """The first broken row.

    Without a lock: the newest entry is read before the head, and an entry joins together with its
    head, so writers meanwhile are no break.
    """
    newest = Entry.objects.aggregate(seq=Max("seq"))["seq"] or 0
    head = head_link()
    entries = Entry.objects.filter(seq__lte=max(head.seq, newest)).order_by("seq")
    return first_break(entries.values(*SEALED, "hash").iterator(2000), head)


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
