"""Reads about evaluations."""

from wangyu.assessment.evaluation.queries.cycles import (
    charter_of,
    cycle_titles,
    earlier_cycles,
    member_names,
    published_versions,
    scheme_of,
    steps_of,
    universities_for,
)

__all__ = [
    "charter_of", "cycle_titles", "earlier_cycles", "member_names", "published_versions", "scheme_of",
    "steps_of", "universities_for",
]  # fmt: skip
