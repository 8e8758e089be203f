"""``wangyu audit_verify``: follows the log past every sealed root and names the first broken row."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wangyu.base.audit.queries import hash_at, head_link, last_root
from wangyu.base.audit.verifying import faults


class Command(BaseCommand):
    help = "核对审计日志与各日封存的根，指出第一条被改动、删除、调换、截断或重写的记录"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", help="以前记下的链尾，写作 编号：指纹")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        found = faults(timezone.now())
        if found:
            raise CommandError("。\n".join(found) + "。")
        if options["anchor"]:
            _compare(options["anchor"])
        head, root = head_link(), last_root()
        self.stdout.write(f"审计日志完整，共 {head.seq} 条。")
        if root:
            self.stdout.write(f"最近封存到 {root.day.isoformat()}（第 {root.size} 条）。")
        self.stdout.write(f"链尾 {head.seq}：{head.hash}（请另处保存，下次用 --anchor 核对）")


def _compare(anchor: str) -> None:
    seq, _, digest = anchor.partition(":")
    if not (seq.isascii() and seq.isdigit() and digest):
        raise CommandError("--anchor 应写作 编号：指纹，例如 12:3f…")
    if hash_at(int(seq)) != digest:
        raise CommandError(f"第 {seq} 条与以前记下的指纹不符：这条链被重写或截断过。")
