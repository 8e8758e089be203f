"""Self-scores of a round: the one place they come from, whoever needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.rules.base import Floats
from wangyu.assessment.evaluation.logic.rules.percentile import Percentile
from wangyu.assessment.evaluation.logic.scheme import PANEL
from wangyu.assessment.evaluation.logic.scheme import Scheme as Tree
from wangyu.assessment.evaluation.logic.scoring import Names, Scores, score
from wangyu.assessment.evaluation.logic.spans import over_years
from wangyu.assessment.evaluation.models import Cycle, Member
from wangyu.assessment.evaluation.queries.cycles import scheme_of
from wangyu.assessment.evaluation.queries.facts import WHOLE, Facts, asked_key, facts_of, is_yesno
from wangyu.assessment.evaluation.queries.paneled import with_panel
from wangyu.base.lib import measures
from wangyu.base.lib.periods import Period


def scores_of(cycle: Cycle) -> Scores:
    """Of every university: ``units`` are the members' ids as text, in the order of their ids.

    Those who have signed by the facts frozen then, the others by what is known now. What is not
    known is NaN.
    """
    return scores_for(list(cycle.members.order_by("pk")), cycle)


def scores_for(members: Sequence[Member], cycle: Cycle, rated: Member | None = None) -> Scores:
    tree = scheme_of(cycle.version)
    facts: dict[int, Facts] = {**facts_of(members, tree, cycle.periods)}
    if rated is not None:
        facts[rated.pk] = with_panel(facts[rated.pk], rated)
    return scored(members, tree, cycle.periods, facts)


def own_scores(member: Member, *, rated: bool = False) -> Scores:
    """One university's; ``row_of`` tells where. All are read only if a rule compares them.

    ``rated``: with what experts gave it, for those who may know it by now.
    """
    return scores_for(compared(member), member.cycle, member if rated else None)


def compared(member: Member) -> list[Member]:
    """The university alone, or all of the round where points depend on the others."""
    tree = scheme_of(member.cycle.version)
    if any(isinstance(leaf.rule, Percentile) for leaf in tree.leaves):
        return list(member.cycle.members.order_by("pk"))
    return [member]


def row_of(scores: Scores, member: Member) -> int:
    return scores.units.index(str(member.pk))


def scored(
    members: Sequence[Member], tree: Tree, periods: Sequence[Period], facts: Mapping[int, Facts]
) -> Scores:
    return score(
        tree, [str(member.pk) for member in members], [group_of(tree, member) for member in members],
        values_of(members, tree, periods, facts), labels=labels_of(tree),
    )  # fmt: skip


def group_of(tree: Tree, member: Member) -> str:
    """The peer group as the scheme compares: 本科·公办; "" where it says nothing."""
    return "·".join(filter(None, (getattr(member, name, "") for name in tree.groups)))


def labels_of(tree: Tree) -> Names:
    """What measures of the port are called, and what a panel gives."""
    port = {key: measures.label_of(key) for key in tree.measures if not asked_key(key)}
    found = Names(port | {key: "专家评分" for key in tree.measures if key.startswith(PANEL)})
    found.yesno = frozenset(key for key in tree.measures if is_yesno(key))
    return found


def values_of(
    members: Sequence[Member], tree: Tree, periods: Sequence[Period], facts: Mapping[int, Facts]
) -> dict[str, Floats]:
    """Each measure's value for the whole round, its years put together as its leaf says."""
    bounds = bounds_of(tree.leaves)
    found = {}
    for key in tree.measures:
        keys = [WHOLE] if asked_key(key) else [period.key for period in periods]
        years = np.array([[_number(facts[m.pk], key, at) for m in members] for at in keys], float)
        found[key] = readable(over_years(years, tree.spans[key]), bounds.get(key))
    return found


def _number(facts: Facts, key: str, period_key: str) -> float:
    fact = facts.get((key, period_key))
    return np.nan if fact is None or fact.value is None else float(fact.value)


def bounds_of(leaves: Sequence[Indicator]) -> dict[str, tuple[float, float, bool] | None]:
    return {key: leaf.rule.bounds for leaf in leaves if leaf.rule for key in leaf.measures}


def readable(values: Floats, bounds: tuple[float, float, bool] | None) -> Floats:
    """A value that a rule cannot read is unknown to it: pages show it as missing, not as an error."""
    if bounds is None:
        return values
    least, most, whole = bounds
    wrong = (values < least) | (values > most) | (whole & (values != np.floor(values)))
    return np.where(wrong, np.nan, values)
