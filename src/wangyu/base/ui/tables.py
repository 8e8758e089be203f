"""Lists: one declaration gives search, filters, sorting, paging and the Excel export as seen.

An app's ``tables.py`` declares columns; its view calls ``build`` and renders
``{% ui "toolbar" table=table %}{% ui "table" table=table %}{% ui "pager" table=table %}``, and
returns ``export(table)`` when ``table.wants_export``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from wangyu.base.lib import dates, numbers
from wangyu.base.ui.sheets import workbook_response

CHUNK = 2000
WHOLE = 6
"""Characters that always stand on one line."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it shows, whether it links, sorts or wears a badge.

    ``value(row)`` gives the cell's text or number; ``url(row)`` makes it a link; ``tone(row)`` a
    badge. ``sort`` is the ORM field behind it; empty = not sortable.
    """

    key: str
    label: str
    value: Callable[[Any], Any]
    sort: str = ""
    numeric: bool = False
    url: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    phone: bool = True
    """Shown on a phone."""
    pick: bool = False
    """A box to tick instead of a value, sent with the form that has the id "picked"; the column
    after it says of what. Not exported."""

    @property
    def css(self) -> str:
        return " ".join(("num",) * self.numeric + ("phone-hide",) * (not self.phone))


@dataclass(frozen=True, slots=True)
class Filter:
    """A select above the list: ``field`` is an exact ORM lookup, or ``apply`` does it."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    field: str = ""
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None


@dataclass(slots=True)
class Table:
    title: str
    columns: Sequence[Column]
    rows: QuerySet[Any]
    page: Page[Any]
    query: str
    filters: list[tuple[Filter, str]]
    sort: str
    params: dict[str, str]
    wants_export: bool
    search_label: str
    empty: str
    empty_hint: str
    fixed: dict[str, str]
    """Parameters of the page itself (a tab, a period), kept in every link."""
    prepare: Callable[[Sequence[Any]], None] = lambda _: None
    cells: list[list[Cell]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or any(value for _, value in self.filters))

    @property
    def fixed_query(self) -> str:
        return urlencode(self.fixed)

    def link(self, **changes: str) -> str:
        """The list as it is, with some parameters changed."""
        return "?" + urlencode(self.fixed | self.params | changes)

    @property
    def export_url(self) -> str:
        return self.link(export="xlsx")

    @property
    def previous_url(self) -> str:
        return self.link(page=str(self.page.previous_page_number()))

    @property
    def next_url(self) -> str:
        return self.link(page=str(self.page.next_page_number()))

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column.label, column.css, pick=column.pick)
        rising = self.sort == column.key
        falling = self.sort == f"-{column.key}"
        direction = "ascending" if rising else "descending" if falling else ""
        wanted = f"-{column.key}" if rising else column.key
        return Head(column.label, column.css, self.link(sort=wanted), direction)


@dataclass(frozen=True, slots=True)
class Head:
    label: str
    css: str
    url: str = ""
    direction: str = ""
    pick: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: Any
    url: str = ""
    tone: str = ""

    @property
    def shown(self) -> str:
        return show(self.value)

    @property
    def css(self) -> str:
        """A name, a state or a moment is never broken over two lines; a title may be."""
        whole = isinstance(self.value, date) or len(self.shown) <= WHOLE
        return f"{self.column.css} text-nowrap".strip() if whole else self.column.css


def show(value: Any) -> str:
    """A cell for people: nothing is —, numbers are grouped, dates are Chinese."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return dates.show_time(value)
    if isinstance(value, date):
        return dates.show_date(value)
    if isinstance(value, int | float | Decimal):
        return numbers.show(Decimal(str(value)))
    return str(value)


def build(
    request: HttpRequest,
    rows: QuerySet[Any],
    columns: Sequence[Column],
    *,
    title: str,
    search: Sequence[str] = (),
    search_label: str = "搜索",
    filters: Sequence[Filter] = (),
    order: str = "",
    per_page: int = 50,
    empty: str = "没有符合条件的记录",
    empty_hint: str = "",
    fixed: dict[str, str] | None = None,
    also: Callable[[str], Q] | None = None,
    prepare: Callable[[Sequence[Any]], None] | None = None,
    tie: str = "pk",
) -> Table:
    """The list as the request's parameters ask for it. Unknown parameters are ignored.

    ``also`` finds more rows for a searched text; ``prepare`` gets the rows about to be shown, to
    fetch at once what their columns need. ``tie`` puts rows in order that the chosen column does not:
    a number tells which of them came first.
    """
    query = request.GET.get("q", "").strip().replace("\x00", "")[:80]
    if query and search:
        wanted = reduce(or_, (Q(**{f"{name}__icontains": query}) for name in search))
        rows = rows.filter(wanted | also(query) if also else wanted)
    chosen = []
    for one in filters:
        value = request.GET.get(one.key, "")
        value = value if value in dict(one.choices) else ""
        if value:
            rows = one.apply(rows, value) if one.apply else rows.filter(**{one.field: value})
        chosen.append((one, value))
    sort = _sort(request.GET.get("sort", ""), columns) or order
    if sort:
        sign, key = ("-", sort[1:]) if sort.startswith("-") else ("", sort)
        field_name = next(c.sort for c in columns if c.key == key)
        rows = rows.order_by(f"{sign}{field_name}", tie)
    page = Paginator(rows, per_page).get_page(request.GET.get("page"))
    kept = {"q": query, "sort": sort if sort != order else ""}
    kept |= {one.key: value for one, value in chosen}
    table = Table(
        title, columns, rows, page, query, chosen, sort,
        {key: value for key, value in kept.items() if value},
        request.GET.get("export") == "xlsx", search_label if search else "", empty, empty_hint,
        fixed or {}, prepare or (lambda _: None),
    )  # fmt: skip
    shown = list(page.object_list)
    table.prepare(shown)
    table.cells = [[_cell(column, row) for column in columns] for row in shown]
    return table


def _sort(wanted: str, columns: Sequence[Column]) -> str:
    sortable = {column.key for column in columns if column.sort}
    return wanted if wanted.removeprefix("-") in sortable else ""


def _cell(column: Column, row: Model) -> Cell:
    return Cell(
        column,
        column.value(row),
        column.url(row) if column.url else "",
        column.tone(row) if column.tone else "",
    )


def export(table: Table) -> HttpResponse:
    """All rows of the list as it is narrowed and sorted, as an Excel file."""
    columns = [column for column in table.columns if not column.pick]
    body = ([column.value(row) for column in columns] for row in _prepared(table))
    return workbook_response(table.title, [c.label for c in columns], body)


def _prepared(table: Table) -> Iterator[Any]:
    rows = table.rows.iterator(CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        table.prepare(chunk)
        yield from chunk
