"""Reads about panels, reviews and what reviewers may see. No permission is decided here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangyu.activities.calls.logic.flow import REVIEW
from wangyu.activities.calls.models import (
    BlindPiece,
    Call,
    Conflict,
    Entry,
    Message,
    Panelist,
    Remark,
    Review,
)
from wangyu.base.core.access import within
from wangyu.base.core.roles import Tier
from wangyu.base.lib.dates import show_time
from wangyu.institutions.orgs.models import Organisation

ACTIVE = ("assigned", "scoring", "done")
"""States of a review that counts."""
TO_DO = ("assigned", "scoring")
REVIEWABLE = ("format_ok", "in_review")
"""States of an entry for which reviewers are sought."""
SEEN = (
    "in_review", "revising", "shortlisted", "publicized", "awarded", "not_awarded", "exhibited",
    "sent_national",
)  # fmt: skip
"""States of an entry that its reviewers see."""
NUMERALS = "一二三四五六七八九十"


def panel_of(call: Call) -> QuerySet[Any]:
    """Everybody on the panel, with how much they have and have done."""
    return (
        Panelist.objects.filter(call=call)
        .select_related("user", "organisation", "call__owner")
        .annotate(
            given=Count("reviews", filter=Q(reviews__state__in=ACTIVE), distinct=True),
            handed_in=Count("reviews", filter=Q(reviews__state="done"), distinct=True),
            shuns=Count("conflicts", distinct=True),
        )
    )


def conflicts_of(panelist: Panelist) -> QuerySet[Conflict]:
    return panelist.conflicts.select_related("entry", "organisation").order_by("-declared_at", "pk")


def reviews_of(call: Call) -> QuerySet[Review]:
    rows = Review.objects.filter(entry__call=call).prefetch_related("entry__call")
    return rows.select_related(
        "entry__blind", "entry__organisation", "panelist__user",
        "panelist__organisation",
    )  # fmt: skip


def locked_review(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",)).select_related(
        "entry__call__owner", "entry__blind", "panelist__call", "panelist__user"
    )
    return rows.get(pk=review.pk)


def active_reviews(entry: Entry) -> QuerySet[Review]:
    return Review.objects.filter(entry=entry, state__in=ACTIVE)


def progress_of(entry: Entry) -> tuple[int, int]:
    """How many reviews are handed in, of how many. Of nobody by name."""
    states = list(active_reviews(entry).values_list("state", flat=True))
    return states.count("done"), len(states)


def all_done(entry: Entry) -> bool:
    """Whether everybody who has the work has handed in: only then do they talk."""
    done, of = progress_of(entry)
    return of > 1 and done == of


def pieces_of(review: Review) -> QuerySet[BlindPiece]:
    return BlindPiece.objects.filter(copy__entry=review.entry_id).order_by("slot", "position", "pk")


def remarks_of(review: Review) -> QuerySet[Remark]:
    return review.remarks.select_related("piece").order_by(
        "piece__slot", "piece__position", "at", "pk"
    )


def aliases_of(entry: Entry) -> dict[int, str]:
    """Review -> 评审一, 评审二 …: in an order of each work's own, so that nobody is known again."""
    pks = active_reviews(entry).values_list("pk", flat=True)
    mixed = sorted(pks, key=lambda pk: hashlib.sha256(f"{entry.pk}:{pk}".encode()).digest())
    return {
        pk: f"评审{NUMERALS[at] if at < len(NUMERALS) else at + 1}" for at, pk in enumerate(mixed)
    }


def messages_of(entry: Entry) -> QuerySet[Message]:
    rows = Message.objects.filter(review__entry=entry).select_related("review__panelist__user")
    return rows.order_by("at", "pk")


def steps_of(review: Review) -> list[dict[str, Any]]:
    labels = {edge.verb: edge.label for edge in REVIEW.edges} | {"assign": "分派"}
    return [
        {
            "title": labels[step.verb], "when": show_time(step.at), "text": step.reason,
            "who": step.by.name if step.by else "系统",
        }
        for step in review.steps.select_related("by")
    ]  # fmt: skip


def wanting(call: Call, reviews: int) -> QuerySet[Any]:
    """Works that have fewer reviewers than the rules ask for."""
    active = Count("reviews", filter=Q(reviews__state__in=ACTIVE))
    rows = Entry.objects.filter(call=call, state__in=REVIEWABLE).annotate(active=active)
    return rows.filter(active__lt=reviews).select_related("call", "organisation")


def works_to_avoid(call: Call) -> QuerySet[Entry]:
    """Works a conflict may be declared about."""
    rows = Entry.objects.filter(call=call, state__in=REVIEWABLE)
    return rows.select_related("organisation").order_by("organisation__name", "title", "pk")


def waiting(call: Call) -> int:
    """Works that passed the formal check and have not begun to be reviewed."""
    return Entry.objects.filter(call=call, state="format_ok").count()


def counts_of(call: Call) -> dict[str, int]:
    """Reviews of a call by state."""
    rows = Review.objects.filter(entry__call=call).values_list("state").annotate(n=Count("pk"))
    return dict(rows.order_by("state"))


def schools_of(call: Call) -> list[Organisation]:
    """The universities a call is open to."""
    below = Organisation.objects.filter(
        within(call.owner.path), tier=Tier.UNIVERSITY, closed_on=None
    )
    return list(below.order_by("name", "pk"))


def review_names(ids: Collection[int]) -> dict[int, str]:
    """By the code of the work: neither whose work nor whose review."""
    rows = Review.objects.filter(pk__in=set(ids)).values_list("pk", "entry__blind__code")
    return {pk: f"评审任务 {code or pk}" for pk, code in rows}


def panelist_names(ids: Collection[int]) -> dict[int, str]:
    return dict(Panelist.objects.filter(pk__in=set(ids)).values_list("pk", "user__name"))
