"""``wangyu recompute BUNDLE.zip``: every number of a conclusion again, without the database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wangyu.assessment.evaluation.logic.bundle import Report, recompute
from wangyu.base.lib.given import WrongInput
from wangyu.base.lib.troubles import reason_of

WRONG, DIFFERENT = 2, 1
MOST_BYTES = 300_000_000
SHOWN = 1000
"""Differences that are listed; the rest is counted."""


class Command(BaseCommand):
    help = "复算一次评价的结论：逐个数与记录的比对，不用数据库"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = (
            "从复算包算出结论里的每一个数，与包里记录的逐位比对。退出状态：0 全部相同；"
            "1 有不同（逐个列出记录的和复算的）；2 文件不对（一句话说明）。布局见 docs/bundle.md。"
        )
        parser.add_argument("file", metavar="BUNDLE.zip", help="从结论页下载的复算包")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        name = options["file"]
        try:
            report = recompute(_read(name), name)
        except WrongInput as error:
            raise CommandError(one_line(str(error)), returncode=WRONG) from error
        except MemoryError as error:
            raise CommandError("内存不够，复算不了这个文件。", returncode=WRONG) from error
        self.stdout.write(json.dumps(document(report), ensure_ascii=False, indent=1))
        if not report.identical:
            sys.exit(DIFFERENT)


def document(report: Report) -> dict[str, Any]:
    return {
        "title": report.title, "conclusion": report.conclusion, "kind": report.kind,
        "identical": report.identical, "numbers": report.numbers,
        "differing": len(report.differences),
        "differences": [asdict(one) for one in report.differences[:SHOWN]],
        "formulas": dict(report.formulas),
    }  # fmt: skip


def one_line(sentence: str) -> str:
    """Names of files and cells come from outside: nothing of theirs breaks the line."""
    return "".join(letter if letter.isprintable() else " " for letter in sentence)


def _read(name: str) -> bytes:
    try:
        path = Path(name)
        if path.stat().st_size > MOST_BYTES:
            raise WrongInput(f"{name} 超过 {MOST_BYTES // 1_000_000} MB，不像复算包，没有读它。")
        return path.read_bytes()
    except OSError as error:
        raise WrongInput(f"{name} 读不了：{reason_of(error)}。请给出一个可以读的文件。") from error
    except ValueError as error:
        if isinstance(error, WrongInput):
            raise
        raise WrongInput("文件名里有不能用的字，请给出一个可以读的文件。") from error
