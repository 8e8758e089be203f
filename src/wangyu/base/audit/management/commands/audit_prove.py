"""``wangyu audit_prove``: one entry with the proof that it stands under a published root."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wangyu.base.audit.exporting import NotProvableError, prove


class Command(BaseCommand):
    help = "为一条审计日志写出证明，供 tools/verify_log.py 离线核对，不必出示其他日志"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("seq", type=int, help="第几条")
        parser.add_argument("--out", type=Path, required=True, help="写到哪个文件，例如 proof.json")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        try:
            text = json.dumps(prove(options["seq"]), ensure_ascii=False, indent=1)
            options["out"].write_text(text, encoding="utf-8")
        except NotProvableError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['out']} 不能写入：{error.strerror}。") from error
        self.stdout.write(f"已写出第 {options['seq']} 条的证明：{options['out']}。")
