"""A round that has come to its panel, and experts who rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests import factories
from tests.assessment.evaluation import rounds
from tests.assessment.evaluation.schemes import with_panel
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.models import Cycle, Scheme, Version
from wangyu.assessment.evaluation.ops import concluding, cycles, panels
from wangyu.assessment.evaluation.ops.marking import Typed
from wangyu.base.core.roles import Role
from wangyu.institutions.people.queries import actor_for

LEAF = "impact"


def charter(**more):
    facts = {"panel_least": 2, "panel_way": "mean", "panel_city": False, "first": 3, "draws": 200}
    return replace(charters()["commendation"], **facts | more)


def version_of(province, now):
    scheme = Scheme.objects.create(owner=province, title="年度表彰", created_at=now)
    return Version.objects.create(
        scheme=scheme, number=1, data=with_panel(), sha256="0" * 64, made_at=now,
        state="published", changed_at=now, published_at=now,
    )  # fmt: skip


def round_of(province, officer, now, **more) -> Cycle:
    """Every university has signed; a meeting has all of it before it but what experts give."""
    facts = cycles.Facts(
        "2025 年度表彰", "", version_of(province, now), 2025, 2025, now + timedelta(days=30)
    )
    draft = cycles.create_cycle(
        owner=province, charter=charter(**more), facts=facts, actor=officer, now=now
    )
    begun = cycles.begin_cycle(cycle=draft, actor=officer, now=now)
    for number, member in enumerate(begun.members.order_by("pk")):
        rounds.sign(member, now, fact__group_meetings=number % 4)
    return concluding.conclude_cycle(cycle=begun, actor=officer, now=now)


def reviewer(province, name):
    user = factories.officer(Role.REVIEWER, province, name)
    return user, actor_for(user, on=factories.TODAY)


def seat(user, now, home=None):
    return panels.Seat(user.pk, now + timedelta(days=9), home)


def typed(points, words="看过材料"):
    return {LEAF: Typed("", points=str(points), words=words)}


def give(expert, actor, now, points, words="看过材料"):
    """The same to all, or as ``points`` tells by the name of the university."""
    for rating in expert.ratings.filter(recused="").select_related("member__organisation"):
        name = rating.member.organisation.name
        said = points.get(name, 50) if isinstance(points, dict) else points
        panels.save_ratings(rating=rating, typed=typed(said, words), actor=actor, now=now)


def rated(cycle, province, officer, now, *points):
    """As many experts as there are ``points``, each handed in."""
    found = []
    for number, said in enumerate(points):
        user, actor = reviewer(province, f"评审{number}")
        expert = panels.name_expert(cycle=cycle, seat=seat(user, now), actor=officer, now=now)
        give(expert, actor, now, said)
        found.append(panels.submit_seat(expert=expert, actor=actor, now=now))
    return found
