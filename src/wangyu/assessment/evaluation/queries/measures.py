"""What the measures of evaluations are read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wangyu.assessment.evaluation.logic.charter import read_charter
from wangyu.assessment.evaluation.models import Member


@dataclass(frozen=True, slots=True)
class Checked:
    """A university's part in a concluded round."""

    member: int
    title: str
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class Concluded:
    """Of a year: how many rounds with mutual and spot checks are concluded, and who was in the last."""

    rounds: int
    checked: Mapping[int, Checked]
    """By organisation."""


def concluded(year: int) -> Concluded:
    """One query: the board of clauses reads it for every university at once."""
    rows = Member.objects.filter(
        cycle__state="released", cycle__form="full", cycle__first_year__lte=year,
        cycle__last_year__gte=year,
    )  # fmt: skip
    found, rounds = {}, set()
    names = ("organisation", "pk", "cycle", "cycle__title", "cycle__released_at", "cycle__charter")
    for org, pk, cycle, title, at, data in rows.order_by("cycle__released_at", "pk").values_list(*names):  # fmt: skip
        charter = read_charter("评价办法", data)
        if charter.mutual_share and charter.spot_share:
            rounds.add(cycle)
            found[org] = Checked(pk, title, at)
    return Concluded(len(rounds), found)
