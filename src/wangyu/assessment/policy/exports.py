"""One page of A4 for a university, by typst."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from wangyu.assessment.policy.kinds import Pack
from wangyu.assessment.policy.logic.fulfilment import LABELS as STATE_LABELS
from wangyu.assessment.policy.logic.fulfilment import Finding, clause_status
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.numbers import show
from wangyu.institutions.orgs.models import Organisation

TEMPLATE = Path(__file__).parent / "typst" / "university.typ"


class PdfError(Exception):
    """The page cannot be made; carries the sentence."""


def university_pdf(
    pack: Pack,
    org: Organisation,
    period_label: str,
    found: Mapping[int, list[Finding]],
    now: datetime,
    *,
    demo: bool,
) -> bytes:
    """The one-page summary. Raises PdfError where no Chinese font is installed."""
    data = {
        "title": "政策落实情况", "demo": demo, "organisation": org.name, "period": period_label,
        "policy": f"{pack.title}({pack.document_no})", "made_at": show_time(now),
        "standards": [_standard(f) for row in found.values() for f in row if f.requirement.rule == "standard"],
        "clauses": [
            {
                "number": number, "title": pack.clauses[number].title,
                "state": STATE_LABELS[clause_status(rows)],
                "open": "、".join(f.requirement.title for f in rows if f.status not in {"met", "not_applicable", "planned"}) or "—",
            }
            for number, rows in found.items()
        ],
    }  # fmt: skip
    try:
        return bytes(
            typst.compile(str(TEMPLATE), sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
        )
    except RuntimeError as error:
        raise PdfError(
            "PDF 没有生成:服务器缺少中文字体,请系统管理员安装 fonts-noto-cjk。"
        ) from error


def _standard(finding: Finding) -> dict[str, Any]:
    return {
        "title": finding.requirement.title, "actual": show(finding.value), "need": show(finding.target, 2),
        "gap": show(finding.gap, 2), "state": finding.label,
    }  # fmt: skip
