"""Rows that stay as they are until the transaction ends."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


def hold(rows: QuerySet[Any]) -> None:
    """Their state is nobody else's to change meanwhile. SQLite writes one after another anyway."""
    list(rows.select_for_update().values_list("pk"))
