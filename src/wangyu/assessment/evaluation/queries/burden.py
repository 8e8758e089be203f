"""How much a self-check asks of a person, counted from what is there."""

from __future__ import annotations

from wangyu.assessment.evaluation.logic.asking import padded
from wangyu.assessment.evaluation.logic.burden import Burden
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.queries.facts import LEDGER, asked_key, places_of, value_of
from wangyu.assessment.evaluation.queries.sheet import Sheet


def burden_of(sheet: Sheet) -> Burden:
    """Every question is an item, and every figure of a year that counts; a figure used twice is one."""
    asked = answered = brought = waiting = 0
    for leaf in sheet.leaves:
        answer = sheet.answers.get(leaf.key)
        given = sum(
            isinstance(value, str) for value in padded(leaf, answer.values if answer else ())
        )
        if leaf.key in sheet.earlier:
            brought += len(leaf.asked)
            waiting += len(leaf.asked) if answer and answer.carried else 0
        else:
            asked += len(leaf.asked)
            answered += given
    figures = {place for leaf in sheet.leaves for place in figures_of(sheet, leaf)}
    unknown = [place for place in figures if value_of(sheet.facts, *place) is None]
    lacking = sum(key.startswith(LEDGER) for key, _ in unknown)
    known = len(figures) - len(unknown)
    return Burden(asked, answered, lacking, brought + known, waiting, len(unknown) - lacking)


def figures_of(sheet: Sheet, leaf: Indicator) -> list[tuple[str, str]]:
    """Measure and period of each figure a leaf stands on."""
    found = places_of(leaf, sheet.tree, sheet.periods)
    return [place for place in found if not asked_key(place[0])]
