"""A round whose universities have signed, as the self-check would leave it; and its mutual checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests import factories
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.charter import plain
from wangyu.assessment.evaluation.models import Cycle, Frozen, Member
from wangyu.assessment.evaluation.ops import cycles as ops
from wangyu.assessment.evaluation.ops import pairs
from wangyu.assessment.evaluation.ops.marking import Typed
from wangyu.assessment.evaluation.queries.facts import WHOLE
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.base.core.roles import Role

CITIES = 8
"""As many universities: each checks two, is checked by two, and nobody is stuck."""


def charter(**more):
    return replace(charters()["two_years"], spot_size=2, strata=(), **more)


def round_of_eight(province, facts, officer, now, **more):
    """Begun for universities of eight cities; whoever works there is ``people[name]``."""
    for number in range(CITIES):
        factories.university(province, f"第{number}大学", city=f"{number}市")
    draft = ops.create_cycle(
        owner=province, charter=charter(**more), facts=facts, actor=officer, now=now
    )
    return ops.begin_cycle(cycle=draft, actor=officer, now=now)


def sign(cycle, *but):
    """Every university has signed; each has a little more than the one before."""
    for number, member in enumerate(cycle.members.exclude(organisation__name__in=but)):
        Member.objects.filter(pk=member.pk).update(state="signed", revision=1)
        freeze(member, group_meetings=min(number, 3), articles_adopted=1, office_established=1)


def freeze(member, plans=2, exchanges=(1, 1), **facts):
    own = {"self.plans": plans, "self.exchange.1": exchanges[0], "self.exchange.2": exchanges[1]}
    rows = {
        (f"fact.{key}", year): value for key, value in facts.items() for year in ("Y2024", "Y2025")
    }
    rows |= {(key, WHOLE): value for key, value in own.items()}
    Frozen.objects.bulk_create(
        Frozen(
            member=member, revision=1, measure=key, period_key=period, value=Decimal(value),
            source="账本", state="verified",
        )
        for (key, period), value in rows.items()
    )  # fmt: skip


def chosen(now, seed=1, **more):
    return pairs.Chosen(seed, now + timedelta(days=50), **more)


def paired(cycle, officer, now):
    """All have signed, pairs are taken, the mutual check has begun."""
    sign(cycle)
    pairs.take_pairs(cycle=cycle, chosen=chosen(now), actor=officer, now=now)
    return pairs.begin_checks(cycle=Cycle.objects.get(pk=cycle.pk), actor=officer, now=now)


def reporter_of(member):
    return factories.actor(Role.UNIVERSITY_REPORTER, member.organisation)


def every_mark(cycle, points="5", words="看过会议记录"):
    return {leaf.key: Typed("", points=points, words=words) for leaf in leaves_of(cycle)}


def with_charter(cycle, **more):
    Cycle.objects.filter(pk=cycle.pk).update(charter=plain(charter(**more)))
    return Cycle.objects.get(pk=cycle.pk)
