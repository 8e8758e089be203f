from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from wangyu.base.core.files import partial
from wangyu.base.ui.tables import Column, Filter
from wangyu.records.evidence.models import Classification, File, Upload

KINDS = {
    "application/pdf": "PDF", "text/plain": "文本", "image": "图片", "video": "视频", "audio": "音频",
    "application/vnd": "办公文档",
}  # fmt: skip
KILO = 1024
UNITS = ("B", "KB", "MB", "GB")


def kind_label(media_type: str) -> str:
    return next((label for start, label in KINDS.items() if media_type.startswith(start)), "其他")


def on_their_way(uploads: Iterable[Upload]) -> list[dict[str, Any]]:
    """How far each has come, for ``evidence/on_its_way.html``."""
    return [
        {"upload": one, "size": size_label(one.size),
         "percent": 100 * (partial.length(one.key) or 0) // one.size}
        for one in uploads
    ]  # fmt: skip


def size_label(size: float) -> str:
    unit = 0
    while size >= KILO and unit < len(UNITS) - 1:
        size, unit = size / KILO, unit + 1
    return f"{size:.0f} {UNITS[unit]}"


def _used(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(use_count__gt=0) if value == "yes" else rows.filter(use_count=0)


def expiry_tone(file: File, today: date) -> str:
    if file.expires_on is None:
        return ""
    return "bad" if file.expires_on < today else "ok"


COLUMNS = (
    Column(
        "title",
        "名称",
        lambda f: f.title,
        "title",
        url=lambda f: reverse("evidence:file", args=[f.pk]),
    ),
    Column("kind", "类型", lambda f: kind_label(f.media_type), "media_type"),
    Column("uses", "佐证", lambda f: f.use_count, "use_count", numeric=True),
    Column("org", "单位", lambda f: f.organisation.name, "organisation__name", phone=False),
    Column(
        "classification",
        "密级",
        lambda f: f.get_classification_display(),
        "classification",
        phone=False,
    ),
    Column("expires", "有效期至", lambda f: f.expires_on, "expires_on", phone=False),
    Column("size", "大小", lambda f: size_label(f.size), "size", numeric=True, phone=False),
    Column("uploaded", "上传时间", lambda f: f.uploaded_at, "uploaded_at", phone=False),
)
FILTERS = (
    Filter("kind", "类型", list(KINDS.items()), "media_type__startswith"),
    Filter("classification", "密级", Classification.choices, "classification"),
    Filter("used", "使用", [("yes", "已用"), ("no", "未用")], apply=_used),
)
