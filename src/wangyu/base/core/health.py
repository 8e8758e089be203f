"""Whether the platform is well: what each probe says, and the probes of the core itself."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from wangyu.base.core.pulse import last_beat
from wangyu.base.core.space import space
from wangyu.base.lib.dates import show_span
from wangyu.base.lib.ports import Light, Probe, health

WORDS = {"ok": "正常", "warn": "注意", "bad": "故障"}
GIGABYTE = 1024**3
SILENT = timedelta(seconds=90)
WAITING, STUCK = timedelta(minutes=2), timedelta(minutes=15)
LITTLE, HARDLY_ANY = 5 * GIGABYTE, GIGABYTE
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    tone: str
    text: str

    @property
    def word(self) -> str:
        return WORDS[self.tone]


def lines(now: datetime) -> list[Line]:
    """Every probe's answer, in order. A probe that breaks is itself a fault, not an error page."""
    probes = sorted(health.all(), key=lambda probe: probe.order)
    return [_line(probe, now) for probe in probes]


def _line(probe: Probe, now: datetime) -> Line:
    try:
        light = probe.look(now)
    except Exception:
        log.exception("the probe %s broke", probe.label)
        light = Light("bad", "检查时出错，请系统管理员查看服务器日志")
    return Line(probe.label, light.tone, light.text)


def worst(found: list[Line]) -> str:
    return max((line.tone for line in found), key=list(WORDS).index, default="ok")


def database(now: datetime) -> Light:  # noqa: ARG001 -- a probe
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Light("ok", "可以读写")


def worker(now: datetime) -> Light:
    """Whether a worker has shown itself lately."""
    seen = last_beat("worker")
    if seen is None:
        return Light("bad", "后台任务进程没有运行过，请运行 wangyu worker")
    silent = now - seen
    if silent > SILENT:
        return Light("bad", f"后台任务进程已停 {show_span(silent)}，请重新启动 wangyu worker")
    return Light("ok", "运行中")


def queue(now: datetime) -> Light:
    """How long the oldest task that is due has been waiting."""
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").first()
    if oldest is None:
        return Light("ok", "没有积压")
    waited = now - oldest.enqueued_at
    tone = "bad" if waited > STUCK else "warn" if waited > WAITING else "ok"
    return Light(tone, f"最早的任务已等 {show_span(waited)}")


def disk(now: datetime) -> Light:  # noqa: ARG001 -- a probe
    free = shutil.disk_usage(settings.HOME).free
    if space.is_read_only():
        return Light("bad", f"空间不足，暂时只能查看不能保存（可用 {free / GIGABYTE:.1f} GB）")
    tone = "bad" if free < HARDLY_ANY else "warn" if free < LITTLE else "ok"
    return Light(tone, f"可用 {free / GIGABYTE:.1f} GB")
