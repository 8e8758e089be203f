"""What is known of the backups."""

from __future__ import annotations

from wangyu.base.backup.models import Copy


def newest_copy() -> Copy | None:
    return Copy.objects.first()
