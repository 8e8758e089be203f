"""Schemes of indicators."""

from __future__ import annotations

from typing import Any

from django.core import signing

from tests.assessment.evaluation.schemes import small
from tests.house.evaluating.cycles import OFFICER, province
from tests.house.way import Way, says
from tests.house.world import World
from wangyu.assessment.evaluation.models import Version

LEAF = {
    "title": "另一项", "clause": "7", "points": "30", "measures": "fact.group_meetings",
    "span": "last", "evidence": "none", "kind": "per_n_capped", "rule_per": "1", "rule_each": "5",
    "rule_rounding": "floor",
}  # fmt: skip


def changed() -> dict[str, Any]:
    data = small()
    data["indicator"][1]["title"] = "导入的名称"
    return data


def held(salt: str) -> dict[str, Any]:
    name = f"evaluation.scheme.import:{salt}"
    return {"held": signing.dumps(changed(), salt=name, compress=True)}


def held_for_draft(world: World) -> dict[str, Any]:
    return held(str(province(world, "draft_version")))


def was_changed(world: World) -> None:
    Version.objects.filter(pk=province(world, "draft_version")).update(before=changed())


def without_drafts(world: World) -> None:
    Version.objects.filter(pk=province(world, "draft_version")).delete()


SCHEMES = [
    Way("evaluation:scheme_new", OFFICER, lambda w: {"source": f"version:{province(w, 'version')}", "title": "复制的方案"}),
    Way("evaluation:scheme_import", OFFICER, lambda _: held("new")),
    Way("evaluation:version_move", OFFICER, note="publish"),
    Way("evaluation:version_move", OFFICER, says(reason="有新版"), names={"pk": "version", "verb": "=retire"}, note="retire"),
    Way("evaluation:version_next", OFFICER, prepare=without_drafts),
    Way("evaluation:version_discard", OFFICER),
    Way("evaluation:version_head", OFFICER, says(title="另一个名称", use="evaluation", missing="open")),
    Way("evaluation:version_undo", OFFICER, prepare=was_changed),
    Way("evaluation:indicator_add", OFFICER, says(**LEAF, key="another", parent="support")),
    Way("evaluation:indicator", OFFICER, says(**LEAF, parent="support")),
    Way("evaluation:indicator_shift", OFFICER),
    Way("evaluation:version_import", OFFICER, held_for_draft),
]  # fmt: skip
