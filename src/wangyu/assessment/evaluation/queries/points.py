"""Points of one round side by side: by the university itself, by those that check it, on the spot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from wangyu.assessment.evaluation.logic.marking import Given, marked, mean, total
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.rating import is_rated
from wangyu.assessment.evaluation.logic.scoring import Scores
from wangyu.assessment.evaluation.models import Check, CheckMark, Cycle, Member, VisitMark
from wangyu.assessment.evaluation.models.checks import Mark
from wangyu.assessment.evaluation.queries.cycles import has_panel, scheme_of
from wangyu.assessment.evaluation.queries.facts import facts_of
from wangyu.assessment.evaluation.queries.scores import own_scores, row_of, scores_of
from wangyu.assessment.evaluation.queries.sheet import claims, proofs_by_leaf

Points = Mapping[str, Decimal | None]
"""By leaf; None is unknown."""
ANSWER = "evaluation.answer"
REQUIRED = "required"
PLACES = 6


def leaves_of(cycle: Cycle) -> list[Indicator]:
    """Those that checkers and visitors give points for: not what a panel does."""
    leaves = marked(scheme_of(cycle.version).leaves)
    return [leaf for leaf in leaves if not is_rated(leaf)] if has_panel(cycle) else leaves


def own_points(member: Member) -> dict[str, Decimal | None]:
    """What one university has by the rules."""
    scores = own_scores(member)
    return points_in(scores, row_of(scores, member))


def all_own_points(cycle: Cycle) -> dict[int, dict[str, Decimal | None]]:
    """The same of every member, by its number."""
    scores = scores_of(cycle)
    return {int(unit): points_in(scores, row) for row, unit in enumerate(scores.units)}


def points_in(scores: Scores, row: int) -> dict[str, Decimal | None]:
    """Of one university, by leaf."""
    leaves = enumerate(scores.scheme.leaves)
    return {
        leaf.key: None
        if scores.lacking[row, place]
        else Decimal(repr(round(float(scores.points[row, place]), PLACES)))
        for place, leaf in leaves
    }


def compared(own: Points, other: Points, keys: list[str]) -> tuple[Decimal, Decimal] | None:
    """The sums of both where both are known."""
    both = [key for key in keys if own.get(key) is not None and other.get(key) is not None]
    one, two = total(own, both), total(other, both)
    return None if one is None or two is None else (one, two)


def given_of(marks: Iterable[Mark]) -> dict[str, Given]:
    """As ``logic.marking`` reads them."""
    return {one.indicator: Given(one.points, one.words, one.file_id is not None) for one in marks}


def submitted_checks(cycle: Cycle) -> list[Check]:
    rows = Check.objects.filter(checked__cycle=cycle, state="submitted")
    return list(rows.select_related("checker__organisation", "checked__organisation"))


def check_points(cycle: Cycle) -> dict[int, dict[str, Decimal | None]]:
    """By check, of those handed in."""
    found: dict[int, dict[str, Decimal | None]] = {one.pk: {} for one in submitted_checks(cycle)}
    for mark in CheckMark.objects.filter(check_of__in=found):
        found[mark.check_of_id][mark.indicator] = mark.points
    return found


def mutual_points(cycle: Cycle) -> dict[int, dict[str, Decimal | None]]:
    """By member that is checked: at each leaf the mean of those that handed in."""
    by_check = check_points(cycle)
    several: dict[int, list[Points]] = {}
    for check in submitted_checks(cycle):
        several.setdefault(check.checked_id, []).append(by_check[check.pk])
    keys = [leaf.key for leaf in leaves_of(cycle)]
    return {
        pk: {key: mean(one.get(key) for one in rows) for key in keys}
        for pk, rows in several.items()
    }


def spot_points(cycle: Cycle) -> dict[int, dict[str, Decimal | None]]:
    """By member that was visited, of visits handed in."""
    rows = VisitMark.objects.filter(visit__member__cycle=cycle).exclude(visit__state="planned")
    found: dict[int, dict[str, Decimal | None]] = {}
    for mark in rows.select_related("visit"):
        found.setdefault(mark.visit.member_id, {})[mark.indicator] = mark.points
    return found


def unproved(cycle: Cycle) -> dict[int, int]:
    """By member: at how many leaves something is claimed, has to be proved and is not.

    What lies at the figures of the ledger proves, too: nobody attaches the same twice.
    """
    tree, members = scheme_of(cycle.version), list(cycle.members.all())
    facts = facts_of(members, tree, cycle.periods)
    proofs = proofs_by_leaf(members, tree, facts)
    wanted = [leaf for leaf in leaves_of(cycle) if leaf.evidence == REQUIRED]
    return {
        one.pk: sum(
            (one.pk, leaf.key) not in proofs and claims(leaf, facts[one.pk]) for leaf in wanted
        )
        for one in members
    }
