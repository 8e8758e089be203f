"""What is tried, what may live and why, and the page that tells the outcome."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tools.mutation.operators import Mutant
from tools.mutation.prints import print_of
from tools.mutation.running import ALIVE, KILLED, ROOT, SOURCE, Result, describe

HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "mutation.md"
MOST_ALIVE = 0.02
HEAD = """# 变异测试

在决定期限、限额、标准、权限和经费的代码里，每次只改错一处（`<` 写成 `<=`、少一个条件、少一个角色、
数字加一、删去一次拒绝……），再跑走过这一行的测试：没有测试失败，这处错就“活”着。
每个方面活着的不得超过 2%，且每一处都要在 `tools/mutation/survivors.toml` 里写明日期和为什么无妨，否则失败。

重做：`tools/mutate --write`，或只做一个方面：`tools/mutate deadlines --write`。本页由它写成，不要手改。
“代码”是所试代码的指纹（不计注释和空行）：以后改过的方面，`tools/mutate --changed --write` 重做。

| 方面 | 文件 | 改错 | 抓住 | 活着 | 占比 | 分钟 | 代码 |
|---|---:|---:|---:|---:|---:|---:|---|
"""
ALIVE_HEAD = "## 活着的"


@dataclass(frozen=True)
class Area:
    key: str
    name: str
    files: tuple[str, ...]
    """A whole file, or of a file some functions: ``path.py:one,two``."""
    tests: tuple[str, ...]

    @property
    def paths(self) -> list[str]:
        return [file.partition(":")[0] for file in self.files]

    def has(self, path: str, name: str) -> bool:
        parts = [file.partition(":") for file in self.files]
        return any(
            path == file and (not names or name in names.split(",")) for file, _, names in parts
        )


def areas() -> dict[str, Area]:
    """In the order of the file; ``*`` in a path stands for any folders."""
    told = tomllib.loads((HERE / "areas.toml").read_text("utf-8"))
    return {
        key: Area(key, one["name"], tuple(_files(one["files"])), tuple(one["tests"]))
        for key, one in told.items()
    }


def _files(patterns: list[str]) -> list[str]:
    return [
        f"{path.relative_to(SOURCE)}{colon}{names}"
        for pattern, colon, names in (one.partition(":") for one in patterns)
        for path in sorted(SOURCE.glob(pattern))
    ]


def explained() -> dict[tuple[str, str, str, str], str]:
    told = tomllib.loads((HERE / "survivors.toml").read_text("utf-8"))
    return {
        (
            one["file"],
            one["function"],
            one["before"],
            one["after"],
        ): f"{one['why']}（{one['since']}）"
        for one in told.get("survivor", [])
    }


def verdict(
    tried: list[Area], results: list[Result], minutes: int
) -> tuple[dict[str, str], list[str], bool]:
    """A row for each area, a line for each that lives, and whether nothing lives that should not."""
    reasons, rows, notes, well = explained(), {}, [], True
    for area in tried:
        own = [result for result in results if area.has(result.mutant.file, result.mutant.name)]
        count = Counter(result.outcome for result in own)
        alive = [result.mutant for result in own if result.outcome == ALIVE]
        made = count[ALIVE] + count[KILLED]
        share = count[ALIVE] / made if made else 1.0
        bare = [mutant for mutant in alive if mutant.key not in reasons]
        well = well and not bare and share <= MOST_ALIVE
        rows[area.name] = (
            f"| {area.name} | {len(area.files)} | {made} | {count[KILLED]} | {count[ALIVE]} "
            f"| {share:.1%} | {minutes} | {print_of(SOURCE, area.files)} |"
        )
        notes += [_note(area, mutant, reasons) for mutant in alive]
    return rows, notes, well


def write(rows: dict[str, str], notes: list[str]) -> None:
    """Set anew what was tried; the other areas stay as they were written."""
    before = PAGE.read_text("utf-8").splitlines() if PAGE.exists() else []
    order = [area.name for area in areas().values()]
    for name in order:
        if name not in rows:
            rows[name] = next((line for line in before if line.startswith(f"| {name} |")), "")
            notes += [line for line in before if line.startswith(f"- {name} ")]
    text = HEAD + "\n".join(rows[name] for name in order if rows[name]) + "\n"
    if notes:
        notes.sort(key=lambda line: order.index(line.split(" ", 2)[1]))
        text += f"\n{ALIVE_HEAD}\n\n" + "\n".join(notes) + "\n"
    PAGE.write_text(text, "utf-8")


def changed() -> list[str]:
    """Keys of the areas whose code is not that of their row, or that have none."""
    page = PAGE.read_text("utf-8") if PAGE.exists() else ""
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in page.splitlines()}
    return [
        key
        for key, area in areas().items()
        if not rows.get(area.name, "").endswith(f" {print_of(SOURCE, area.files)} |")
    ]


def _note(area: Area, mutant: Mutant, reasons: dict[tuple[str, str, str, str], str]) -> str:
    why = reasons.get(mutant.key, "**没有说明**")
    return f"- {area.name} `{mutant.file}` `{mutant.name}`：`{mutant.before}` → `{mutant.after}`。{why}"


def stale(tried: list[Area], results: list[Result]) -> list[str]:
    """Reasons given for what no longer lives, or is no longer there."""
    alive = {result.mutant.key for result in results if result.outcome == ALIVE}
    return [
        f"{key[0]} {key[1]}: {key[2]}"
        for key in explained()
        if any(area.has(key[0], key[1]) for area in tried) and key not in alive
    ]


__all__ = ["Area", "areas", "changed", "describe", "stale", "verdict", "write"]
