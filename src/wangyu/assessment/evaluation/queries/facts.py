"""What a university's score stands on: frozen once it has signed, as it is now until then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from wangyu.assessment.evaluation.logic.asking import answered
from wangyu.assessment.evaluation.logic.freezing import Row
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.scheme import PANEL, SELF
from wangyu.assessment.evaluation.logic.scheme import Scheme as Tree
from wangyu.assessment.evaluation.models import Answer, Frozen, Member
from wangyu.base.lib import measures
from wangyu.base.lib.periods import Period
from wangyu.records.ledger.kinds import catalogue

WHOLE = ""
"""In place of a period: what is answered once for all years of a round."""
PLACES = Decimal("0.0001")
"""As ``Frozen`` keeps it, so that signing changes no score."""
LEDGER = "fact."
ANSWERED, SAID = "answered", "本校填写"


Facts = Mapping[tuple[str, str], Row]
"""By measure and period; what is not there is unknown."""


def asked_key(key: str) -> bool:
    """Whether a measure is told by the form or by a panel, not by the port."""
    return key.startswith((SELF, PANEL))


def is_yesno(key: str) -> bool:
    """Whether a figure of the ledger is an answer of yes or no."""
    item = catalogue().items.get(key.removeprefix(LEDGER)) if key.startswith(LEDGER) else None
    return item is not None and item.kind == "yesno"


def places_of(leaf: Indicator, tree: Tree, periods: Sequence[Period]) -> list[tuple[str, str]]:
    """Measure and period of each figure that counts at a leaf; what a panel gives is none."""
    found: list[tuple[str, str]] = []
    for key in dict.fromkeys(leaf.reads):
        if asked_key(key):
            found += [] if key.startswith(PANEL) else [(key, WHOLE)]
        else:
            years = periods[-1:] if tree.spans[key] == "last" else periods
            found += [(key, period.key) for period in years]
    return found


def facts_of(
    members: Collection[Member], tree: Tree, periods: Sequence[Period]
) -> dict[int, dict[tuple[str, str], Row]]:
    """By member. A few queries, however many members."""
    signed = [member for member in members if member.state == "signed"]
    others = [member for member in members if member.state != "signed"]
    return _frozen(signed) | (live_facts(others, tree, periods) if others else {})


def _frozen(members: Iterable[Member]) -> dict[int, dict[tuple[str, str], Row]]:
    """Of the last signing."""
    last = {member.pk: member.revision for member in members}
    found: dict[int, dict[tuple[str, str], Row]] = {pk: {} for pk in last}
    for row in Frozen.objects.filter(member__in=last):
        if row.revision == last[row.member_id]:
            fact = Row(row.measure, row.period_key, row.value, row.source, row.ref, row.state)
            found[row.member_id][row.measure, row.period_key] = fact
    return found


def live_facts(
    members: Collection[Member], tree: Tree, periods: Sequence[Period]
) -> dict[int, dict[tuple[str, str], Row]]:
    """What the port says now, and what has been answered so far."""
    found: dict[int, dict[tuple[str, str], Row]] = {member.pk: {} for member in members}
    by_org = {member.organisation_id: member.pk for member in members}
    keys = [key for key in tree.measures if not asked_key(key) and measures.is_offered(key)]
    for period in periods:
        for key, values in measures.read(keys, list(by_org), period).items():
            for org_id, one in values.items():
                fact = Row(key, period.key, kept(one.value), one.source[:200], one.ref, one.state)
                found[by_org[org_id]][key, period.key] = fact
    leaves = {leaf.key: leaf for leaf in tree.leaves if leaf.asked}
    for answer in Answer.objects.filter(member__in=found, indicator__in=leaves):
        for key, value in answered(leaves[answer.indicator], answer.values).items():
            found[answer.member_id][key, WHOLE] = Row(key, WHOLE, value, SAID, "", ANSWERED)
    return found


def kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(PLACES)


def value_of(facts: Facts, key: str, period_key: str) -> Decimal | None:
    row = facts.get((key, period_key))
    return None if row is None else row.value
