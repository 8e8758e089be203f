"""Decision sheets for the meeting: one work, one page or more, nobody named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.queries import deciding as queries
from wangyu.activities.calls.queries import rules_of, sheets
from wangyu.base.lib.dates import show_time
from wangyu.base.ui.paper import pdf

TEMPLATE = Path(__file__).parent.parent / "typst" / "meeting.typ"


def meeting_pdf(call: Call, entries: Iterable[Entry], now: datetime, *, demo: bool) -> bytes:
    """Raises PdfError where no Chinese font is installed."""
    edition = rules_of(call)
    data = {
        "title": call.title, "demo": demo, "made_at": show_time(now),
        "works": [
            _work(entry, edition.track(entry.track).title) for entry in sheets.with_opinions(entries)
        ],
    }  # fmt: skip
    return pdf(TEMPLATE, data)


def _work(entry: Any, track: str) -> dict[str, Any]:
    standing = getattr(entry, "standing", None)
    return {
        "code": sheets.code_of(entry), "title": sheets.blind_title(entry), "track": track,
        "mean": _number(standing and standing.mean), "score": _number(standing and standing.score),
        "interval": sheets.interval(entry) or "—", "spread": _number(standing and standing.spread),
        "zone": sheets.zone(entry) or "—", "award": queries.award_title(entry) or "未拟定",
        "opinions": [_opinion(one) for one in sheets.opinions_of(entry)],
    }  # fmt: skip


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"


def _opinion(one: sheets.Opinion) -> dict[str, Any]:
    return {
        "alias": one.alias, "score": _number(one.score), "words": one.words or "—",
        "marks": [[m.title, f"{m.weight}", f"{m.level}/{m.of}", m.words, m.reason] for m in one.marks],
        "remarks": [f"{said.place}：{said.text}" for said in one.remarks],
    }  # fmt: skip
