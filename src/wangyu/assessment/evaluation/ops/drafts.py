"""Changing a draft of a scheme. What is kept can always be read; the step before can be gone back to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from wangyu.assessment.evaluation.logic import editing
from wangyu.assessment.evaluation.logic.faults import in_words
from wangyu.assessment.evaluation.models import Version
from wangyu.assessment.evaluation.ops.schemes import SchemeError, locked_draft, readable
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.canonical import sha256_of
from wangyu.base.lib.packs import PackError

Data = Mapping[str, Any]
GONE = "这项指标已被别人删去，请回到方案页重新打开。"
MOVES = {editing.UP: "上移", editing.DOWN: "下移", "remove": "删去"}


@op("evaluation.scheme.indicator")
def put_indicator(
    *, version: Version, row: Data, group: str, is_new: bool, actor: Actor, now: datetime
) -> Version:
    """A new indicator, or another content of one. The others stay as anybody left them."""
    found = locked_draft(version)
    keys = _keys(found)
    if is_new and row["key"] in keys:
        raise SchemeError(f"编码 {row['key']} 已经有了，请换一个或留空自动编号。")
    if not is_new and row["key"] not in keys:
        raise SchemeError(GONE)
    _keep(found, lambda data: editing.with_row(data, row, group=group), now)
    verb = "新增" if is_new else "修改"
    _tell(found, f"在{named(found)}里{verb}指标“{row['title']}”")
    return found


@op("evaluation.scheme.shift")
def shift_indicator(
    *, version: Version, key: str, way: str, actor: Actor, now: datetime
) -> Version:
    """One place up or down among its peers, or out, with what is below it."""
    found = locked_draft(version)
    title = _keys(found).get(key)
    if title is None:
        raise SchemeError(GONE)
    if way == "remove":
        if not editing.without(found.data, key)["indicator"]:
            raise SchemeError("方案至少要有一项指标，不能全部删去；不要这一版的，请删除这一版。")
        _keep(found, lambda data: editing.without(data, key), now)
    else:
        _keep(found, lambda data: editing.shifted(data, key, way), now)
    _tell(found, f"在{named(found)}里{MOVES[way]}指标“{title}”")
    return found


@op("evaluation.scheme.head")
def change_head(*, version: Version, head: Data, note: str, actor: Actor, now: datetime) -> Version:
    """What the scheme says of itself as a whole. Before it is first published its name follows."""
    found = locked_draft(version)
    _keep(found, lambda data: {**data, "scheme": _said({**data["scheme"], **head})}, now, note)
    if not found.scheme.versions.exclude(state="draft").exists():
        found.scheme.title = found.data["scheme"]["title"]
        found.scheme.save(update_fields=["title"])
    _tell(found, f"修改{named(found)}的名称和说明", note)
    return found


@op("evaluation.scheme.import")
def import_draft(*, version: Version, data: Data, actor: Actor, now: datetime) -> Version:
    """Everything in the place of everything, after the differences were looked at."""
    found = locked_draft(version)
    _keep(found, lambda _: data, now)
    _tell(found, f"用导入的内容替换{named(found)}")
    return found


@op("evaluation.scheme.undo")
def undo_change(*, version: Version, actor: Actor, now: datetime) -> Version:
    """Back to before the last change; once more, and the change is there again."""
    found = locked_draft(version)
    before = found.before
    if before is None:
        raise SchemeError("没有可以撤销的修改。")
    _keep(found, lambda _: before, now)
    _tell(found, f"撤销{named(found)}的上一步修改")
    return found


def _said(head: Data) -> Data:
    """Without what is left empty."""
    return {key: value for key, value in head.items() if value not in ("", [])}


def _keys(version: Version) -> dict[str, str]:
    return {row["key"]: row["title"] for row in version.data["indicator"]}


def _keep(
    version: Version, change: Callable[[Data], Data], now: datetime, note: str | None = None
) -> None:
    try:
        data = change(version.data)
    except PackError as error:
        raise SchemeError(in_words(str(error))) from error
    kept = readable(data)
    version.before, version.data, version.sha256 = version.data, kept, sha256_of(kept)
    version.changed_at = now
    version.note = version.note if note is None else note
    version.save()


def _tell(version: Version, sentence: str, note: str = "") -> None:
    say(sentence, target=version, org_path=version.scheme.owner.path, private={"说明": note})
