"""A scheme with a leaf of every kind of rule, and every optional key somewhere."""

from __future__ import annotations

from tests.assessment.evaluation.logic.making import STAFF, data, leaf
from wangyu.assessment.evaluation.logic.scheme import plain, read_scheme

RULES = {
    "step": {
        "kind": "step", "otherwise": 0.5,
        "steps": [{"at_least": 30, "points": 10}, {"at_least": 20.5, "below": 30, "points": 5}],
    },
    "fewer": {
        "kind": "step",
        "steps": [{"at_most": 0, "points": 10}, {"at_most": 3, "above": 0, "points": 5}],
    },
    "met": {"kind": "count_met", "scores": [0, 3, 5, 10], "at_least": 2},
    "per": {"kind": "per_n_capped", "per": 100, "each": 1, "rounding": "half_up", "capped": False},
    "deduct": {"kind": "deduct_only", "each": [3], "most": 6},
    "tier": {
        "kind": "evidence_tier",
        "tiers": [{"title": "没有", "points": 0}, {"title": "a = b", "points": 10}],
    },
    "ratio": {"kind": "ratio_to_target", "target": {"measure": "m.need"}, "full_at": 0.8},
    "constant": {"kind": "ratio_to_target", "target": {"constant": 12.5}},
    "standard": {"kind": "ratio_to_target", "target": {"standard": "staff", "heads": ["m.a", "m.b"]}},
    "each": {
        "kind": "ratio_to_target",
        "target": {"value": 1, "per": 30, "heads": ["m.a"], "rounding": "ceil"},
    },
    "place": {"kind": "percentile", "better": "less", "least": 7},
    "panel": {"kind": "panel", "scale": 5},
    "list": {
        "kind": "checklist_sum",
        "items": [{"title": "有 ≥3", "points": 4}, {"title": "人", "points": 6, "at_least": 2}],
    },
}  # fmt: skip


def every_rule():
    leaves = [leaf(key, 10, rule) for key, rule in RULES.items() if key not in {"list", "met"}]
    leaves += [
        leaf("list", 10, RULES["list"], measures=["m.x", "m.y"], reason="为什么\n这样"),
        leaf(
            "met", 10, RULES["met"], asked=["问一？", "[问二]", "问三"], evidence="required",
            papers=["纪要"], span="sum", tier="university",
        ),
        leaf("veto", 0, {"kind": "veto", "at_most": -1}),
        {"key": "group", "title": "上级", "points": 3},
        leaf("deep", 3, {"kind": "percentile"}, parent="group"),
    ]  # fmt: skip
    made = data(*leaves, standard=[STAFF | {"source": "第 6 条"}], groups=["level", "city"], source="甲")  # fmt: skip
    return plain(read_scheme(made, "方案"))
