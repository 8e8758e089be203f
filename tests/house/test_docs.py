"""The docs that come from the code are those of the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, calls, dotted, modules
from wangyu.activities.calls.logic.flow import ENTRANT, SYSTEM
from wangyu.assessment.evaluation.logic.flow import INSPECTOR, NAMED
from wangyu.base.core import docs
from wangyu.base.core.conf import SETTINGS
from wangyu.base.core.roles import Role

DOCS = ROOT / "docs"
PICTURE_BYTES = 200_000
REWRITE = "运行 wangyu docs 重写"


@pytest.mark.parametrize("name", ["flows.md", "measures.md", "settings.md"])
def test_generated_page_is_up_to_date(name: str) -> None:
    file = DOCS / name
    assert file.exists(), REWRITE
    assert file.read_text("utf-8") == docs.pages()[name], REWRITE


def test_there_is_no_other_generated_page() -> None:
    made = {p.name for p in DOCS.glob("*.md") if docs.MADE in p.read_text("utf-8")}
    assert made == set(docs.pages())


def test_every_machine_is_found_with_its_states_and_moves_in_chinese() -> None:
    flows, text = docs.flows(), docs.pages()["flows.md"]
    assert "填报表" in {flow.name for flow in flows}
    for flow in flows:
        assert all(edge.label in text for edge in flow.edges)
        assert all(state.staff_label in text for state in flow.states.values())


def test_every_move_names_roles_there_are() -> None:
    """Or what one is to one's own work, which nobody grants; or it follows by itself."""
    known = {*Role.values, *docs.BESIDES}
    assert set(docs.BESIDES) == {*ENTRANT, *SYSTEM, *INSPECTOR, *NAMED}
    assert not {who for f in docs.flows() for e in f.edges for who in e.who} - known


def test_every_setting_has_its_line() -> None:
    text = docs.pages()["settings.md"]
    assert [s.name for s in SETTINGS if f"| `{s.name}` |" not in text] == []


def check_ids() -> set[str]:
    return {
        f"wangyu.{call.args[1].value}"
        for m in modules()
        for call in calls(m.tree)
        if dotted(call.func).endswith("finding") and isinstance(call.args[1], ast.Constant)
    }


def test_every_check_has_its_heading_and_every_heading_its_check() -> None:
    headings = re.findall(
        r"^## (wangyu\.[EW]\d{3})$", (DOCS / "checks.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(headings) == sorted(check_ids()), (
        "在 docs/checks.md 为每个编号写一节，说明原因和办法"
    )


def test_every_picture_of_the_readme_is_there_and_small() -> None:
    for readme in ("README.md", "README.en.md"):
        shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / readme).read_text("utf-8"))
        assert {Path(name).stem for name in shown} >= {"board", "sheet", "desk"}, readme
        for name in shown:
            content = (ROOT / name).read_bytes()
            assert content.startswith(b"\x89PNG"), name
            assert len(content) <= PICTURE_BYTES, name
