"""What a sheet is held against, none of it the sheet's own figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from wangyu.base.core.stamps import read_stamps
from wangyu.base.lib.periods import Period
from wangyu.records.ledger.models import Sheet
from wangyu.records.ledger.queries.known import KnownFigure, known_values, previous_numbers
from wangyu.records.ledger.queries.windows import WindowForm, form_of

STAMPS = ("ledger", "orgs")


@dataclass(frozen=True, slots=True)
class Around:
    """The form as it was frozen, what the platform knows, and the figures of the period before."""

    form: WindowForm
    known: Mapping[str, KnownFigure]
    before: Mapping[str, Decimal | None]
    stamps: tuple[int, ...]
    """What facts and organisations stood at just before they were read."""

    @property
    def is_fresh(self) -> bool:
        """Nothing it was read from has changed since. One query, where reading again takes thirty."""
        return self.stamps == read_stamps(*STAMPS)


def known_of(sheet: Sheet, form: WindowForm) -> dict[str, KnownFigure]:
    """What the platform knows of this sheet's organisation and period."""
    org_id, period = sheet.organisation_id, Period.parse(sheet.window.period_key)
    return known_values(form.all, [org_id], period)[org_id]


def around(sheet: Sheet) -> Around:
    stamps, form = read_stamps(*STAMPS), form_of(sheet.window)
    return Around(form, known_of(sheet, form), previous_numbers(sheet, form.asked), stamps)
