"""Writing down that a backup was taken, verified or brought back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module

from django.conf import settings

from wangyu.base.audit.op import op, say
from wangyu.base.backup.models import Copy
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import show_time


@op("backup.copy.record")
def record_copy(
    *, name: str, folder: str, taken_at: datetime, findings: Sequence[str], actor: Actor,
    now: datetime,
) -> Copy:  # fmt: skip
    """What verifying a backup found, new or again."""
    facts = {"folder": folder, "taken_at": taken_at, "verified_at": now, "findings": [*findings]}
    made, _ = Copy.objects.update_or_create(name=name, defaults=facts)
    found = f"有 {len(findings)} 处不符" if findings else "完好"
    say(f"核对备份 {name}：{found}", private={"不符": "\n".join(findings[:20])})
    return made


@op("backup.copy.forget")
def forget_copies(*, names: Sequence[str], actor: Actor, now: datetime) -> None:
    """Backups that have been removed."""
    Copy.objects.filter(name__in=names).delete()
    say(f"删除旧备份 {len(names)} 份", names=[*names][:100])


@op("backup.platform.restore")
def record_restored(*, name: str, taken_at: datetime, actor: Actor, now: datetime) -> None:
    """Everybody signs in anew: a session ended after ``taken_at`` must not come back to life."""
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    sessions.objects.all().delete()
    say(f"从备份 {name} 恢复到 {show_time(taken_at)} 的状态，所有人需要重新登录", name=name)
