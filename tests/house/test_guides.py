"""What the guides print exists: links, commands, options, addresses, keys of a pack, terms."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.urls import Resolver404, resolve

from tests.house.source import ROOT, modules, nodes
from wangyu.assessment.policy.kinds import keys
from wangyu.base.core.roles import Role
from wangyu.base.lib.measures import offers
from wangyu.config import cli
from wangyu.records.ledger.kinds import items

pytestmark = [pytest.mark.thorough, pytest.mark.indifferent]

GUIDES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")]
)
TERMS = ROOT / "docs" / "glossary.md"
PACKS = ROOT / "docs" / "packs.md"


def text_of(guide: Path) -> str:
    return guide.read_text("utf-8")


def code_of(text: str) -> list[str]:
    """Every line of a code block, and every span of code."""
    blocks = re.findall(r"^ *```[^\n]*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [*lines, *re.findall(r"`([^`\n]+)`", rest)]


CODE = [(g.name, line) for g in GUIDES for line in code_of(text_of(g))]


def links(guide: Path) -> list[str]:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text_of(guide), flags=re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", prose)


def heading_anchor(heading: str) -> str:
    """As the usual viewers make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda g: g.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(guide: Path) -> None:
    broken = [link for link in links(guide) if not _leads(guide, link)]
    assert not broken


def _leads(guide: Path, link: str) -> bool:
    if link.startswith(("http://", "https://")):
        return True
    if link.startswith("/"):
        return _is_page(link)
    name, _, anchor = unquote(link).partition("#")
    target = (guide.parent / name).resolve() if name else guide
    if not target.exists():
        return False
    headings = re.findall(r"^#+ (.+)$", text_of(target), re.MULTILINE) if anchor else []
    return not anchor or anchor in map(heading_anchor, headings)


def _is_page(path: str) -> bool:
    try:
        return bool(resolve(path.partition("?")[0]))
    except Resolver404:
        return False


@pytest.mark.parametrize("link", ["nowhere.md", "newcomer.md#nirgends", "/nirgends/"])
def test_a_link_that_leads_nowhere_is_found(link: str) -> None:
    assert not _leads(ROOT / "docs" / "officer.md", link)


def printed(name: str) -> Iterator[tuple[str, str]]:
    """Each ``name word …`` that a guide prints: the guide, and what follows the name."""
    for guide, line in CODE:
        words = [w for w in re.split(r"\s+|(?=[;&|#])", line) if w]
        for at, word in enumerate(words[:-1]):
            if Path(word.rpartition("=")[2]).name == name and re.match(r"[a-z]", words[at + 1]):
                rest = takewhile(lambda w: not w.startswith((";", "&", "|", "#")), words[at + 1 :])
                yield guide, " ".join(rest)


def _is_call(words: str) -> bool:
    """Not the user of a crontab's line, nor the owner of a database."""
    return re.fullmatch(
        r"[a-z]+(_[a-z]+)*", words.split(maxsplit=1)[0]
    ) is not None and not words.startswith("wangyu")


COMMANDS = sorted({(guide, words) for guide, words in printed("wangyu") if _is_call(words)})


def test_the_guides_print_commands() -> None:
    assert len(COMMANDS) > 10
    assert ("operate.md", "serve --port 8000") in COMMANDS


@pytest.mark.parametrize(("guide", "words"), COMMANDS)
def test_every_printed_command_and_option_exists(guide: str, words: str) -> None:
    name, *rest = words.split()
    assert name in cli.offered(), cli.unknown(name)
    known = {o for action in cli.parser_of(name)._actions for o in action.option_strings}
    assert [w for w in rest if w.startswith("-") and w.partition("=")[0] not in known] == []


def test_every_command_of_ours_is_in_the_operators_guide() -> None:
    guide = (ROOT / "docs" / "operate.md").read_text("utf-8")
    ours = {name for name, app in cli.offered().items() if app.startswith("wangyu.")}
    silent = [name for name in sorted(ours) if f"wangyu {name}" not in guide]
    assert not silent, "写进 docs/operate.md"


def options_of(script: str) -> set[str]:
    cases = re.findall(r"^\s*((?:-[\w-]+ \| )*--?[\w-]+)\)", text_of(ROOT / script), re.MULTILINE)
    tests = re.findall(r"= (--[\w-]+)", text_of(ROOT / script))
    return {option for case in cases for option in case.split(" | ")} | set(tests)


@pytest.mark.parametrize("script", ["run", "test"])
def test_every_printed_option_of_the_two_commands_exists(script: str) -> None:
    wanted = {
        word
        for _, line in CODE
        for found in re.findall(rf"\./{script}((?: +--?[\w-]+(?: \d+)?)+)", line)
        for word in found.split()
        if word.startswith("-")
    }
    assert wanted, "指南里没有写到它的任何选项"
    assert wanted <= options_of(script)


@pytest.mark.parametrize(
    ("heading", "declared"),
    [
        ("pack.toml", {**keys.META, **keys.ERRATUM}),
        ("clauses.toml", keys.PART),
        ("requirements.toml", keys.REQUIREMENT),
        ("standards.toml", {**keys.STANDARD, **keys.FIGURE}),
        ("items.toml", {**items.ITEM, **items.CHECK, **items.CHANGE}),
    ],
)
def test_every_key_of_a_pack_is_described_and_no_other(heading: str, declared: dict) -> None:
    section = text_of(PACKS).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    tables = re.findall(r"^\| 键 \|.*\n\|[-| ]+\|\n((?:\|.*\n)+)", section, re.MULTILINE)
    rows = [re.match(r"\| `(\w+)` \|", row) for table in tables for row in table.splitlines()]
    assert {row[1] for row in rows if row} == set(declared)
    assert all(rows), "键的表里每行以 `键` 开头"


def terms() -> list[str]:
    return re.findall(r"^\| ([A-Za-z_.]+)(?: / \w+)? \|", text_of(TERMS), re.MULTILINE)


def row_of(term: str) -> str:
    found = re.search(rf"^\| {re.escape(term)} \|.*$", text_of(TERMS), re.MULTILINE)
    assert found, f"在 docs/glossary.md 为 {term} 写一行"
    return found[0]


def tables_of_ours() -> list[str]:
    """Names of our models, with the app where two share one."""
    found = [m for m in apps.get_models() if m.__module__.startswith("wangyu.")]
    names = [m.__name__ for m in found]
    shared = {name for name in names if names.count(name) > 1}
    return sorted(f"{m._meta.app_label}.{m.__name__}" if m.__name__ in shared else m.__name__ for m in found)  # fmt: skip


def enumerations() -> dict[str, list[str]]:
    """Name of each class of choices in the source, with its labels."""
    found = {}
    for module in modules():
        for node in nodes(module.tree):
            if isinstance(node, ast.ClassDef) and _is_enumeration(node):
                values = [n.value for n in node.body if isinstance(n, ast.Assign)]
                found[node.name] = [
                    v.elts[1].value for v in values if isinstance(v, ast.Tuple) and len(v.elts) == 2
                ]
    return found


def _is_enumeration(node: ast.ClassDef) -> bool:
    names = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    return bool(names & {"TextChoices", "IntegerChoices", "StrEnum"})


def test_every_table_of_the_database_has_its_term() -> None:
    assert len(tables_of_ours()) > 30
    assert [name for name in tables_of_ours() if name not in terms()] == []


def test_every_enumeration_has_its_term_and_every_value_its_word() -> None:
    assert {"SheetState", "Tier", "PeriodKind"} <= set(enumerations())
    for name, labels in enumerations().items():
        if name != Role.__name__:
            assert [label for label in labels if label not in row_of(name)] == [], name


def test_every_role_has_its_term_in_its_own_words() -> None:
    for role in Role:
        assert row_of(str(role)).startswith(f"| {role} | {role.label} |")


def test_no_term_stands_twice() -> None:
    assert len(set(terms())) == len(terms())


def test_every_measure_is_listed_with_its_name() -> None:
    listed = text_of(ROOT / "docs" / "measures.md")
    assert len(offers()) > 60
    assert [o.key for o in offers() if f"| `{o.key}` | {o.label} |" not in listed] == []


RUN_HERE = {
    "setup", "check", "reindex", "send_digests", "export", "recompute", "audit_seal", "audit_verify", "audit_export",
}  # fmt: skip
PROVED_ELSEWHERE = {
    "serve": "tests/base/core/test_serve.py", "worker": "tests/base/core/test_commands.py",
    "demo": "tests/portal/test_demo.py", "backup": "tests/base/backup",
    "restore": "tests/base/backup", "docs": "tests/house/test_docs.py",
    "audit_prove": "tests/base/audit", "audit_purge": "tests/base/audit",
    "audit_forget": "tests/base/audit", "key_change": "tests/base/audit/ops/test_keys.py", "compute": "tests/portal/compute",
}  # fmt: skip
FILES = {"名录.csv": "roster.csv", "ROSTER.csv": "roster.csv", "log.jsonl": "log.jsonl"}
ROSTER = ROOT / "tests/institutions/orgs/data/hunan_universities.csv"


def is_whole(words: str) -> bool:
    """Whether a command stands in a guide with all it needs, and not only by its name."""
    name, *rest = words.split()
    try:
        cli.parser_of(name).parse_args(rest)
    except CommandError:
        return False
    return True


def test_every_printed_command_is_run_here_or_proved_elsewhere() -> None:
    printed_names = {words.split()[0] for _, words in COMMANDS}
    assert printed_names <= RUN_HERE | set(PROVED_ELSEWHERE)
    assert all((ROOT / place).exists() for place in PROVED_ELSEWHERE.values())


@pytest.mark.django_db
def test_the_commands_of_the_guides_do_what_they_say(settings, tmp_path, monkeypatch) -> None:
    """In the order of an operator's first day: what is printed is run, and ends well."""
    monkeypatch.setattr(cli.connections, "close_all", lambda: None)
    shutil.copy(ROSTER, tmp_path / "roster.csv")
    monkeypatch.chdir(tmp_path)
    lines = {words for _, words in COMMANDS if words.split()[0] in RUN_HERE and is_whole(words)}
    assert len(lines) >= len(RUN_HERE)
    for words in sorted(lines, key=lambda w: (not w.startswith("setup --"), w)):
        ended = cli.run([FILES.get(word, word) for word in words.split()])
        assert ended == 0, words
