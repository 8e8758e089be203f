"""``wangyu compute assign``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from wangyu.portal.compute.engine import IMPOSSIBLE, Answer, Engine
from wangyu.portal.compute.files import grid_of, json_of

ABOUT = """\
使各对契合度之和最大：每件作品恰有 per_item 名评委，各来自不同单位（distinct_organizations）；
本单位（same_organization_conflicts）与 conflicts 列出的各对回避；每名评委的件数在 load 之内，且不超过他自己的 max；
fixed 列出的各对一定在内。affinity 没有列出的一对，契合度是 0，不是回避。
先在少数候选对里求最小费用流，再用评委的价格核对所有的对；没有一对更好，就证明了是全体的最优（optimal、gap）。
单位：契合度 0 到 1000 的整数；objective 是其和；seconds 是秒。
无解时退出状态 3，infeasible 列出互相冲突的一组要求，去掉其中任何一个就不再冲突。
来源：最小费用流与列生成（Ford、Fulkerson 1962；Dantzig、Wolfe 1960），格式见 docs/compute.md。"""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="PROBLEM.json", help="作品、评委、契合度与要求")


def run(options: dict[str, Any]) -> Answer:
    from wangyu.activities.calls.logic.assignment.document import (  # noqa: PLC0415 -- scipy and ortools, only where they are used
        document,
        prepared,
    )
    from wangyu.activities.calls.logic.assignment.given import (  # noqa: PLC0415 -- the same
        Reader,
    )

    file = options["file"]
    reader = Reader(file)
    given = reader.given(json_of(file))
    start = perf_counter()
    # Of the grid's file nothing stays in memory once the problem is laid out.
    ready = prepared(reader, given, _grid(file, given.affinity))
    found, possible = document(given, ready)
    if not possible:
        return Answer(found, IMPOSSIBLE)
    return Answer(found | {"seconds": perf_counter() - start})


def _grid(file: str, affinity: Any) -> Any:
    return grid_of(str(Path(file).parent / affinity)) if isinstance(affinity, str) else None


ENGINE = Engine("assign", "给作品分派评委，并证明是最优", ABOUT, arguments, run)
