"""Options that several engines take."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError

from wangyu.base.lib.given import NUMBER

MOST = 2**31 - 1


def whole(text: str, least: int = 1) -> int:
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:11]) <= MOST:
        raise ArgumentTypeError(f"“{text[:40]}”应为 {least} 到 {MOST} 的整数")
    return int(text)


def from_zero(text: str) -> int:
    return whole(text, 0)


def share(text: str) -> float:
    found = float(text) if NUMBER.fullmatch(text) else 0.0
    if not 0 < found <= 1:
        raise ArgumentTypeError(f"“{text[:40]}”应为大于 0、不超过 1 的数，例如 0.25")
    return found


def seed(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--seed",
        type=from_zero,
        default=1,
        metavar="数",
        help="抽样的种子，默认 1；同一种子同一结果",
    )
