"""Who may look at what a university says of itself, and who may put it right."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.assessment.evaluation.access import (
    PROVINCE_ONLY,
    REPORTERS,
    access_member,
    one_of,
    visible_members,
)
from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.queries.sheet import why_locked
from wangyu.base.core.access import Actor, require
from wangyu.base.core.roles import PROVINCE_STAFF


def fills(actor: Actor, member: Member) -> bool:
    """Reports for the university, and may type now."""
    return actor.has(REPORTERS, member.organisation.path) and not why_locked(member)


def visible_answers(actor: Actor) -> QuerySet[Answer]:
    rows = Answer.objects.filter(member__in=visible_members(actor))
    return rows.select_related("member__organisation", "member__cycle__version__scheme")


def access_answer(actor: Actor, pk: int) -> Answer:
    return one_of(visible_answers(actor).filter(pk=pk))


def access_kept_member(actor: Actor, pk: int) -> Member:
    """A university's part, for the province that holds the round."""
    require(actor.has(PROVINCE_STAFF), PROVINCE_ONLY)
    member = access_member(actor, pk)
    require(actor.has(PROVINCE_STAFF, member.cycle.owner.path), PROVINCE_ONLY)
    return member
