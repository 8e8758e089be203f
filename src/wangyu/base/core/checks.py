"""What ``wangyu check`` looks at in an installation. Each id has its heading in docs/checks.md."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 -- Django's names
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from wangyu.base.core.addresses import SAFE, is_here
from wangyu.base.core.append_only import unguarded
from wangyu.base.core.keys import RECEIPT
from wangyu.base.core.signers import changes, follows, public_key

LOCAL_HOSTS = {"127.0.0.1", "localhost", "testserver"}


def finding(kind: type[Error | Warning], number: str, sentence: str, remedy: str) -> CheckMessage:
    return kind(
        sentence, hint=f"{remedy}（见 docs/checks.md 的 wangyu.{number}）", id=f"wangyu.{number}"
    )


@register("installation", deploy=True)
def check_home(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    home = Path(settings.HOME)
    if not home.is_dir() or not os.access(home, os.W_OK):
        yield finding(
            Error, "E001", f"数据目录 {home} 不存在或不能写入", "建立该目录并授予运行用户写权限"
        )
    elif not (home / "keys" / "django.key").exists():
        yield finding(Error, "E002", f"{home}/keys 里没有密钥", "运行 wangyu setup")


@register("installation", deploy=True)
def check_keys(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    home = Path(settings.HOME)
    if not (home / "keys" / RECEIPT).exists():
        return
    if not follows(changes(home), public_key(home)):
        sentence = "签名密钥与它的更换记录不相接，以前的签名会被当作无效"
        remedy = f"把各台机器的 {home}/keys 换成同一份"
        yield finding(Error, "E011", sentence, remedy)


@register("installation", deploy=True)
def check_exposure(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    public = set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS
    if settings.DEBUG and settings.HTTPS:
        yield finding(Error, "E003", "正式服务开着开发模式", "把 WANGYU_DEBUG 设为 no")
    if public and not settings.HTTPS:
        yield finding(
            Error, "E004", f"对外域名 {sorted(public)} 没有启用 HTTPS", "把 WANGYU_HTTPS 设为 yes"
        )
    address = urlsplit(settings.SITE_URL)
    if address.scheme != ("https" if settings.HTTPS else "http"):
        sentence = f"WANGYU_URL={settings.SITE_URL} 与 WANGYU_HTTPS 不一致"
        yield finding(Error, "E009", sentence, "两项一起改：启用 HTTPS 时地址以 https:// 开头")
    elif address.hostname not in settings.ALLOWED_HOSTS:
        sentence = f"WANGYU_URL 的域名 {address.hostname} 不在 WANGYU_HOSTS 里"
        yield finding(Error, "E009", sentence, "把这个域名加进 WANGYU_HOSTS")
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield finding(Warning, "W001", "没有配置发信，通知只在站内", "设置 WANGYU_MAIL")


@register("installation", deploy=True)
def check_ways(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    """What leaves this machine unencrypted because a line of the settings says so."""
    host = str(connection.settings_dict["HOST"])
    mode = connection.settings_dict["OPTIONS"].get("sslmode", "require")
    if not is_here(host) and mode not in SAFE:
        sentence = f"到数据库 {host} 的连接不保证加密（sslmode={mode}）"
        yield finding(Warning, "W004", sentence, "在 WANGYU_DATABASE 里写 sslmode=verify-full")
    plain = not settings.EMAIL_USE_SSL and not settings.EMAIL_USE_TLS
    if plain and not is_here(settings.EMAIL_HOST):
        sentence = f"发往 {settings.EMAIL_HOST} 的邮件不加密"
        yield finding(Warning, "W005", sentence, "在 WANGYU_MAIL 里写 smtps:// 或 smtp+tls://")


@register("installation", deploy=True)
def check_font(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    if not cjk_font_present():
        yield finding(Warning, "W002", "没有中文字体，不能生成 PDF", "安装 fonts-noto-cjk")


def cjk_font_present(run: Callable[..., Any] = subprocess.run) -> bool:
    """Whether fontconfig knows a font for Chinese."""
    try:
        found = run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return bool(found.stdout.strip())


@register("installation", deploy=True)
def check_database(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    if migrations_are_missing():
        yield finding(Error, "E005", "数据库结构不是最新的", "运行 wangyu setup")
    elif tables := unguarded(connection):
        sentence = f"数据库没有保护只增不改的表 {'、'.join(tables)}"
        yield finding(Error, "E008", sentence, "运行 wangyu setup")


def migrations_are_missing() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
