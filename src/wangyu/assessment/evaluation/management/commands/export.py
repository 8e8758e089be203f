"""``wangyu export bundle CYCLE --out FILE``: a conclusion's stored bundle, as it was made."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wangyu.assessment.evaluation.exports.bundle import stored
from wangyu.assessment.evaluation.models import Conclusion
from wangyu.base.core.access import Refused
from wangyu.base.lib.troubles import reason_of


class Command(BaseCommand):
    help = "导出：bundle 是一次评价结论的复算包，用 wangyu recompute 复算"

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True, metavar="内容", prog=parser.prog)
        bundle = kinds.add_parser("bundle", help="一次评价结论的复算包")
        bundle.add_argument("cycle", type=int, metavar="CYCLE", help="评价的编号，见其网址")
        bundle.add_argument("--conclusion", type=int, metavar="N", help="第几次结论，默认最后一次")
        bundle.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪个文件")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        found = _found(options["cycle"], options["conclusion"])
        try:
            data = stored(found)
            options["out"].write_bytes(data)
        except Refused as error:
            raise CommandError(error.reason) from error
        except OSError as error:
            raise CommandError(f"{options['out']} 不能写入：{reason_of(error)}。") from error
        same = hashlib.sha256(data).hexdigest() == found.sha256
        told = "与登记的指纹相同" if same else "与登记的指纹不同，文件被改动过"
        self.stdout.write(
            f"第 {found.number} 次结论的复算包写到 {options['out']}，{len(data)} 字节，{told}。"
        )
        if not same:
            raise CommandError("复算包与登记的指纹不同，请从备份中恢复。")


def _found(cycle: int, number: int | None) -> Conclusion:
    rows = Conclusion.objects.filter(cycle=cycle).order_by("-number")
    found = (rows if number is None else rows.filter(number=number)).first()
    if found is None:
        which = "还没有结论" if number is None else f"没有第 {number} 次结论"
        raise CommandError(f"编号为 {cycle} 的评价{which}。")
    return found
