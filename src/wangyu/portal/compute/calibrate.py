"""``wangyu compute calibrate``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from wangyu.portal.compute.engine import Answer, Engine
from wangyu.portal.compute.files import csv_of
from wangyu.portal.compute.options import seed, whole

ABOUT = """\
评分 = 本连通部分的水平 + 作品的水平 - 评委的严厉程度 + 其余；作品、严厉程度、其余各服从正态分布，
三个方差由离差平方和估计（Henderson 第三法），作品与严厉程度由混合模型方程同时解出。
一次评审 = 各指标按 weight 加权的平均；缺评的指标先扣去该指标的一般高低。
单位：与 score 相同。severity 为正表示偏严（分数因此偏低）。low、high 是 90 % 区间；
rank_low、rank_high、p_top 来自联合分布的抽样。互不连通的部分分别校准、分别排名，component 是第几部分。
来源：Henderson 1953、1975；与多面 Rasch 模型（Linacre 1989）同为按严厉程度加减，数据见 docs/compute.md。"""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="RATINGS.csv", help="列：item,reviewer,criterion,score，可以另有 weight"
    )
    parser.add_argument(
        "--top", type=whole, default=10, metavar="名次", help="p_top 是进入前几名的概率，默认 10"
    )
    seed(parser)


def run(options: dict[str, Any]) -> Answer:
    from wangyu.base.lib.calibration.document import (  # noqa: PLC0415 -- scipy, only where it is used
        OPTIONAL,
        REQUIRED,
        document,
    )

    table = csv_of(options["file"], REQUIRED, OPTIONAL)
    return Answer(document(table, top=options["top"], seed=options["seed"]))


ENGINE = Engine("calibrate", "按评委的严厉程度校准评分", ABOUT, arguments, run)
