"""``wangyu audit_verify``: follows the log from its first entry and names the first broken one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wangyu.base.audit.queries import broken_at, hash_at, head_link


class Command(BaseCommand):
    help = "从头核对审计日志,指出第一条被改动、删除、调换或截断的记录"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", help="以前记下的链尾,写作 编号:指纹;整条链被重写也能发现")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        found = broken_at()
        if found is not None:
            raise CommandError(f"审计日志断在第 {found.seq} 条:{found.sentence}。")
        if options["anchor"]:
            _compare(options["anchor"])
        head = head_link()
        self.stdout.write(f"审计日志完整,共 {head.seq} 条。")
        self.stdout.write(f"链尾 {head.seq}:{head.hash}(请另处保存,下次用 --anchor 核对)")


def _compare(anchor: str) -> None:
    seq, _, digest = anchor.partition(":")
    if not (seq.isascii() and seq.isdigit() and digest):
        raise CommandError("--anchor 应写作 编号:指纹,例如 12:3f…")
    if hash_at(int(seq)) != digest:
        raise CommandError(f"第 {seq} 条与以前记下的指纹不符:这条链被重写或截断过。")
