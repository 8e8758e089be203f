"""A round that has been through its checks, made as short as the models allow."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests import factories
from wangyu.assessment.evaluation.models import (
    Check,
    CheckMark,
    Cycle,
    Frozen,
    Member,
    Visit,
    VisitMark,
)
from wangyu.assessment.evaluation.queries import scheme_of

FACTS = {"fact.group_meetings": 2, "fact.office_established": 1, "fact.articles_adopted": 1}
ANSWERS = {"self.plans": 1, "self.exchange.1": 1, "self.exchange.2": 1}


def sign(member: Member, now, **values) -> None:
    """Its facts as frozen at the signing; a measure set to None is known to be unknown."""
    facts = FACTS | ANSWERS | {key.replace("__", "."): value for key, value in values.items()}
    for measure, value in facts.items():
        period = "" if measure.startswith("self.") else "Y2025"
        Frozen.objects.create(
            member=member, revision=1, measure=measure, period_key=period, state="verified",
            value=None if value is None else Decimal(value), source="账本",
        )  # fmt: skip
        if measure == "fact.articles_adopted":
            Frozen.objects.create(
                member=member, revision=1, measure=measure, period_key="Y2024", state="verified",
                value=Decimal(0),
            )  # fmt: skip
    Member.objects.filter(pk=member.pk).update(state="signed", revision=1, signed_at=now)


def check(checker: Member, checked: Member, now, share: float = 0.5, **points) -> Check:
    """Handed in; every leaf at a share of full marks, or as named."""
    made = Check.objects.create(
        checker=checker,
        checked=checked,
        state="submitted",
        due_at=now,
        submitted_at=now,
        created_at=now,
    )
    for leaf in scheme_of(checked.cycle.version).leaves:
        value = points.get(leaf.key, leaf.points * share)
        CheckMark.objects.create(
            check_of=made, indicator=leaf.key, points=Decimal(str(value)), words=f"互查：{leaf.title}",
            place="第 3 页", updated_at=now,
        )  # fmt: skip
    return made


def visit(member: Member, now, share: float = 0.5, state: str = "confirmed", **points) -> Visit:
    made = Visit.objects.create(member=member, state=state, submitted_at=now, created_at=now)
    for leaf in scheme_of(member.cycle.version).leaves:
        value = points.get(leaf.key, leaf.points * share)
        VisitMark.objects.create(
            visit=made, indicator=leaf.key, points=Decimal(str(value)), words=f"抽查：{leaf.title}",
            updated_at=now,
        )  # fmt: skip
    return made


def checked(cycle: Cycle, now) -> list[Member]:
    """All signed, each checked by the next two, the first one visited; the round is at its spot check."""
    members = list(cycle.members.order_by("pk"))
    for number, member in enumerate(members):
        sign(member, now, fact__group_meetings=number % 4)
    for number, member in enumerate(members):
        for step in (1, 2):
            other = members[(number + step) % len(members)]
            if other != member and not Check.objects.filter(checker=other, checked=member).exists():
                check(other, member, now, share=0.3 + 0.1 * (number % 5))
    visit(members[0], now, share=0.6)
    Cycle.objects.filter(pk=cycle.pk).update(state="spot")
    return members


def six(province) -> None:
    """Enough universities of one group that they see something of their group."""
    for number in range(6):
        factories.university(province, f"云梦第{number + 1}大学", city=f"云梦{number}市")


def over(now):
    return now + timedelta(days=30)
