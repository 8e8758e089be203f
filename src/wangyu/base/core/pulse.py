"""Signs of life of what runs by itself: the worker, the sealing of the log, the backup."""

from __future__ import annotations

from datetime import datetime

from wangyu.base.core.models import Pulse


def beat(name: str, now: datetime) -> None:
    """``name`` has just run."""
    Pulse.objects.update_or_create(name=name, defaults={"at": now})


def last_beat(name: str) -> datetime | None:
    return Pulse.objects.filter(name=name).values_list("at", flat=True).first()
