"""A small scheme of every kind of question, so that tests stand on no figure of a pack."""

from __future__ import annotations

from typing import Any

from wangyu.assessment.evaluation.logic.scheme import plain, read_scheme

ONE_EACH = {"kind": "per_n_capped", "per": 1, "each": 10, "rounding": "floor"}
SMALL: dict[str, Any] = {
    "scheme": {"key": "small", "title": "小方案", "label": "示例·非官方"},
    "indicator": [
        {"key": "support", "title": "重视支持", "points": 60},
        {
            "key": "meetings", "title": "专题研究", "parent": "support", "points": 30, "clause": 7,
            "measures": ["fact.group_meetings"], "evidence": "required", "rule": ONE_EACH,
        },
        {
            "key": "plans", "title": "工作要点", "parent": "support", "points": 20, "clause": 7,
            "asked": ["两年里印发了几份年度工作要点？"], "evidence": "optional", "rule": ONE_EACH,
        },
        {
            "key": "office", "title": "专门机构", "parent": "support", "points": 10, "clause": 7,
            "measures": ["fact.office_established"],
            "rule": {"kind": "per_n_capped", "per": 1, "each": 10, "rounding": "floor"},
        },
        {"key": "output", "title": "产品产出", "points": 40},
        {
            "key": "articles", "title": "供稿", "parent": "output", "points": 30, "clause": 1,
            "measures": ["fact.articles_adopted"], "span": "sum", "rule": ONE_EACH,
        },
        {
            "key": "exchange", "title": "交流", "parent": "output", "points": 10, "clause": 1,
            "asked": ["承办了几次全省交流？", "参加了几次全省交流？"],
            "rule": {"kind": "per_n_capped", "per": 1, "each": [5, 1], "rounding": "floor"},
        },
    ],
}  # fmt: skip


def small() -> dict[str, Any]:
    """As a version keeps it."""
    return plain(read_scheme(SMALL, "小方案"))


IMPACT = {
    "key": "impact", "title": "育人实效", "parent": "output", "points": 10, "clause": 11,
    "rule": {"kind": "panel", "scale": 100, "levels": ["90—100 分：有实效", "0—59 分：看不出"]},
}  # fmt: skip


def with_panel():
    """The small scheme with an indicator that others give points for; 供稿 has less."""
    rows = [
        row | ({"points": 20} if row["key"] == "articles" else {}) for row in SMALL["indicator"]
    ]
    return plain(read_scheme(SMALL | {"indicator": [*rows, IMPACT]}, "小方案"))
