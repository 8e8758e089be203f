"""The mistakes that are tried, how one is put into a loaded module, and what the verdict is."""

from __future__ import annotations

import ast
import gc
import subprocess
import sys
from types import ModuleType

import pytest
from tools.mutation import fresh, report, swapping
from tools.mutation.operators import mutants
from tools.mutation.prints import print_of
from tools.mutation.running import ALIVE, KILLED, Result
from tools.mutation.values import Sources

pytestmark = pytest.mark.indifferent


@pytest.mark.parametrize(
    ("source", "instead"),
    [
        ("a < b", ["a <= b"]),
        ("a >= b", ["a > b"]),
        ("a in b", ["a not in b"]),
        ("0 <= a < 9", ["0 < a < 9", "0 <= a <= 9", "1", "10"]),
        ("a and b and c", ["b and c", "a and c", "a and b"]),
        ("not a", ["a"]),
        ("a + 60", ["a - 60", "61"]),
        ("'有' + a", []),
        ("f'{a + 1}'", []),
        ("True", ["False"]),
        ("{A.x, A.y}", ["{A.y}", "{A.x}"]),
        ("a if b else c", ["a if not b else c"]),
        ("[a for a in b if a]", ["for a in b"]),
        ("min(a)", ["max"]),
        ("A.filter(a=b)", ["A.all()"]),
        (
            "A.filter(a__lt=b, c=d)",
            ["A.filter(a__lte=b, c=d)", "A.filter(c=d)", "A.filter(a__lt=b)"],
        ),
    ],
)
def test_the_mistakes_of_an_expression(source, instead) -> None:
    tree = ast.parse(f"def f():\n    return {source}")
    assert [one.after.strip() for one in mutants("m.py", tree)] == instead


def test_a_refusal_and_a_call_are_left_out_and_a_condition_is_turned() -> None:
    tree = ast.parse("def f():\n    if a:\n        raise No(1)\n    say(b)")
    found = [(one.before, one.after, one.first) for one in mutants("m.py", tree)]
    assert found == [
        ("if a:", "if not a:", 2),
        ("raise No(1)", "pass", 3),
        ("say(b)", "pass", 4),
    ]


def test_afterwards_the_tree_is_as_it_was() -> None:
    tree = ast.parse("class A:\n    def f(self):\n        return 1 < 2\nMOST = 5")
    before = ast.unparse(tree)
    for one in mutants("m.py", tree):
        with one.made():
            assert ast.unparse(tree) != before
        assert ast.unparse(tree) == before
    assert {one.name for one in mutants("m.py", tree)} == {"A.f", "MOST"}


SOURCE = """
import functools
MOST = 5
def wrapped(function):
    @functools.wraps(function)
    def inner(*given):
        return function(*given)
    return inner
@wrapped
def is_within(count):
    return count <= MOST
@functools.cache
def double(count):
    return count + count
"""


@pytest.fixture
def loaded(monkeypatch):
    """A module, and one that took its names from it."""
    module, other = ModuleType("wangyu.loaded"), ModuleType("wangyu.other")
    exec(compile(SOURCE, "loaded.py", "exec", dont_inherit=True), vars(module))
    monkeypatch.setattr(module.double.__wrapped__, "__module__", "wangyu.loaded")
    other.is_within, other.MOST, other.double = module.is_within, module.MOST, module.double
    monkeypatch.setitem(sys.modules, "wangyu.loaded", module)
    monkeypatch.setitem(sys.modules, "wangyu.other", other)
    return module, other


def _swap(function, before) -> None:
    tree = ast.parse(SOURCE)
    mutant = next(m for m in mutants("m.py", tree) if (m.name, m.before) == (function, before))
    with mutant.made():
        swapping.swap_functions("loaded.py", tree, swapping.Loaded())


def test_a_decorated_function_is_changed_wherever_it_was_taken_to(loaded) -> None:
    _, other = loaded
    assert other.is_within(5)
    _swap("is_within", "count <= MOST")
    assert not other.is_within(5)


def test_what_was_frozen_is_found_too(loaded) -> None:
    """Else each mistake begins a process of its own, and what remembers is never emptied."""
    gc.freeze()
    test_a_decorated_function_is_changed_wherever_it_was_taken_to(loaded)


def test_a_copy_without_any_mistake_is_told_apart() -> None:
    """Else every test would seem to notice it."""
    kept: dict[str, object] = {}
    exec(compile(SOURCE, "unharmed.py", "exec", dont_inherit=True), kept)
    with pytest.raises(swapping.CannotSwapError):
        swapping.swap_functions("unharmed.py", ast.parse(SOURCE), swapping.Loaded())
    assert kept["MOST"] == 5


MADE = {
    "a.py": "MOST = 5\nTWICE = MOST * 2\ndef f():\n    return 1\ndef g():\n    return MOST\n",
    "b.py": "from a import TWICE\nclass B:\n    most = TWICE\n    def f(self):\n        pass\n",
    "c.py": "from b import B\n\ndef h(x=B):\n    return x\n",
    "d.py": "MOST = 7\n\ndef i():\n    return MOST\n",
}


def test_a_value_is_read_where_it_is_named_and_through_what_is_made_of_it(tmp_path) -> None:
    for name, text in MADE.items():
        (tmp_path / name).write_text(text)
    found = Sources(tmp_path).readers("a.py", "MOST")
    assert found.lines == {"a.py": {6}, "c.py": {4}}
    assert found.names == {"MOST", "TWICE", "B"}


@pytest.mark.thorough
def test_a_mistake_in_a_value_is_there_before_anything_is_made_of_it(tmp_path) -> None:
    """In a process of its own, whose tests are collected with it; unharmed without."""
    file, said = "records/ledger/logic/deadlines.py", tmp_path / "said"
    source = (fresh.SOURCE / file).read_text("utf-8")
    found = list(mutants(file, ast.parse(source)))
    number = next(
        n
        for n, one in enumerate(found)
        if one.before == "at >= first_late_instant(due_at, grace_minutes)"
    )
    test = "tests/records/ledger/logic/test_deadlines.py"
    for tried, noticed in ((number, test), (fresh.NOBODY, "")):
        given = [file, str(tried), str(tmp_path / "db"), str(said), "60", test]
        argv = [sys.executable, "-m", "tools.mutation.fresh", *given]
        done = subprocess.run(argv, cwd=report.ROOT, capture_output=True, check=False)
        assert (done.returncode, said.read_text("utf-8").partition("::")[0]) == (
            bool(noticed),
            noticed,
        ), done


def test_what_was_remembered_is_forgotten(loaded) -> None:
    _, other = loaded
    assert other.double(3) == 6
    _swap("double", "count + count")
    assert other.double(3) == 0


def _tried(alive: int, killed: int) -> list[Result]:
    tree = ast.parse("def f():\n    return a < b")
    mutant = next(mutants("m.py", tree))
    return [*[Result(mutant, ALIVE, 1)] * alive, *[Result(mutant, KILLED, 1)] * killed]


@pytest.mark.parametrize(
    ("alive", "is_explained", "well"),
    [(0, False, True), (1, False, False), (2, True, True), (3, True, False)],
)
def test_two_of_a_hundred_may_live_when_it_is_said_why(
    monkeypatch, alive, is_explained, well
) -> None:
    area = report.Area("a", "期限", ("m.py",), ())
    reason = {("m.py", "f", "a < b", "a <= b"): "从不相等（2026-11-26）"} if is_explained else {}
    monkeypatch.setattr(report, "print_of", lambda _source, files: "".join(files))
    monkeypatch.setattr(report, "explained", lambda: reason)
    rows, notes, found = report.verdict([area], _tried(alive, 100 - alive), 3)
    assert found is well
    assert rows == {"期限": f"| 期限 | 1 | 100 | {100 - alive} | {alive} | {alive}.0% | 3 | m.py |"}
    assert ("从不相等" in "".join(notes)) is (is_explained and alive > 0)


def test_writing_one_area_leaves_the_others_as_they_were(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(report, "PAGE", tmp_path / "mutation.md")
    report.write({"期限": "| 期限 | 旧 |", "经费": "| 经费 | 旧 |"}, ["- 经费 甲", "- 期限 乙"])
    report.write({"期限": "| 期限 | 新 |"}, [])
    text = (tmp_path / "mutation.md").read_text("utf-8")
    assert "| 期限 | 新 |\n| 经费 | 旧 |\n" in text
    assert text.endswith("## 活着的\n\n- 经费 甲\n")


def _print_of(folder, text, part="m.py"):
    (folder / "m.py").write_text(text, "utf-8")
    return print_of(folder, (part,))


def test_a_print_tells_other_code_and_not_other_words(tmp_path) -> None:
    source = 'MOST = 5\n"""So many."""\ndef f(a):\n    return a < MOST\ndef g():\n    pass\n'
    before = _print_of(tmp_path, source)
    said = source.replace("So many", "No more").replace("pass", '"""Nothing."""  # yet')
    assert _print_of(tmp_path, said) == before
    for other in ("MOST = 6", "a <= MOST", "def h"):
        was = {"MOST = 6": "MOST = 5", "a <= MOST": "a < MOST", "def h": "def g"}[other]
        assert _print_of(tmp_path, source.replace(was, other)) != before
    of_f = _print_of(tmp_path, source, "m.py:f")
    assert _print_of(tmp_path, source.replace("def g", "def h"), "m.py:f") == of_f
    assert _print_of(tmp_path, source.replace("a < ", "a > "), "m.py:f") != of_f


def test_an_area_is_changed_when_its_row_speaks_of_other_code(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(report, "PAGE", tmp_path / "mutation.md")
    made = {key: report.Area(key, f"方面{key}", (key,), ()) for key in "abc"}
    monkeypatch.setattr(report, "areas", lambda: made)
    monkeypatch.setattr(report, "print_of", lambda _source, files: f"now-{files[0]}")
    assert report.changed() == ["a", "b", "c"]
    report.write({"方面a": "| 方面a | 3 | now-a |", "方面b": "| 方面b | 3 | old-b |"}, [])
    assert report.changed() == ["b", "c"]


def test_an_area_may_be_some_functions_of_a_file() -> None:
    area = report.Area("a", "期限", ("m.py:f,A.g", "n.py"), ())
    found = [
        (file, name)
        for file in ("m.py", "n.py", "o.py")
        for name in ("f", "g", "A.g")
        if area.has(file, name)
    ]
    assert found == [("m.py", "f"), ("m.py", "A.g"), ("n.py", "f"), ("n.py", "g"), ("n.py", "A.g")]
    assert area.paths == ["m.py", "n.py"]


def test_a_reason_for_what_no_longer_lives_is_told(monkeypatch) -> None:
    area = report.Area("a", "期限", ("m.py",), ())
    reason = {("m.py", "f", "a < b", "a <= b"): "从不相等"}
    monkeypatch.setattr(report, "explained", lambda: reason)
    assert report.stale([area], _tried(1, 1)) == []
    assert report.stale([area], _tried(0, 1)) == ["m.py f: a < b"]


def test_each_area_was_tried_and_hardly_a_mistake_lives() -> None:
    """As the page says that ``tools/mutate --write`` wrote; ./test --all tries all of it anew."""
    page = report.PAGE.read_text("utf-8")
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in page.splitlines()}
    for area in report.areas().values():
        made, killed, alive = map(int, rows[area.name].split(" | ")[2:5])
        assert made == killed + alive > 0
        assert alive <= report.MOST_ALIVE * made
        assert page.count(f"\n- {area.name} ") == alive
    assert "没有说明" not in page


def test_every_area_names_files_and_tests_that_are_there() -> None:
    for area in report.areas().values():
        assert area.files
        assert [test for test in area.tests if not (report.ROOT / "tests" / test).exists()] == []
        assert [file for file in area.files if not _named(file)] == []


def _named(part: str) -> bool:
    """Whether the functions of a part are there."""
    path, _, names = part.partition(":")
    tree = ast.parse((report.SOURCE / path).read_text("utf-8"))
    there = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    return not names or set(names.split(",")) <= there
