"""Words that must not stand in the source."""

from __future__ import annotations

import ast
import re

from tests.house.source import ROOT, lines_matching, modules, nodes, report, short, written_by_us

LATER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
EVASION = re.compile(
    "|".join(
        [
            "type: " + "ignore",
            "pragma: no " + "cover",
            r"pytest\." + "skip", r"mark\." + "skip", "x" + "fail", "importor" + "skip",
            r"\.only\(",
        ]
    )
)  # fmt: skip
BARE_NOQA = re.compile(r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* -- \S)")
PRIVATE_INDEX = re.compile(r"--(extra-)?index-url|trusted-host")
YEAR = re.compile(r"[AYP]?20[2-9]\d")
POLICY_TEXT = re.compile(
    r"(?<![\d.])1\s*[::]\s*8000|80\s*(平方米|㎡|m²)|30\s*元|1\s*[—~-]\s*2\s*万元"
)


def test_nothing_is_put_off() -> None:
    found = [line for p in written_by_us() for line in lines_matching(p, LATER)]
    assert not found, report(found, "现在做完，或写进工作项")


def test_no_check_is_evaded() -> None:
    found = [line for p in written_by_us() for line in lines_matching(p, EVASION)]
    assert not found, report(found, "改好代码，不绕开检查")


def test_every_lint_exemption_gives_its_reason() -> None:
    found = [
        line
        for p in written_by_us()
        if p.suffix == ".py" and p.name != "test_words.py"
        for line in lines_matching(p, BARE_NOQA)
    ]
    assert not found, report(found, "写作 # noqa: 规则 -- 理由")


def test_no_package_index_is_named() -> None:
    places = [
        *ROOT.glob("requirements/*.txt"),
        ROOT / "pyproject.toml",
        ROOT / "run",
        ROOT / "test",
    ]
    found = [line for p in places for line in lines_matching(p, PRIVATE_INDEX)]
    assert not found, report(found, "不写包仓库地址")


def test_no_number_of_the_policy_stands_in_python() -> None:
    """Years, editions and standards live in packs. The demo invents its own figures and dates."""
    found = [
        m.at(node, repr(node.value)[:60])
        for m in modules()
        if "portal/demo" not in m.name
        for node in nodes(m.tree)
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool)
        if is_of_the_policy(node.value)
    ]
    assert not found, report(found, "政策的数字写进规则包(packs)")


def is_of_the_policy(value: object) -> bool:
    """A year or a period as a value, or a standard quoted in a sentence; 例如 2025 is neither."""
    if isinstance(value, int | str) and YEAR.fullmatch(str(value)):
        return True
    return isinstance(value, str) and bool(POLICY_TEXT.search(value))


def test_the_files_were_found() -> None:
    kinds = {p.suffix for p in written_by_us()}
    assert {".py", ".html", ".css", ".js", ".toml"} <= kinds, short(ROOT)
