"""``wangyu setup``: an empty province with the policy pack and the roster, and no invented figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wangyu.assessment.policy.kinds.pack import pack
from wangyu.base.core.access import Actor
from wangyu.base.core.ready import prepare
from wangyu.base.lib.packs import PackError
from wangyu.institutions.orgs.cli import Loaded, RosterNotLoadedError, load_roster
from wangyu.institutions.orgs.ops import found_province
from wangyu.institutions.orgs.queries import province_root
from wangyu.institutions.people.ops import (
    InvitationError,
    first_officer_link,
    first_security_link,
)

LINKS = (("省中心工作人员", first_officer_link), ("安全管理员", first_security_link))


class Command(BaseCommand):
    help = "启用平台：建库、装规则包和高校名录，给出第一位工作人员的一次性链接"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pack", default=settings.PACK, help="规则包，例如 hunan-2021-07")
        parser.add_argument("--roster", type=Path, help="高校名录（CSV 或 Excel）")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        province = self._read_pack(options["pack"])
        prepare()
        self._found(province)
        if options["roster"]:
            self._load(options["roster"], province)
        call_command("reindex", stdout=self.stdout)
        self._links()

    def _read_pack(self, name: str) -> str:
        if name != settings.PACK:
            raise CommandError(
                f"规则包 {name} 与设置 WANGYU_PACK={settings.PACK} 不同；请先把设置改为 {name}，再运行。"
            )
        try:
            read = pack(name)
        except PackError as error:
            raise CommandError(f"规则包 {name} 有错：{error}") from error
        self.stdout.write(f"规则包 {name}：{read.title}，{len(read.clauses)} 条")
        return read.province

    def _found(self, name: str) -> None:
        root = province_root()
        if root is not None and root.demo:
            raise CommandError("这个数据目录里是演示省。正式启用请用 WANGYU_HOME 指定另一个目录。")
        if root is None:
            found_province(name=name, actor=Actor.system(), now=timezone.now())

    def _load(self, roster: Path, province: str) -> None:
        try:
            loaded = load_roster(
                roster, actor=Actor.system(), now=timezone.now(), province_name=province
            )
        except RosterNotLoadedError as error:
            raise CommandError(str(error)) from error
        self._report(loaded)

    def _report(self, loaded: Loaded) -> None:
        self.stdout.write(f"{loaded.province.name}：新建 {loaded.added} 所高校")
        for problem in loaded.problems:
            self.stdout.write(f"  名录第 {problem.line} 行：{problem.sentence}")
        if loaded.differences:
            self.stdout.write(
                f"  名录与现有高校有 {loaded.differences} 处不同，没有改动；请登录后在“高校名录”里逐条确认。"
            )

    def _links(self) -> None:
        for who, link in LINKS:
            try:
                self.stdout.write(f"第一位{who}请打开（只能用一次）：{link(timezone.now())}")
            except InvitationError as error:
                self.stdout.write(str(error))
