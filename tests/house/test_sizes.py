"""Nothing grows past what one reads in a sitting."""

from __future__ import annotations

import pytest

from tests.house.source import Module, functions, report, short, templates, written_by_us

CEILING = {".py": 400, ".js": 400, ".css": 400, ".sh": 400, ".typ": 150, ".html": 150}
LONGEST_FUNCTION = 60


@pytest.mark.parametrize("suffix", sorted(CEILING))
def test_no_file_is_too_long(suffix: str) -> None:
    found = [
        f"{short(p)} {lines} 行"
        for p in written_by_us()
        if p.suffix == suffix
        and (lines := len(p.read_text("utf-8").splitlines())) > CEILING[suffix]
    ]
    assert not found, report(found, f"{suffix} 不超过 {CEILING[suffix]} 行，按读者要找的东西拆开")


def test_no_function_is_too_long() -> None:
    found = [
        f"{short(p)}：{f.lineno} {f.name} {length} 行"
        for p in written_by_us()
        if p.suffix == ".py"
        for f in functions(Module(p).tree)
        if (length := (f.end_lineno or f.lineno) - f.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not found, report(found, f"函数不超过 {LONGEST_FUNCTION} 行")


def test_templates_were_found() -> None:
    assert len(templates()) > 50
