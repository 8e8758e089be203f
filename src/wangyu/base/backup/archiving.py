"""Whether PostgreSQL keeps its own log of changes elsewhere: what the last five minutes hang on."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

LONGEST = timedelta(minutes=5)
ASKED = """
    SELECT current_setting('archive_mode'),
           extract(epoch FROM current_setting('archive_timeout')::interval)::int,
           coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false),
           coalesce(last_failed_wal, '')
    FROM pg_stat_archiver
"""
OFF = "PostgreSQL 没有开启归档，出事时会丢失上次备份以后的全部内容"


def archiving_fault() -> tuple[str, bool]:
    """(sentence, serious); ("", False) when all is well, or the database is not PostgreSQL."""
    if connection.vendor != "postgresql":
        return "", False
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        mode, timeout, failing, segment = cursor.fetchone()
    if mode == "off":
        return OFF, False
    if failing:
        return f"PostgreSQL 归档失败：{segment} 没有存出去", True
    if not 0 < timeout <= LONGEST.total_seconds():
        return "PostgreSQL 的 archive_timeout 不在 1–300 秒之间，安静时可能丢失超过 5 分钟", False
    return "", False
