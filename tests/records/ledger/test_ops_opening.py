"""What the platform knows is written onto a sheet, from opening to submitting, with its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from wangyu.institutions.orgs.models import LeadingGroup, Office
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import Source
from wangyu.records.ledger.models import Entry, Sheet
from wangyu.records.ledger.ops import opening
from wangyu.records.ledger.queries import KnownFigure, around, figures_on

ASKED = "office_established"
"""Asked of the university; the platform may learn it from the offices that are noted."""


@pytest.fixture
def asked(make_window, university, officer, now):
    """A sheet that asks for what is not known yet."""
    ops.open_window(window=make_window({ASKED: "ask", "staff": "ask"}), actor=officer, now=now)
    return Sheet.objects.select_related("window", "organisation").get(organisation=university)


@pytest.fixture
def take(reporter, now):
    return lambda sheet: ops.take_known(sheet=sheet, actor=reporter, now=now)


def written(key: str) -> tuple[Decimal | None, str, bool, int]:
    entry = Entry.objects.get(key=key)
    return entry.value, entry.source, entry.confirmed, entry.version


def test_what_was_taken_over_and_changed_since_is_taken_over_again(asked, now):
    for version, value in ((1, 7), (2, 8), (2, 8)):
        read = replace(around(asked), known={"staff": KnownFigure(Decimal(value), "", "人事库")})
        opening.take_over(asked, read, figures_on(asked), now)
        assert written("staff") == (value, Source.PREFILLED, True, version)


def test_last_years_figure_nobody_looked_at_gives_way_to_what_is_known(
    asked, university, take, now
):
    Entry.objects.create(
        sheet=asked, key=ASKED, value=0, confirmed=False, source=Source.PREVIOUS, updated_at=now
    )
    Office.objects.create(organisation=university, name="网思科", since=date(2024, 3, 5))
    assert take(asked) == 1
    assert written(ASKED) == (1, Source.PREFILLED, True, 2)


def test_evidence_hung_on_a_cited_figure_does_not_keep_what_is_known_away(
    sheet, university, reporter, take, now
):
    ops.entry_for_evidence(sheet=sheet, key="leading_group", actor=reporter, now=now)
    LeadingGroup.objects.create(organisation=university, established_on=date(2024, 1, 1))
    assert take(sheet) == 1
    assert written("leading_group") == (1, Source.PREFILLED, True, 2)


def test_opening_a_window_writes_on_no_sheet_of_another(
    window, make_window, sheet, university, officer, now
):
    LeadingGroup.objects.create(organisation=university, established_on=date(2024, 1, 1))
    ops.open_window(window=make_window(title="补充填报"), actor=officer, now=now)
    assert not Entry.objects.filter(sheet=sheet).exists()
    assert Entry.objects.get().sheet.organisation_id == university.pk


@pytest.mark.parametrize("later", [False, True])
def test_a_long_source_is_cut_to_what_a_sheet_can_show(asked, monkeypatch, now, later):
    figure = KnownFigure(Decimal(7), "", "源" * 300)
    if later:
        read = replace(around(asked), known={"staff": figure})
        opening.take_over(asked, read, figures_on(asked), now)
    else:
        everywhere = {asked.organisation_id: {"staff": figure}}
        monkeypatch.setattr(opening, "known_values", lambda *_: everywhere)
        opening.prefill_sheets(asked.window, now)
    assert Entry.objects.get(key="staff").source_text == "源" * 200
