"""What an installation must have before it serves, and the one step that gives it."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from wangyu.base.core import statics
from wangyu.base.core.checks import migrations_are_missing
from wangyu.base.core.drain import is_draining
from wangyu.base.core.keys import ensure_keys

_at_head = Event()
"""Set once the database was seen to be of this version: it does not go back."""
REMEDY = "请先运行 wangyu setup(演示省用 ./run)。"


def prepare() -> None:
    """Keys, database and static files as this version needs them. Safe to repeat."""
    ensure_keys(settings.HOME)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def unready() -> str:
    """Why this process should be sent no visitors now; "" when it should."""
    if is_draining():
        return "leaving"
    try:
        behind = not _at_head.is_set() and migrations_are_missing()
        connection.ensure_connection()
    except DatabaseError:
        return "no database"
    if behind:
        return "database of an older version"
    _at_head.set()
    return ""


def require_ready() -> None:
    """Refuse to start before ``prepare``: every page would be an error."""
    home = Path(settings.HOME)
    if not (home / "keys" / "django.key").exists():
        raise CommandError(f"数据目录 {home} 还没有启用。{REMEDY}")
    if migrations_are_missing():
        raise CommandError(f"数据库还没有更新到这个版本。{REMEDY}")
    if not statics.are_current():
        raise CommandError(f"页面的样式文件还没有更新到这个版本。{REMEDY}")
