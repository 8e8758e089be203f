"""``wangyu compute``: the engines on files, for whoever wants to recompute a result."""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wangyu.base.lib.given import WrongInput
from wangyu.portal.compute.engines import ENGINES
from wangyu.portal.compute.files import text_of_document, write

WRONG = 2


class Command(BaseCommand):
    help = "计算引擎：输入文件，输出 JSON，任何人都可以复算"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        plain: Any = parser.formatter_class
        shape: Any = type("Shape", (RawDescriptionHelpFormatter, plain), {})
        parser.formatter_class = shape
        parser.description = overview()
        engines = parser.add_subparsers(
            dest="engine", required=True, metavar="引擎", help="见上", prog=parser.prog
        )
        for engine in ENGINES.values():
            one = engines.add_parser(
                engine.name, help=engine.help, description=f"{engine.help}\n\n{engine.about}", formatter_class=shape
            )  # fmt: skip
            engine.arguments(one)
            one.add_argument("--out", metavar="文件", help="写进这个文件（写完才出现），不写到屏幕")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        try:
            answer = ENGINES[options["engine"]].run(options)
            text = text_of_document(answer.document)
            if options["out"]:
                write(options["out"], text)
            else:
                sys.stdout.write(text)
        except WrongInput as error:
            raise CommandError(one_line(str(error)), returncode=WRONG) from error
        except MemoryError as error:
            raise CommandError("内存不够，请减少输入的行数。", returncode=WRONG) from error
        if answer.status:
            sys.exit(answer.status)


def one_line(sentence: str) -> str:
    """Names of files and cells come from outside: nothing of theirs breaks the line."""
    return "".join(letter if letter.isprintable() else " " for letter in sentence)


def overview() -> str:
    lines = [f"  {engine.name:<12} {engine.help}" for engine in ENGINES.values()]
    return "\n".join(
        [
            "引擎：",
            *lines,
            "",
            "每个引擎的公式、单位和来源：wangyu compute 引擎 --help",
            "退出状态：0 算好；2 输入不对（一句话说明哪里、应当怎样，没有输出）；3 输入对，但没有解。",
        ]
    )
