"""What a sheet is held against, none of it the sheet's own figures.

It is read for a whole window at once, which costs hardly more than for one sheet, and kept in the
process: in the last minute everybody asks for it. A university's is used while nothing changed at
that university; another's submission or signature does not matter.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock

from django.db import connection

from wangyu.base.core.stamps import read_many, read_stamps
from wangyu.base.lib.periods import Period
from wangyu.institutions.orgs.logic.paths import stamp_of as stamp_of_path
from wangyu.records.ledger.logic.stamps import stamp_of
from wangyu.records.ledger.models import Sheet, Window
from wangyu.records.ledger.queries.known import KnownFigure, known_values, previous_numbers
from wangyu.records.ledger.queries.windows import WindowForm, form_of

MOST = 20
"""Windows kept in a process; the one not asked for longest goes first."""
Names = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Around:
    """The form as it was frozen, what the platform knows, and the figures of the period before."""

    form: WindowForm
    known: Mapping[str, KnownFigure]
    before: Mapping[str, Decimal | None]
    names: Names
    stamps: tuple[int, ...]
    """What the university's facts and organisations stood at just before they were read."""

    @property
    def is_fresh(self) -> bool:
        """Nothing it was read from has changed since. One query, where reading again takes thirty."""
        return self.stamps == read_stamps(*self.names)


def _names(org_id: int, path: str) -> Names:
    return stamp_of(org_id), stamp_of_path(path)


def read_around(window: Window, paths: Mapping[int, str]) -> dict[int, Around]:
    """For organisations (id -> path), in as many queries as for one."""
    names = {pk: _names(pk, path) for pk, path in paths.items()}
    stamps = read_many(name for pair in names.values() for name in pair)
    form, period, org_ids = form_of(window), Period.parse(window.period_key), list(paths)
    known = known_values(form.all, org_ids, period)
    before = previous_numbers(form.asked, org_ids, period)
    return {
        pk: Around(form, known[pk], before[pk], names[pk], tuple(stamps[n] for n in names[pk]))
        for pk in org_ids
    }


@dataclass
class Kept:
    """The surroundings of windows' sheets, each used while its own stamps stand."""

    _windows: OrderedDict[int, dict[int, Around]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def by_now(self, sheet: Sheet) -> Around:
        kept = self._windows.get(sheet.window_id, {}).get(sheet.organisation_id)
        return kept or self.of(sheet)

    def of(self, sheet: Sheet) -> Around:
        org = sheet.organisation
        stamps = read_stamps(*_names(org.pk, org.path))
        with self._lock:  # who waits would only read the same
            kept = self._of_window(sheet.window)
            found = kept.get(org.pk)
            if found is None or found.stamps != stamps:
                found = read_around(sheet.window, {org.pk: org.path})[org.pk]
                kept[org.pk] = found
            return found

    def _of_window(self, window: Window) -> dict[int, Around]:
        kept = self._windows.get(window.pk)
        if kept is None:
            rows = Sheet.objects.filter(window=window).order_by()
            paths = dict(rows.values_list("organisation_id", "organisation__path"))
            kept = self._windows[window.pk] = read_around(window, paths)
        self._windows.move_to_end(window.pk)
        while len(self._windows) > MOST:
            self._windows.popitem(last=False)
        return kept


_kept = Kept()


def around(sheet: Sheet) -> Around:
    """Inside a transaction it is read anew and not kept: what is read there may be undone."""
    if connection.in_atomic_block:
        org = sheet.organisation
        return read_around(sheet.window, {org.pk: org.path})[org.pk]
    return _kept.of(sheet)


def around_by_now(sheet: Sheet) -> Around:
    """The same for one who asks later whether it is fresh: what the process knows, if anything."""
    return around(sheet) if connection.in_atomic_block else _kept.by_now(sheet)
