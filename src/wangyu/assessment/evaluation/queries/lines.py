"""A self-check as it is read: by section and indicator, each figure with where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.urls import reverse

from wangyu.assessment.evaluation.logic import nextstep
from wangyu.assessment.evaluation.logic.asking import (
    choices_of,
    decimal_of,
    mark_of,
    padded,
    read_answer,
    shown_of,
    text_of,
    typed_of,
)
from wangyu.assessment.evaluation.logic.completeness import WORDS, cell_key
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.rating import Rated
from wangyu.assessment.evaluation.logic.reading import word
from wangyu.assessment.evaluation.logic.scheme import EVIDENCE, SPANS
from wangyu.assessment.evaluation.logic.scoring import explain, names_of
from wangyu.assessment.evaluation.models import Answer
from wangyu.assessment.evaluation.queries.facts import LEDGER, asked_key, is_yesno
from wangyu.assessment.evaluation.queries.offered import Offer
from wangyu.assessment.evaluation.queries.scores import labels_of
from wangyu.assessment.evaluation.queries.sheet import NONE, Proofs, Sheet
from wangyu.base.lib.measures import label_of
from wangyu.base.lib.numbers import show
from wangyu.base.lib.periods import Period
from wangyu.records.ledger.queries.pointing import asked_where

UNVERIFIED = {"reported": "尚未核实"}
Opener = Callable[[str], str]
"""A figure's ref ("ledger.fact:12") -> the page it opens to, "" where it opens to none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one year."""

    period: str
    value: Decimal | None
    shown: str
    source: str = ""
    url: str = ""
    fill_url: str = ""
    """Where it is to be put in, if it is missing."""
    state: str = ""

    @property
    def is_word(self) -> bool:
        return self.shown in {"是", "否"}


@dataclass(frozen=True, slots=True)
class Figure:
    key: str
    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Question:
    """``key`` names its cell of the form."""

    key: str
    text: str
    typed: str
    shown: str
    choices: tuple[str, ...]
    chosen: str
    wrong: str
    earlier: bool

    @property
    def mark(self) -> str:
        return mark_of(self.typed)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator."""

    leaf: Indicator
    answer: Answer | None
    figures: list[Figure]
    questions: list[Question]
    points: float | None
    """None where a fact is missing."""
    sentence: str
    following: str
    """What would earn more, "" where the rule cannot tell."""
    proofs: Proofs
    words: str
    rated: Rated | None = None
    """Of one that others give points for: by whom, or who is to."""
    offer: Offer | None = None
    """What the round before had."""

    @property
    def shown_points(self) -> str:
        return "" if self.points is None else rounded(self.points)

    @property
    def is_carried(self) -> bool:
        return self.answer is not None and self.answer.carried

    @property
    def words_key(self) -> str:
        return cell_key(self.leaf.key, WORDS)

    @property
    def words_mark(self) -> str:
        return mark_of(self.words)

    @property
    def wanted(self) -> str:
        """What is asked as evidence."""
        return EVIDENCE[self.leaf.evidence] if self.leaf.evidence != "none" else ""

    @property
    def span(self) -> str:
        """Said where several years count."""
        return "" if self.leaf.span == "last" else SPANS[self.leaf.span]


@dataclass(frozen=True, slots=True)
class Section:
    top: Indicator
    subtitle: str
    """Points of it; "" where only a part of it is looked at."""
    lines: list[Line]


def rounded(points: float) -> str:
    """As points are shown: two places; the sentence of the rule tells them exactly."""
    return word(round(points, 2))


def sections_of(
    sheet: Sheet, opener: Opener, rated: Mapping[str, Rated] | None = None,
    offers: Mapping[str, Offer] | None = None,
) -> list[Section]:  # fmt: skip
    """In the order of the scheme. ``rated``, ``offers``: see ``queries.rated``, ``queries.offering``."""
    made = Lines(sheet, opener, rated or {}, offers or {})
    found = []
    for place, top in enumerate(sheet.tree.tops):
        leaves = [leaf for leaf in sheet.leaves if sheet.tree.top_of(leaf.key) is top]
        earned = rounded(float(sheet.scores.earned[sheet.row, place]))
        subtitle = f"{earned} / {word(top.points)} 分" if sheet.is_whole else ""
        if leaves:
            found.append(Section(top, subtitle, [made.line(leaf) for leaf in leaves]))
    return found


class Lines:
    """Reads lines off a sheet; where a missing figure is filled in is asked once for all."""

    def __init__(
        self, sheet: Sheet, opener: Opener, rated: Mapping[str, Rated], offers: Mapping[str, Offer]
    ) -> None:
        self.sheet, self.opener, self.rated, self.offers = sheet, opener, rated, offers
        self.labels = labels_of(sheet.tree)
        self.where = _where(sheet)

    def line(self, leaf: Indicator) -> Line:
        sheet, answer = self.sheet, self.sheet.answers.get(leaf.key)
        place = sheet.tree.leaves.index(leaf)
        points = float(sheet.scores.points[sheet.row, place])
        return Line(
            leaf, answer, [self._figure(key) for key in leaf.reads if not asked_key(key)],
            list(self._questions(leaf, answer)), None if np.isnan(points) else points,
            explain(sheet.scores, leaf, sheet.row, self.labels), self._following(leaf),
            sheet.proofs.get(leaf.key, NONE), answer.words if answer else "", self.rated.get(leaf.key),
            self.offers.get(leaf.key),
        )  # fmt: skip

    def _following(self, leaf: Indicator) -> str:
        values = [float(self.sheet.scores.values[key][self.sheet.row]) for key in leaf.reads]
        found = nextstep.next_of(leaf, values)
        if found is None:
            return ""
        names, key = names_of(leaf, self.labels), leaf.measures[found.place]
        return nextstep.sentence(leaf, found, values[found.place], names, yesno=is_yesno(key))

    def _figure(self, key: str) -> Figure:
        periods = self.sheet.periods
        if self.sheet.tree.spans[key] == "last":
            periods = periods[-1:]
        return Figure(key, label_of(key), [self._cell(key, period) for period in periods])

    def _cell(self, key: str, period: Period) -> Cell:
        row = self.sheet.facts.get((key, period.key))
        if row is None or row.value is None:
            pk = self.where.get((key.removeprefix(LEDGER), period.key))
            fill = (
                f"{reverse('ledger:sheet', args=[pk])}#value-{key.removeprefix(LEDGER)}"
                if pk
                else ""
            )
            shown = "没有" if row is None else "上报为空"
            return Cell(period.label, None, shown, row.source if row else "", fill_url=fill)
        url = self.opener(row.ref) if row.ref else ""
        state = UNVERIFIED.get(row.state, "")
        return Cell(period.label, row.value, figure_of(key, row.value), row.source, url, "", state)

    def _questions(self, leaf: Indicator, answer: Answer | None) -> Iterator[Question]:
        values = padded(leaf, answer.values if answer else ())
        for place, (text, value) in enumerate(zip(leaf.asked, values, strict=True)):
            typed = typed_of(value)
            wrong = read_answer(leaf, place, typed).error if isinstance(value, dict) else ""
            chosen = "" if decimal_of(value) is None else shown_of(leaf, value)
            yield Question(
                cell_key(leaf.key, place), text, typed, shown_of(leaf, value), choices_of(leaf),
                chosen, wrong, leaf.key in self.sheet.earlier,
            )  # fmt: skip


def figure_of(key: str, value: Decimal, leaf: Indicator | None = None) -> str:
    """As people read it; what was chosen at ``leaf`` in the words it was chosen by."""
    if leaf is not None and asked_key(key) and key in leaf.measures:
        return shown_of(leaf, text_of(value))
    if is_yesno(key):
        return "是" if value else "否"
    return show(value)


def _where(sheet: Sheet) -> dict[tuple[str, str], int]:
    """Sheets of the ledger on which what is missing is to be filled in."""
    missing = {
        (key.removeprefix(LEDGER), period.key)
        for key in sheet.tree.measures if key.startswith(LEDGER)
        for period in sheet.periods
        if (row := sheet.facts.get((key, period.key))) is None or row.value is None
    }  # fmt: skip
    if not missing:
        return {}
    keys, periods = zip(*missing, strict=True)
    return asked_where(sheet.member.organisation_id, keys, periods)
