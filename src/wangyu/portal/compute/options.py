"""Options that several engines take."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError

MOST = 2**31 - 1


def whole(text: str, least: int = 1) -> int:
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:11]) <= MOST:
        raise ArgumentTypeError(f"“{text[:40]}”应为 {least} 到 {MOST} 的整数")
    return int(text)


def from_zero(text: str) -> int:
    return whole(text, 0)


def seed(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--seed",
        type=from_zero,
        default=1,
        metavar="数",
        help="抽样的种子，默认 1；同一种子同一结果",
    )
