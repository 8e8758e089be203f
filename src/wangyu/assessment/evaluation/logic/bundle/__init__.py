"""A conclusion as a zip that anybody can recompute without us; the layout is in docs/bundle.md."""

from wangyu.assessment.evaluation.logic.bundle.recomputing import Difference, Report, recompute
from wangyu.assessment.evaluation.logic.bundle.writing import About, Verdict, own, whole

__all__ = ["About", "Difference", "Report", "Verdict", "own", "recompute", "whole"]
