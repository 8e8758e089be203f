"""``wangyu audit_export``: the log as a file for tools/verify_log.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wangyu.base.audit.exporting import export_lines


class Command(BaseCommand):
    help = "导出审计日志（不含姓名与填写的文字），供 tools/verify_log.py 离线核对"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="写到哪个文件，例如 log.jsonl")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        count = 0
        try:
            with options["out"].open("w", encoding="utf-8") as file:
                for line in export_lines():
                    count += "seq" in line
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise CommandError(f"{options['out']} 不能写入：{error.strerror}。") from error
        self.stdout.write(f"导出 {count} 条到 {options['out']}。")
