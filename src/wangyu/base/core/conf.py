"""Every setting of an installation, in one table.

Parsing, ``wangyu check`` and the operator's page of the docs are made from it. A figure of the
policy is never a setting: it is a dated row of a pack.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from wangyu.base.lib.troubles import reason_of

LEAST_DAYS = 183
"""等保三级: logs are kept for six months at least."""


class SettingError(Exception):
    """A wrong value: its name, what it is, and what would be right."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    kind: str
    """text | flag | number | path | list"""
    default: str
    help: str
    secret: bool = False
    """May be read from a file named by ``<name>_FILE``."""


SETTINGS: tuple[Setting, ...] = (
    Setting("WANGYU_HOME", "path", "var", "数据目录：数据库、文件、密钥都在其中"),
    Setting(
        "WANGYU_DATABASE",
        "text",
        "",
        "PostgreSQL 地址 postgresql://user:password@host:5432/name；不在本机的默认要求加密，后面可加 ?sslmode=verify-full&sslrootcert=文件；留空用 SQLite",
        secret=True,
    ),
    Setting("WANGYU_HOSTS", "list", "127.0.0.1,localhost", "允许访问的域名，逗号分隔"),
    Setting("WANGYU_URL", "text", "http://127.0.0.1:8000", "平台对外地址，用于邮件和回执里的链接"),
    Setting("WANGYU_HTTPS", "flag", "no", "是否由 HTTPS 提供服务（正式使用必须为 yes）"),
    Setting(
        "WANGYU_PROXY_TELLS_WAIT",
        "flag",
        "no",
        "代理是否用 X-Waited 说明请求在它那里等了几秒；代理每次都写这一行时才设为 yes",
    ),
    Setting("WANGYU_DEMO", "flag", "no", "是否为演示省（页面标明“演示”，开放 /demo/ 一键登录）"),
    Setting("WANGYU_DEBUG", "flag", "no", "开发模式，正式使用必须为 no"),
    Setting("WANGYU_PACK", "text", "hunan-2021-07", "启用的规则包"),
    Setting("WANGYU_PACKS", "path", "packs", "规则包所在目录"),
    Setting(
        "WANGYU_MAIL",
        "text",
        "",
        "发信地址 smtps://user:password@host:465、smtp+tls://host:587 或本机的 smtp://127.0.0.1:25；留空只在站内通知",
        secret=True,
    ),
    Setting("WANGYU_MAIL_FROM", "text", "wangyu@localhost", "发件人"),
    Setting(
        "WANGYU_OUTSIDE_HOSTS",
        "list",
        "",
        "公网以外允许平台访问的主机（如校园网内的统一身份认证），逗号分隔，可写端口；公网 https 地址不用写",
    ),
    Setting("WANGYU_AUDIT_MAIL", "list", "", "每日审计日志根寄往的邮箱，逗号分隔；最好在外单位"),
    Setting("WANGYU_AUDIT_DAYS", "number", "1095", "审计日志至少保留的天数，不少于 183"),
    Setting("WANGYU_UPLOAD_MB", "number", "50", "单个佐证材料大小上限(MB)，视频和音频除外"),
    Setting("WANGYU_VIDEO_MB", "number", "600", "单个视频或音频大小上限(MB)"),
    Setting(
        "WANGYU_CLAMD",
        "text",
        "",
        "病毒扫描程序 clamd 在哪里听：unix:/run/clamav/clamd.ctl 或 tcp:127.0.0.1:3310；留空不扫描",
    ),
    Setting(
        "WANGYU_FFMPEG",
        "path",
        "",
        "取视频画面所用的 ffmpeg 在哪里；留空在系统里找，找不到就不比较视频的画面；写 no 不用",
    ),
    Setting(
        "WANGYU_TESSERACT",
        "path",
        "",
        "识别图片文字所用的 tesseract 在哪里；留空在系统里找，找不到就不识别；写 no 不用",
    ),
    Setting(
        "WANGYU_UPLOAD_QUOTA_MB", "number", "2000", "每个账号还没传完的材料合计上限(MB)，七天后清除"
    ),
    Setting(
        "WANGYU_FREE_MB",
        "number",
        "200",
        "数据目录所在磁盘的可用空间少于多少(MB)时转为只读，空间回来即恢复",
    ),
    Setting(
        "WANGYU_DRAIN_SECONDS",
        "number",
        "0",
        "收到停止信号后再服务多少秒，让前面的代理先转走；多机部署时 10，一台机器时 0",
    ),
    Setting(
        "WANGYU_PASSWORD_POLICY",
        "text",
        "asvs",
        "口令规则：asvs 只看长度和是否常见，不强制更换；djbh 为等保档，另要三类字符、180 天更换、不重复最近 5 次",
    ),
    Setting("WANGYU_BACKUP", "path", "", "放备份的目录，最好在另一块磁盘上；留空不能备份"),
    Setting("WANGYU_BACKUP_KEYS", "path", "", "放密钥备份的目录，要与备份分开"),
    Setting(
        "WANGYU_BACKUP_SECRET", "text", "", "密钥备份的口令，至少 12 个字符，另行保管", secret=True
    ),
    Setting("WANGYU_BACKUP_HOURS", "number", "26", "最近一份备份最多可以有多旧（小时）"),
    Setting("WANGYU_PG_BIN", "path", "", "pg_dump 与 pg_restore 所在目录；留空自动查找"),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def raw(name: str, environ: Mapping[str, str] | None = None) -> str:
    """The text given for a setting, from the environment or (secrets) from its file."""
    environ = os.environ if environ is None else environ
    setting = _BY_NAME[name]
    file = environ.get(f"{name}_FILE") if setting.secret else None
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(
                f"{name}_FILE 指向的文件 {file} 读不出来：{reason_of(error)}"
            ) from error
    return environ.get(name, setting.default)


def flag(name: str, environ: Mapping[str, str] | None = None) -> bool:
    text = raw(name, environ)
    if text not in {"yes", "no"}:
        raise SettingError(f"{name}={text} 不对，应为 yes 或 no")
    return text == "yes"


def number(name: str, environ: Mapping[str, str] | None = None) -> int:
    text = raw(name, environ)
    if not text.isascii() or not text.isdigit():
        raise SettingError(f"{name}={text} 不对，应为整数")
    return int(text)


def at_least(name: str, least: int, environ: Mapping[str, str] | None = None) -> int:
    found = number(name, environ)
    if found < least:
        raise SettingError(f"{name}={found} 不对，应为不小于 {least} 的整数")
    return found


def one_of(name: str, values: Collection[str], environ: Mapping[str, str] | None = None) -> str:
    text = raw(name, environ)
    if text not in values:
        raise SettingError(f"{name}={text} 不对，应为 {' 或 '.join(values)}")
    return text


def items(name: str, environ: Mapping[str, str] | None = None) -> list[str]:
    return [part.strip() for part in raw(name, environ).split(",") if part.strip()]
