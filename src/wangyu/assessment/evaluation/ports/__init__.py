"""What evaluations offer the desk, the menu, search and the store of files: a file for each room."""

from wangyu.assessment.evaluation.ports import (
    checks,
    concluding,
    cycles,
    draws,
    mending,
    panels,
    schemes,
    selfcheck,
    visits,
)

__all__ = [
    "checks", "concluding", "cycles", "draws", "mending", "panels", "schemes", "selfcheck", "visits",
]  # fmt: skip
