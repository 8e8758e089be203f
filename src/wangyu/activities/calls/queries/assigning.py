"""What an assignment is computed from, as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from math import ceil, floor
from typing import Any

from django.db.models import QuerySet

from wangyu.activities.calls.logic.panel import Pair, Reviewer, Work
from wangyu.activities.calls.logic.planning import Given
from wangyu.activities.calls.models import Call, Conflict, Contributor, Entry, Panelist, Review
from wangyu.activities.calls.queries.calls import rules_of
from wangyu.activities.calls.queries.reviewing import ACTIVE, REVIEWABLE
from wangyu.base.core.models import Job
from wangyu.base.core.roles import PROVINCE_STAFF, Role, Tier
from wangyu.base.lib.canonical import sha256_of
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import Grant, User
from wangyu.institutions.people.queries import active_on

SEES_ALL = frozenset({*PROVINCE_STAFF, Role.AUDITOR})
"""Roles that see whose every work is: nobody who holds one reviews blind."""


def works_of(call: Call) -> list[Work]:
    """Entries that want reviewers, with everybody who has a part in them."""
    entries = list(Entry.objects.filter(call=call, state__in=REVIEWABLE).order_by("pk"))
    people: dict[int, list[tuple[str, str]]] = {}
    rows = Contributor.objects.filter(entry__call=call, entry__state__in=REVIEWABLE)
    for entry, name, unit in rows.values_list("entry_id", "name", "unit"):
        people.setdefault(entry, []).append((name, unit))
    return [
        Work(
            one.pk, one.track, one.organisation_id, frozenset({one.entrant_id}),
            frozenset(name for name, _ in people.get(one.pk, ())),
            frozenset(unit for _, unit in people.get(one.pk, ()) if unit),
        )
        for one in entries
    ]  # fmt: skip


def reviewers_of(call: Call, on: date, apart_from: Collection[int] = ()) -> list[Reviewer]:
    """The panel, with every university somebody belongs to and everybody they entered a work with.

    What they have of works other than ``apart_from`` counts towards their load.
    """
    panel = list(Panelist.objects.filter(call=call).select_related("user").order_by("pk"))
    users = {one.user_id for one in panel}
    places = places_of(users, on)
    names = dict(Organisation.objects.values_list("pk", "name").filter(tier=Tier.UNIVERSITY))
    partners = partners_of([(one.user_id, one.user.name) for one in panel])
    works, orgs = _shunned(call)
    held = Review.objects.filter(panelist__call=call, state__in=ACTIVE)
    elsewhere = Counter(held.exclude(entry__in=apart_from).values_list("panelist_id", flat=True))
    found = []
    for one in panel:
        own = {
            *places.get(one.user_id, ()),
            *([one.organisation_id] if one.organisation_id else []),
        }
        found.append(
            Reviewer(
                one.pk, one.user_id, one.user.name, one.organisation_id, frozenset(own),
                frozenset(names[pk] for pk in own if pk in names), frozenset(one.tracks), one.most,
                frozenset(partners.get(one.user_id, ())), works.get(one.pk, {}), orgs.get(one.pk, {}),
                elsewhere[one.pk],
            )
        )  # fmt: skip
    return found


def places_of(users: Collection[int], on: date) -> dict[int, set[int]]:
    """User -> universities in or below which they hold a role today."""
    grants = Grant.objects.filter(active_on(on), user__in=users)
    rows = [(user, path[:16]) for user, path in grants.values_list("user_id", "organisation__path")]
    heads = Organisation.objects.filter(path__in={path for _, path in rows}, tier=Tier.UNIVERSITY)
    by_path = {path: pk for pk, path in heads.values_list("pk", "path")}
    found: dict[int, set[int]] = {}
    for user, path in rows:
        if path in by_path:
            found.setdefault(user, set()).add(by_path[path])
    return found


def partners_of(people: Iterable[tuple[int, str]]) -> dict[int, set[tuple[int, str]]]:
    """User -> university and name of those named beside them in a work of any call."""
    people = list(people)
    by_name: dict[str, list[int]] = {}
    for user, name in people:
        by_name.setdefault(name, []).append(user)
    theirs: dict[int, set[int]] = {}
    named = Contributor.objects.filter(name__in=by_name).values_list("entry_id", "name")
    for entry, name in named:
        theirs.setdefault(entry, set()).update(by_name[name])
    begun = Entry.objects.filter(entrant__in=[user for user, _ in people])
    for entry, user in begun.values_list("pk", "entrant_id"):
        theirs.setdefault(entry, set()).add(user)
    found: dict[int, set[tuple[int, str]]] = {}
    beside = Contributor.objects.filter(entry__in=list(theirs))
    for entry, place, name in beside.values_list("entry_id", "entry__organisation_id", "name"):
        for user in theirs[entry]:
            found.setdefault(user, set()).add((place, name))
    return found


def _shunned(call: Call) -> tuple[dict[int, dict[int, str]], dict[int, dict[int, str]]]:
    works: dict[int, dict[int, str]] = {}
    orgs: dict[int, dict[int, str]] = {}
    for one in Conflict.objects.filter(panelist__call=call).order_by("pk"):
        if one.entry_id:
            works.setdefault(one.panelist_id, {})[one.entry_id] = one.reason
        if one.organisation_id:
            orgs.setdefault(one.panelist_id, {})[one.organisation_id] = one.reason
    return works, orgs


def given_of(call: Call, load: tuple[int, int], on: date, only: int | None = None) -> Given:
    """Everything an assignment is computed from; ``only`` one entry's free places are filled."""
    edition, works = rules_of(call), works_of(call)
    if only is not None:
        works = [work for work in works if work.id == only]
    reviewers = reviewers_of(call, on, [work.id for work in works])
    row = {work.id: at for at, work in enumerate(works)}
    place = {one.id: at for at, one in enumerate(reviewers)}
    states = Review.objects.filter(entry__in=list(row)).values_list(
        "entry_id", "panelist_id", "state"
    )
    active: set[Pair] = set()
    barred: set[Pair] = set()
    for entry, panelist, state in states:
        pair = row[entry], place[panelist]
        (active if state in ACTIVE else barred).add(pair)
    titles = {track.key: track.title for track in edition.tracks}
    return Given(works, reviewers, edition.reviews, load, active, barred, titles)


def mark_of(given: Given) -> str:
    """Changes with whatever the assignment is computed from."""
    return sha256_of(
        {
            "works": [[w.id, w.track, w.organisation, sorted(w.names), sorted(w.units)] for w in given.works],
            "reviewers": [
                [
                    r.id, r.home, sorted(r.places), sorted(r.tracks), r.most, r.elsewhere, sorted(r.shun_works),
                    sorted(r.shun_places), sorted(map(list, r.partners)),
                ]
                for r in given.reviewers
            ],
            "rules": [given.per_item, *given.load],
            "pairs": [sorted(map(list, given.active)), sorted(map(list, given.barred))],
        }
    )  # fmt: skip


def key_of(call: Call) -> str:
    return f"calls.assign:{call.pk}"


def last_job(call: Call) -> Job | None:
    """The last plan that was computed or is being computed, whoever asked for it."""
    return Job.objects.filter(key=key_of(call)).order_by("-created_at", "-pk").first()


def numbers_of(call: Call) -> dict[str, int]:
    """What there is to give and who could take it."""
    edition = rules_of(call)
    entries = Entry.objects.filter(call=call, state__in=REVIEWABLE)
    active = Review.objects.filter(entry__call=call, state__in=ACTIVE)
    here = active.filter(entry__state__in=REVIEWABLE).values_list("entry_id", flat=True)
    given = Counter(here)
    works = list(entries.values_list("pk", flat=True))
    panel = list(Panelist.objects.filter(call=call).values_list("most", flat=True))
    return {
        "works": len(works), "per_item": edition.reviews, "panel": len(panel),
        "given": active.count(), "most_load": edition.most_load,
        "need": sum(max(0, edition.reviews - given[pk]) for pk in works),
        "room": sum(min(one, edition.most_load) for one in panel),
    }  # fmt: skip


def advised(numbers: dict[str, int]) -> dict[str, int]:
    """Loads that spread the work: nobody less than half of an even share, nobody far above it."""
    share = (numbers["need"] + numbers["given"]) / max(1, numbers["panel"])
    high = min(numbers["most_load"], ceil(share * 1.3) + 1)
    return {"at_least": floor(share / 2), "at_most": max(1, high)}


def panel_lines(ids: Collection[int]) -> dict[int, str]:
    """Reviewers by name and university."""
    rows = Panelist.objects.filter(pk__in=set(ids))
    return {
        pk: f"{name}（{school}）" if school else name
        for pk, name, school in rows.values_list("pk", "user__name", "organisation__name")
    }


def candidates(call: Call, on: date) -> QuerySet[Any]:
    """People who review and are not on the panel yet, nor see whose works these are."""
    there = Panelist.objects.filter(call=call).values("user_id")
    grants = Grant.objects.filter(active_on(on), user__is_active=True)
    able = grants.filter(role=Role.REVIEWER).values("user_id")
    knowing = grants.filter(role__in=SEES_ALL).values("user_id")
    rows = User.objects.filter(pk__in=able).exclude(pk__in=there).exclude(pk__in=knowing)
    return rows.order_by("name", "pk")


def homes_of(users: Collection[int], on: date) -> dict[int, str]:
    found = places_of(users, on)
    names = dict(
        Organisation.objects.filter(
            pk__in={pk for pks in found.values() for pk in pks}
        ).values_list("pk", "name")
    )
    return {user: "、".join(sorted(names[pk] for pk in pks)) for user, pks in found.items()}
