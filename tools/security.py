"""docs/security.md from the tables in docs/security/: ``python tools/security.py`` rewrites it."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "docs" / "security"
PAGE = ROOT / "docs" / "security.md"
MADE = "<!-- 由 python tools/security.py 从 docs/security/ 生成，不要手改。 -->"
STATES = {"met": "已做到", "partly": "部分做到", "unmet": "没有做到", "none": "不适用"}
INTRO = """对照两份标准：OWASP ASVS 5.0 的一、二级要求（只引编号，原文见
[OWASP ASVS](https://github.com/OWASP/ASVS)，CC BY-SA 4.0），和 GB/T 22239-2019 第三级里与应用有关的控制点
（只引条款号）。每一行写明做到没有、怎样做到、由哪个测试证明；没有做到的，写明缺什么。
“证明”一列是 `tests/` 下的文件和其中的测试：改坏了，测试就失败。
这是自查，不是第三方测评。"""


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    state: str
    how: str
    title: str = ""
    """What a clause is about, in a few words of ours."""
    missing: str = ""
    tests: tuple[str, ...] = ()


def rows(name: str) -> list[Row]:
    """The rows of one table, in the order of the file."""
    read = tomllib.loads((TABLES / f"{name}.toml").read_text("utf-8"))
    return [_row(key, row) for key, row in read.items()]


def _row(key: str, row: dict[str, Any]) -> Row:
    return Row(**{"key": key, **row, "tests": tuple(row.get("tests", ()))})


def page() -> str:
    asvs, dengbao = rows("asvs"), rows("dengbao")
    return "\n\n".join(
        [
            MADE,
            "# 安全对照",
            INTRO,
            _count([("ASVS 5.0 一、二级", asvs), ("GB/T 22239-2019 三级（应用）", dengbao)]),
            "## 没有做到和部分做到的\n\n" + _missing([*asvs, *dengbao]),
            (TABLES / "conventions.txt").read_text("utf-8").strip(),
            "## ASVS 5.0 一、二级\n\n" + _table(asvs),
            "## GB/T 22239-2019 三级\n\n" + _table(dengbao),
        ]
    ) + "\n"  # fmt: skip


def _count(tables: list[tuple[str, list[Row]]]) -> str:
    lines = [
        "| 标准 | 要求 | " + " | ".join(STATES.values()) + " | 有自动测试证明 |",
        "|---" * 7 + "|",
    ]
    for label, found in tables:
        states = Counter(row.state for row in found)
        proved = sum(row.state == "met" and bool(row.tests) for row in found)
        figures = [len(found), *(states[state] for state in STATES), proved]
        lines.append(f"| {label} | {' | '.join(map(str, figures))} |")
    return "\n".join(lines)


def _missing(found: list[Row]) -> str:
    lines = [f"| {r.key} | {STATES[r.state]} | {r.missing} |" for r in found if r.missing]
    return "\n".join(["| 要求 | 状态 | 缺什么 |", "|---|---|---|", *lines])


def _table(found: list[Row]) -> str:
    return "\n".join(["| 要求 | 状态 | 怎样 | 证明 |", "|---|---|---|---|", *map(_line, found)])


def _line(row: Row) -> str:
    title = f"{row.title}：" if row.title else ""
    missing = f"；缺：{row.missing}" if row.missing else ""
    tests = "<br>".join(f"`{test}`" for test in row.tests)
    return f"| {row.key} | {STATES[row.state]} | {title}{row.how}{missing} | {tests} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"已写 {PAGE.relative_to(ROOT)}\n")
