"""What evaluations offer the desk, the menu, search and the store of files: a file for each room."""

from wangyu.assessment.evaluation.ports import concluding, cycles, mending, schemes, selfcheck

__all__ = ["concluding", "cycles", "mending", "schemes", "selfcheck"]
