"""One page of A4 for a university, by typst."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from wangyu.assessment.policy.kinds import Pack
from wangyu.assessment.policy.logic.fulfilment import LABELS as STATE_LABELS
from wangyu.assessment.policy.logic.fulfilment import Finding, clause_status
from wangyu.assessment.policy.logic.pack import Standard
from wangyu.assessment.policy.logic.standards import BASES
from wangyu.assessment.policy.queries import Opened
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.numbers import show
from wangyu.base.ui.paper import pdf
from wangyu.institutions.orgs.models import Organisation

TEMPLATE = Path(__file__).parent / "typst" / "university.typ"


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
        "title": "政策落实情况", "demo": demo, "organisation": org.name, "period": period_label,
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
    return pdf(TEMPLATE, data)


def _standard(finding: Finding, standard: Standard) -> dict[str, Any]:
    return {
        "title": f"{finding.requirement.title}（{standard.unit}）", "basis": BASES[standard.basis],
        "heads": show(finding.heads), "actual": show(finding.value), "need": _or_dash(finding.target),
        "gap": _or_dash(finding.gap), "state": finding.label,
    }  # fmt: skip


def _or_dash(number: Decimal | None) -> str:
    return "—" if number is None else show(number)
