"""``wangyu compute draw``."""

from __future__ import annotations

import unicodedata
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from wangyu.base.lib.given import WrongInput
from wangyu.portal.compute.engine import Answer, Engine
from wangyu.portal.compute.files import csv_of
from wangyu.portal.compute.options import whole

ABOUT = """\
先公布抽样框（frame_sha256）、个数、算法和各见证人的承诺，再由见证人公开各自的值；谁都可以用同样的输入再抽一遍。
每段文字取 NFC 的 UTF-8，前面写上字节数（3:abc,）。承诺 = SHA-256(wangyu-commitment-1, 值)。
种子 = SHA-256(wangyu-seed-1, 抽样框的哈希, 见证人数, 按名字排列的名字与值)；行的次序、列的次序都不影响抽样框的哈希。
权重为 w 的单位有 w 张签，签 = HMAC-SHA256(种子, unit, 单位, 第几张) 看作整数，以最小的一张排位；各层取最前的几个。
这与“按权重逐个不放回抽取”同分布，只用整数，所以在任何机器上都相同。没有 --weights 时每个单位一张签。
各层的个数：按单位数的比例、最大余数法；个数够时每层至少一个；余数相同的按 HMAC 的先后。reserve 是依次的替补。
单位：个。来源：逐次抽样（Rosén 1972）、加权水塘抽样（Efraimidis、Spirakis 2006），承诺与公开（Blum 1981）；\
字节的写法和逐步的例子见 docs/compute.md。
只算承诺：wangyu compute draw --commit 值（至少 16 个字，自己保存好）。"""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", metavar="FRAME.csv", help="列：unit，加上 --strata、--weights 写出的列"
    )
    parser.add_argument("--size", type=whole, metavar="个数", help="抽几个")
    parser.add_argument(
        "--strata", type=columns, default=(), metavar="LEVEL,…", help="按哪些列分层；不写就不分层"
    )
    parser.add_argument("--weights", metavar="列", help="哪一列是权重（1 到 100 的整数）")
    for name, what in (("reveal", "见证人公开的值"), ("commitment", "见证人事先的承诺，用来核对")):
        parser.add_argument(
            f"--{name}", type=named, action="append", default=[], metavar="见证人=值",
            help=f"{what}；可以写几次",
        )  # fmt: skip
    parser.add_argument("--commit", metavar="值", help="只算这个值的承诺，不抽签")


def columns(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.replace("，", ",").split(","))
    if not all(found):
        raise ArgumentTypeError(f"“{text[:40]}”应为用逗号分开的列名，例如 level,ownership")
    return found


def named(text: str) -> tuple[str, str]:
    name, equals, value = (unicodedata.normalize("NFC", part) for part in text.partition("="))
    if not name.strip() or not equals or not value:
        raise ArgumentTypeError(f"“{text[:20]}”应写作 见证人=值")
    return name.strip(), value


def run(options: dict[str, Any]) -> Answer:
    from wangyu.assessment.evaluation.logic.drawing.document import (  # noqa: PLC0415 -- only where it is used
        columns_of,
        commitment_document,
        document,
        frame_of,
    )

    if options["commit"] is not None:
        _alone(options)
        return Answer(commitment_document(options["commit"]))
    if options["file"] is None or options["size"] is None:
        raise WrongInput("抽签要写 FRAME.csv 和 --size 个数；只算承诺写 --commit 值。")
    reveals, commitments = (once(options[name], name) for name in ("reveal", "commitment"))
    strata, weights = options["strata"], options["weights"]
    table = csv_of(options["file"], columns_of(strata, weights))
    return Answer(document(frame_of(table, strata, weights), options["size"], reveals, commitments))


def _alone(options: dict[str, Any]) -> None:
    others = ("file", "size", "strata", "weights", "reveal", "commitment")
    if any(options[name] for name in others):
        raise WrongInput("--commit 只算承诺，不与抽样框和其他选项一起用；抽签时去掉 --commit。")


def once(pairs: list[tuple[str, str]], option: str) -> dict[str, str]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise WrongInput(f"--{option} 里见证人“{twice[:40]}”写了两次，应只有一次。")
    return dict(pairs)


ENGINE = Engine("draw", "可复验的分层抽签", ABOUT, arguments, run)
