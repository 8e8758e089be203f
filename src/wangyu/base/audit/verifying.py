"""Everything that can be wrong with the log, as sentences that name the row or the day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from wangyu.base.audit.logic.chain import Break, Link, private_hash
from wangyu.base.audit.logic.following import Start, first_break
from wangyu.base.audit.logic.roots import Sealed
from wangyu.base.audit.models import Checkpoint, Entry, Private
from wangyu.base.audit.publishing import folder, is_ours
from wangyu.base.audit.queries import (
    all_published,
    head_link,
    last_checkpoint,
    newest_seq,
    sealed_entries,
    tree_at,
)
from wangyu.base.core.append_only import unguarded
from wangyu.base.core.conf import LEAST_DAYS
from wangyu.base.lib.dates import SHANGHAI

PURGE = "audit.log.purge"
LEAST = timedelta(days=LEAST_DAYS)


def faults(now: datetime) -> list[str]:
    """What is wrong, the chain first."""
    files = published_files()
    broken = broken_at(files)
    chain = [f"审计日志断在第 {broken.seq} 条：{broken.sentence}"] if broken else []
    return [
        *chain,
        *_wrong_roots(files),
        *_wrong_checkpoints(now),
        *_wrong_private(),
        *_unguarded(),
    ]


def broken_at(files: Mapping[str, Mapping[str, Any]] | None = None) -> Break | None:
    """The first broken row.

    Without a lock: the newest entry is read before the head, and an entry joins together with its
    head, so writers meanwhile are no break. Roots as they were published count, where they were.
    """
    files = published_files() if files is None else files
    newest, head = newest_seq(), head_link()
    start = _start()
    return first_break(
        sealed_entries(start.link.seq, max(head.seq, newest)), head,
        roots=_trusted_roots(files), start=start,
        leaves=lambda day: files.get(day, {}).get("leaves", ()),
    )  # fmt: skip


def published_files() -> dict[str, dict[str, Any]]:
    """The files of days that lie in the folder of what was published."""
    found = {}
    for file in sorted(folder().glob("????-??-??.json")):
        try:
            found[file.stem] = dict(json.loads(file.read_text("utf-8")))
        except (OSError, ValueError):
            found[file.stem] = {}
    return found


def _start() -> Start:
    checkpoint = last_checkpoint()
    if checkpoint is None:
        return Start()
    root = checkpoint.root
    return Start(Link(root.size, root.chain_hash), tree_at(root))


def _trusted_roots(files: Mapping[str, Mapping[str, Any]]) -> list[Sealed]:
    """Roots of the database and of the files; where they differ, what was published."""
    roots = {root.day: root for root in all_published()}
    for day, file in files.items():
        if out := _root_in(file):
            roots[day] = out
    genuine = (root for root in roots.values() if is_ours(root))
    return sorted(genuine, key=lambda root: (root.size, root.day))


def _root_in(file: Mapping[str, Any]) -> Sealed | None:
    try:
        return Sealed(**file["root"])
    except (KeyError, TypeError):
        return None


def _wrong_roots(files: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    kept = {root.day: root for root in all_published()}
    for day, root in kept.items():
        if not is_ours(root):
            yield f"{day} 的根签名无效，被改动或不是本平台签发的"
    for day, file in files.items():
        out = _root_in(file)
        if out is None:
            yield f"公布的文件 {day}.json 读不懂，被改动或损坏"
        elif kept.get(day) != out:
            yield f"{day} 的根与公布的文件 {day}.json 不一致"


def _wrong_checkpoints(now: datetime) -> Iterator[str]:
    """A checkpoint stands at a root, and the log itself tells of the removal, after its time."""
    purges = Entry.objects.filter(action=PURGE, at__lte=now)
    told = {entry.details.get("size"): entry.at for entry in purges}
    for one in Checkpoint.objects.select_related("root").order_by("size"):
        at = told.get(one.size)
        if one.size != one.root.size or tree_at(one.root).root().hex() != one.root.root:
            yield f"第 {one.size} 条处的检查点与 {one.root_id} 的根不符"
        elif at is None:
            yield f"到第 {one.size} 条为止的日志被清除，日志里没有这一步的记录"
        elif at.astimezone(SHANGHAI).date() - one.root.day < LEAST:
            yield f"到第 {one.size} 条为止的日志被清除时还不满 {LEAST.days} 天"


def _wrong_private() -> Iterator[str]:
    rows = Private.objects.select_related("entry").order_by("pk")
    for row in rows.iterator(2000):
        entry = getattr(row, "entry", None)
        if entry and entry.private_sha256 != private_hash(row.salt, row.values):
            yield f"第 {row.pk} 条另存的内容被改动"


def _unguarded() -> Iterator[str]:
    for table in unguarded(connection):
        yield f"数据表 {table} 的只追加保护不在，请运行 wangyu migrate 重新装上"
