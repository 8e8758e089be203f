"""Experts: named, rating, keeping off, handing in, given back, taken away."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.house.evaluating.cycles import OFFICER
from tests.house.way import Way, later, says
from tests.house.world import World
from wangyu.assessment.evaluation.models import Expert, Rating, RatingMark
from wangyu.assessment.evaluation.queries.paneled import panel_leaves


def all_rated(world: World) -> None:
    for rating in Rating.objects.all():
        for leaf in panel_leaves(rating.expert.cycle):
            RatingMark.objects.update_or_create(
                rating=rating, indicator=leaf.key,
                defaults={"points": 80, "words": "看过", "updated_at": timezone.now()},
            )  # fmt: skip


def handed_in(world: World) -> None:
    all_rated(world)
    Expert.objects.update(state="submitted")


def a_reviewer(world: World) -> dict[str, Any]:
    return {"user": world.people["reviewer"].pk, "home": "", "due_at": later()}


PANELS = [
    Way("evaluation:name_expert", OFFICER, a_reviewer),
    Way("evaluation:save_rating", OFFICER, says(script="1", **{"points-impact": "75", "words-impact": "只见到一份"}), keyed=False),
    Way("evaluation:recuse", OFFICER, says(reason="曾在这里任教")),
    Way("evaluation:submit_seat", OFFICER, prepare=all_rated),
    Way("evaluation:return_seat", OFFICER, says(reason="请看佐证"), prepare=handed_in),
    Way("evaluation:drop_seat", OFFICER, says(reason="出国")),
]  # fmt: skip
