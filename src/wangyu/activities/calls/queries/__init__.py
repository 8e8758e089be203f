"""Reads of calls. No permission is decided here."""

from wangyu.activities.calls.queries.calls import (
    HANDED_OVER,
    UNSEEN,
    annotate_calls,
    call_titles,
    cities_of,
    comes_late,
    deadline,
    earlier_calls,
    is_late,
    kind_of,
    roll_of,
    rules_of,
    running,
    universities_in,
)
from wangyu.activities.calls.queries.calls import steps_of as steps_of_call
from wangyu.activities.calls.queries.entries import (
    authority_of,
    content_of,
    departments_of,
    entry_titles,
    find_invited,
    find_slip,
    locked,
    people_of,
    pieces_of,
    problems_of,
    same_works,
    slips_of,
    steps_of,
    work_of,
)

__all__ = [
    "HANDED_OVER", "UNSEEN", "annotate_calls", "authority_of", "call_titles", "cities_of", "comes_late", "content_of", "deadline", "departments_of", "earlier_calls",
    "entry_titles", "find_invited", "find_slip", "is_late", "kind_of", "locked", "people_of",
    "pieces_of", "problems_of", "roll_of", "rules_of", "running", "same_works", "slips_of", "steps_of",
    "steps_of_call", "universities_in", "work_of",
]  # fmt: skip
