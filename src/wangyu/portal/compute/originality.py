"""``wangyu compute originality``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from wangyu.portal.compute.engine import Answer, Engine
from wangyu.portal.compute.files import csv_of
from wangyu.portal.compute.options import share

ABOUT = """\
只看字母、数字和汉字：标点、空白、大小写、全角半角不计。每连续 5 个字算一个指纹，按指纹的值留下约四分之一；
共有两个以上少见指纹的两篇才逐字比较：相同的字串，中间换掉的不超过 12 字、次序一致，就连成一段（passages）。
许多篇都有的话（引用的文件、表格的套话）不算：超过 max(5, min(50, 篇数/5), 篇数/1000) 篇就是常见的。
overlap_a = a 被各段覆盖的字数 / a 的字数，overlap_b 同理；两者之一不低于 --threshold 才列出。
单位：overlap 是 0 到 1 的比例；passages 是原文里的位置 [a 起, a 止, b 起, b 止]，按 Unicode 字符数，从 0 起，不含止。
是否抄袭由人判断。来源：指纹法（Manber 1994；Schleimer、Wilkerson、Aiken 2003），细节见 docs/compute.md。"""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="TEXTS.csv", help="列：id,text，可以另有 known（1：只供比对，相互之间不报）"
    )
    parser.add_argument(
        "--threshold",
        type=share,
        default=0.25,
        metavar="比例",
        help="至少重合多少才列出，默认 0.25",
    )


def run(options: dict[str, Any]) -> Answer:
    from wangyu.activities.calls.logic.originality.document import (  # noqa: PLC0415 -- numpy, only where it is used
        OPTIONAL,
        REQUIRED,
        document,
    )

    table = csv_of(options["file"], REQUIRED, OPTIONAL)
    return Answer(document(table, threshold=options["threshold"]))


ENGINE = Engine("originality", "找出文字雷同的作品与段落", ABOUT, arguments, run)
