"""Reads of the ledger. No permission is decided here."""

from wangyu.records.ledger.queries.around import Around, around
from wangyu.records.ledger.queries.facts import current_of, history_of, item_of, last_versions
from wangyu.records.ledger.queries.known import (
    KnownFigure,
    carried_over,
    current_values,
    known_values,
    prefill_measures,
    previous_numbers,
)
from wangyu.records.ledger.queries.problems import doubts_of, problems_of
from wangyu.records.ledger.queries.receipts import (
    content_hash,
    content_of,
    receipt_by_number,
    receipts_of,
)
from wangyu.records.ledger.queries.sheets import (
    Row,
    annotate_progress,
    deadline,
    decisions_of,
    entry_labels,
    first_signed,
    is_late,
    is_shut,
    last_decided,
    rows_of,
    sheets_of,
)
from wangyu.records.ledger.queries.windows import (
    WindowForm,
    annotate_windows,
    cities_of,
    count_states,
    figures_of,
    form_of,
    reporting_universities,
    school_of,
    schools_of,
)

__all__ = [
    "Around",
    "KnownFigure",
    "Row",
    "WindowForm",
    "annotate_progress",
    "annotate_windows",
    "around",
    "carried_over",
    "cities_of",
    "content_hash",
    "content_of",
    "count_states",
    "current_of",
    "current_values",
    "deadline",
    "decisions_of",
    "doubts_of",
    "entry_labels",
    "figures_of",
    "first_signed",
    "form_of",
    "history_of",
    "is_late",
    "is_shut",
    "item_of",
    "known_values",
    "last_decided",
    "last_versions",
    "prefill_measures",
    "previous_numbers",
    "problems_of",
    "receipt_by_number",
    "receipts_of",
    "reporting_universities",
    "rows_of",
    "school_of",
    "schools_of",
    "sheets_of",
]
