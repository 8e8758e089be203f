"""One page of A4 for a university, by typst."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst

from wangyu.assessment.policy.kinds import Pack
from wangyu.assessment.policy.logic.fulfilment import LABELS as STATE_LABELS
from wangyu.assessment.policy.logic.fulfilment import Finding, clause_status
from wangyu.assessment.policy.logic.pack import Standard
from wangyu.assessment.policy.logic.standards import BASES
from wangyu.assessment.policy.queries import Opened
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.numbers import show
from wangyu.institutions.orgs.models import Organisation

FONTS = ("Noto Sans CJK SC", "Noto Sans CJK JP")
"""One of them must be there; without Chinese glyphs the page would be empty boxes."""
TEMPLATE = Path(__file__).parent / "typst" / "university.typ"


class PdfError(Exception):
    """The page cannot be made; carries the sentence."""


def university_pdf(
    pack: Pack,
    org: Organisation,
    period_label: str,
    opened: Opened,
    now: datetime,
    *,
    demo: bool,
) -> bytes:
    """The one-page summary. Raises PdfError where no Chinese font is installed."""
    data = {
        "fonts": FONTS, "title": "政策落实情况", "demo": demo, "organisation": org.name, "period": period_label,
        "policy": f"{pack.title}（{pack.document_no}）", "made_at": show_time(now),
        "standards": [
            _standard(f, standard) for row in opened.findings.values() for f in row
            if (standard := opened.standards.get(f.requirement.standard))
        ],
        "clauses": [
            {
                "number": number, "title": pack.clauses[number].title,
                "state": STATE_LABELS[clause_status(rows)],
                "open": "、".join(f.requirement.title for f in rows if f.is_open) or "—",
            }
            for number, rows in opened.findings.items()
        ],
    }  # fmt: skip
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    page, warnings = typst.compile_with_warnings(str(TEMPLATE), sys_inputs=inputs)
    if sum("unknown font family" in one.message for one in warnings) >= len(FONTS):
        raise PdfError("PDF 没有生成：服务器缺少中文字体，请系统管理员安装 fonts-noto-cjk。")
    return bytes(page)


def _standard(finding: Finding, standard: Standard) -> dict[str, Any]:
    return {
        "title": f"{finding.requirement.title}（{standard.unit}）", "basis": BASES[standard.basis],
        "heads": show(finding.heads), "actual": show(finding.value), "need": _or_dash(finding.target),
        "gap": _or_dash(finding.gap), "state": finding.label,
    }  # fmt: skip


def _or_dash(number: Decimal | None) -> str:
    return "—" if number is None else show(number)
