"""The reader of paths itself, on the shapes an op can have."""

from __future__ import annotations

import ast

import pytest

from tests.house.says import counts

ONCE = "say('x')"
HELPER = "def _tell():\n    say('x')\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ONCE, {1}),
        ("pass", {0}),
        (f"{ONCE}; {ONCE}", {2}),
        (f"if a:\n  {ONCE}", {0, 1}),
        (f"if a:\n  {ONCE}\nelse:\n  {ONCE}", {1}),
        (f"if a:\n  return 1\n{ONCE}", {0, 1}),
        (f"if a:\n  raise ValueError\n{ONCE}", {1}),
        (f"for a in b:\n  {ONCE}", {0, 1, 2}),
        (f"with a:\n  {ONCE}", {1}),
        (f"try:\n  a()\nexcept ValueError:\n  raise KeyError\n{ONCE}", {1}),
        (f"def inner():\n  {ONCE}", {0}),
        ("_tell()", {1}),
        ("return _tell()", {1}),
    ],
)
def test_counts_are_those_of_the_paths_that_return(body: str, expected: set[int]) -> None:
    inside = "\n".join(f"    {line}" for line in body.splitlines())
    module = ast.parse(f"{HELPER}def f():\n{inside}\n")
    assert counts(module.body[1], module) == expected
