"""The decision letter: what was concluded on one university, on what, and how to recompute it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from wangyu.assessment.evaluation.logic.concluding import FEW
from wangyu.assessment.evaluation.models import ConclusionRow
from wangyu.assessment.evaluation.queries import scheme_of
from wangyu.assessment.evaluation.queries.conclusions import grade_label
from wangyu.base.lib.dates import local_day, show_date, show_time
from wangyu.base.ui.paper import pdf

TEMPLATE = Path(__file__).parent.parent / "typst" / "letter.typ"


def letter_pdf(row: ConclusionRow, now: datetime, *, url: str, demo: bool) -> bytes:
    """``url``: where the result is read. Raises PdfError where no Chinese font is installed."""
    conclusion, cycle, line = row.conclusion, row.conclusion.cycle, row.scores
    released = show_date(local_day(cycle.released_at)) if cycle.released_at else "—"
    data = {
        "title": "评价结论书", "cycle": cycle.title, "demo": demo,
        "organisation": row.member.organisation.name, "owner": cycle.owner.name,
        "grade": grade_label(cycle, row.grade) or "不定级", "reason": row.reason or "—",
        "group": line["group"], "number": conclusion.number, "change": conclusion.reason,
        "total": _number(line["total"]), "full": _number(scheme_of(cycle.version).full),
        "rank": _rank(line), "tops": _tops(row, url), "missing": len(line["missing"]),
        "rules": f"{cycle.version}，指纹 {cycle.version.sha256[:16]}", "sha256": conclusion.sha256,
        "released": released, "made_at": show_time(now),
    }  # fmt: skip
    return pdf(TEMPLATE, data)


def _rank(line: dict[str, Any]) -> str:
    if line["of"] < FEW:
        return f"不足 {FEW} 所，不列名次"
    return f"90% 的可能在第 {line['rank_low']} 至 {line['rank_high']} 名（共 {line['of']} 所）"


def _tops(row: ConclusionRow, url: str) -> list[dict[str, str]]:
    """Each score leads to its part of the result: its facts and its evidence stand there."""
    scheme, found = scheme_of(row.conclusion.cycle.version), row.scores["by_top"]
    return [
        {
            "title": top.title, "full": _number(top.points), "url": f"{url}#{top.key}",
            "points": _number(found[top.key]["points"]),
        }
        for top in scheme.tops
    ]  # fmt: skip


def _number(value: float) -> str:
    return f"{value:.1f}"
