"""``wangyu compute score``."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from wangyu.base.lib.given import NUMBER, WrongInput, read_json
from wangyu.base.lib.packs import PackError
from wangyu.portal.compute.engine import Answer, Engine
from wangyu.portal.compute.files import csv_of, text_of
from wangyu.portal.compute.options import seed, whole

ABOUT = """\
每个末级指标按自己的规则（分档、按项、每若干计分、只扣、佐证等级、按目标折算、同组位次、专家评分、一票否决）
由事实得分，总分 = 各末级指标之和。单位：分，满分见方案的 points。
value 是空的就是缺失：总分不计它，total_most 是缺项都得满分时的总分；名次区间包括两者。
rank 按总分（并列取最好的名次）；rank_low、rank_high 是一级指标的权重按
Dirichlet(concentration × 权重) 抽样 --draws 次，名次的 90 % 区间；p_top 是进入前几名的概率（按已得的分）。
被一票否决的，总分记 0，排在其余之后，各指标的得分照列。
来源：方案自己写明（scheme 的 source、label）；方案的格式见 docs/scheme.md，
权重不确定下的名次：OECD/JRC 2008《综合指标构建手册》第七步（不确定性与敏感性分析）。"""
STANDARDS = "standards.toml"
MOST_DRAWS = 1_000_000


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("scheme", metavar="SCHEME.toml", help="方案，也可以是 .json")
    parser.add_argument("facts", metavar="FACTS.csv", help="列：unit,measure,value，可以另有 group")
    parser.add_argument(
        "--draws", type=draws, default=10_000, metavar="次", help="权重抽样的次数，默认 10000"
    )
    seed(parser)
    parser.add_argument(
        "--concentration", type=positive, default=30.0, metavar="数", help="抽样离方案的权重多近，越大越近，默认 30"
    )  # fmt: skip
    parser.add_argument(
        "--top", type=wholes, default=(10,), metavar="名次", help="p_top 算进入前几名，默认 10；几个用逗号分开，例如 5,10"
    )  # fmt: skip
    parser.add_argument(
        "--standards", metavar="文件", help=f"方案按键名引用的标准；默认用方案旁边或上一级的 {STANDARDS}"
    )  # fmt: skip
    parser.add_argument("--on", type=day, metavar="日期", help="用哪一天施行的标准，例如 2025-12-31；默认用最新的")  # fmt: skip


def draws(text: str) -> int:
    found = whole(text)
    if found > MOST_DRAWS:
        raise ArgumentTypeError(f"“{text[:40]}”应不超过 {MOST_DRAWS}")
    return found


def wholes(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(whole(one.strip()) for one in text.split(",")))


def positive(text: str) -> float:
    found = float(text) if NUMBER.fullmatch(text) else 0.0
    if not 0 < found <= 1e9:  # noqa: PLR2004 -- beyond it nothing moves
        raise ArgumentTypeError(f"“{text[:40]}”应为大于 0 的数，例如 30")
    return found


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text[:40]}”应为日期，写作年-月-日") from error


def run(options: dict[str, Any]) -> Answer:
    from wangyu.assessment.evaluation.logic.document import (  # noqa: PLC0415 -- scipy's kin, only where it is used
        OPTIONAL,
        REQUIRED,
        document,
    )
    from wangyu.assessment.evaluation.logic.scheme import read_scheme  # noqa: PLC0415 -- the same
    from wangyu.assessment.evaluation.logic.standards import (  # noqa: PLC0415 -- the same
        with_standards,
    )

    path = options["scheme"]
    data = tables_of(path)
    rows = standards_of(path, options["standards"])
    try:
        scheme = read_scheme(with_standards(data, rows, options["on"]), path)
    except PackError as error:
        raise WrongInput(f"{error}。") from error
    table = csv_of(options["facts"], REQUIRED, OPTIONAL)
    return Answer(
        document(
            scheme,
            table,
            draws=options["draws"],
            seed=options["seed"],
            concentration=options["concentration"],
            tops=options["top"],
        )
    )


def tables_of(path: str) -> dict[str, Any]:
    text = text_of(path)
    if path.endswith(".json"):
        found = read_json(text, path)
    else:
        try:
            found = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise WrongInput(f"{path} 不是合法的 TOML:{error}。") from error
    if not isinstance(found, dict):
        raise WrongInput(f"{path}：应是一个对象，有 scheme 与 indicator。")
    return found


def standards_of(path: str, named: str | None) -> list[dict[str, Any]]:
    """The pack's standards: beside the scheme, or a folder above as packs are laid out."""
    folder = Path(path).parent
    near = [place for place in (folder / STANDARDS, folder / ".." / STANDARDS) if place.is_file()]
    if named is None and not near:
        return []
    rows = tables_of(named or str(near[0])).get("standard", [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


ENGINE = Engine("score", "按指标方案计分，给出总分和名次的区间", ABOUT, arguments, run)
