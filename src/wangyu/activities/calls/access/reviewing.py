"""Who sees which review. A reviewer comes in by the code of a blind copy, never by a work's number."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.activities.calls.access import PROVINCE_ONLY, keeps
from wangyu.activities.calls.models import (
    BlindPiece,
    Call,
    Conflict,
    Entry,
    Panelist,
    Remark,
    Review,
)
from wangyu.activities.calls.queries.reviewing import ACTIVE, REVIEWABLE, SEEN
from wangyu.base.core.access import Actor, NotVisible, require, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, Role

NOT_YET = "评委名单和分派只由省中心查看。"


def visible_my_reviews(actor: Actor) -> QuerySet[Review]:
    """One's own that stand, of works whose blind copy is frozen. Nobody reviews for another."""
    mine = any(h.role == Role.REVIEWER and h.principal_id is None for h in actor.held)
    if not mine:
        return Review.objects.none()
    rows = Review.objects.filter(
        panelist__user_id=actor.own_id, state__in=ACTIVE, entry__state__in=SEEN,
        entry__blind__frozen_at__isnull=False,
    )  # fmt: skip
    return rows.select_related("entry__blind", "entry__call__owner", "panelist")


def access_my_review(actor: Actor, code: str) -> Review:
    found = visible_my_reviews(actor).filter(entry__blind__code=code).first()
    if found is None:
        raise NotVisible
    return found


def access_blind_piece(actor: Actor, code: str, slot: str, position: int) -> BlindPiece:
    """A file of the blind copy: for who reviews the work."""
    review = access_my_review(actor, code)
    rows = BlindPiece.objects.filter(copy__entry=review.entry_id, slot=slot, position=position)
    found = rows.exclude(stored_name="").first()
    if found is None:
        raise NotVisible
    return found


def access_my_remark(actor: Actor, pk: int) -> Remark:
    rows = Remark.objects.select_related("review__entry__blind")
    found = rows.filter(pk=pk, review__in=visible_my_reviews(actor)).first()
    if found is None:
        raise NotVisible
    return found


def my_panels(actor: Actor) -> QuerySet[Panelist]:
    """The calls somebody reviews in, while they are not over."""
    rows = Panelist.objects.filter(user_id=actor.own_id).select_related("call__owner", "user")
    over = ("draft", "released", "cancelled")
    return rows.exclude(call__state__in=over).order_by("-call__due_at", "-pk")


def access_my_panel(actor: Actor, pk: int) -> Panelist:
    found = my_panels(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _seen_by_province(actor: Actor) -> list[str]:
    return actor.paths(PROVINCE_STAFF)


def access_panelist(actor: Actor, pk: int) -> Panelist:
    """By the province alone."""
    rows = Panelist.objects.select_related("call__owner", "user", "organisation")
    found = rows.filter(within_any(_seen_by_province(actor), "call__owner__path"), pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def access_conflict(actor: Actor, pk: int) -> Conflict:
    rows = Conflict.objects.select_related("panelist__call__owner", "panelist__user")
    there = within_any(_seen_by_province(actor), "panelist__call__owner__path")
    found = rows.filter(there, pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def access_review(actor: Actor, pk: int) -> Review:
    """Whose judgement of whose work: the province alone."""
    rows = Review.objects.select_related(
        "entry__call__owner", "entry__blind", "entry__organisation", "panelist__user",
        "panelist__organisation",
    )  # fmt: skip
    found = rows.filter(
        within_any(_seen_by_province(actor), "entry__call__owner__path"), pk=pk
    ).first()
    if found is None:
        raise NotVisible
    return found


def access_wanting(actor: Actor, pk: int) -> Entry:
    """A work that may be given reviewers."""
    rows = Entry.objects.select_related("call__owner", "organisation")
    there = within_any(_seen_by_province(actor), "call__owner__path")
    found = rows.filter(there, pk=pk, state__in=REVIEWABLE).first()
    if found is None:
        raise NotVisible
    return found


def roles_for_review(actor: Actor, review: Review) -> frozenset[str]:
    """What somebody is to a review: its reviewer, or of the province that keeps the call."""
    mine = review.panelist.user_id == actor.user_id
    held = {str(h.role) for h in actor.held if h.role == Role.REVIEWER and h.principal_id is None}
    above = {str(role) for role in actor.roles_at(review.entry.call.owner.path)} - {Role.REVIEWER}
    return frozenset((held if mine else set()) | above)


def require_keeps(actor: Actor, call: Call) -> None:
    require(keeps(actor, call), PROVINCE_ONLY)
