"""Roots leave the platform: as files, on a public page, by mail. What is out cannot be taken back."""

from __future__ import annotations

import json
import logging
import os
from datetime import datetime
from pathlib import Path
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail

from wangyu.base.audit.logic.merkle import consistency
from wangyu.base.audit.logic.roots import Sealed, day_file, is_genuine, roots_file
from wangyu.base.audit.models import Posting, Root
from wangyu.base.audit.queries import (
    all_published,
    last_checkpoint,
    last_root,
    leaves_between,
    published,
    root_before,
    tree_at,
)
from wangyu.base.audit.sealing import seal_due
from wangyu.base.core import signers
from wangyu.base.lib.dates import show_time

log = logging.getLogger(__name__)


def go_round(now: datetime) -> None:
    """Seal, write and mail what is due. Cheap when nothing is."""
    seal_due(now)
    write_due()
    mail_due(now)


def folder() -> Path:
    return Path(settings.HOME) / "published" / "audit"


def file_of(day: str) -> Path:
    return folder() / f"{day}.json"


def public_key() -> bytes:
    return signers.public_key(Path(settings.HOME))


def is_ours(root: Sealed) -> bool:
    """Whether a key signed it that was ours when it was sealed."""
    try:
        at = datetime.fromisoformat(root.sealed_at)
        return bool(signers.who_signed(Path(settings.HOME), at, lambda key: is_genuine(key, root)))
    except (TypeError, ValueError):  # a time that was altered into none
        return False


def roots_content() -> dict[str, Any]:
    return roots_file(public_key(), all_published())


def day_content(root: Root) -> dict[str, Any]:
    """The day's file. Leaves of entries that were removed after their time are not known any more."""
    before = root_before(root)
    after = before.size if before else 0
    checkpoint = last_checkpoint()
    gone = checkpoint is not None and after < checkpoint.size
    leaves = [] if gone else leaves_between(after, root.size)
    proof = [] if gone else consistency(tree_at(before), leaves)
    return day_file(
        public_key(), published(root), before=published(before) if before else None,
        proof=proof, leaves=leaves,
    )  # fmt: skip


def write_due() -> int:
    """Write the files that are missing. A file that is there is never written again."""
    newest = last_root()
    if newest is None or file_of(newest.day.isoformat()).exists():
        return 0
    folder().mkdir(parents=True, exist_ok=True)
    missing = [r for r in Root.objects.order_by("day") if not file_of(r.day.isoformat()).exists()]
    for root in missing:
        _write(file_of(root.day.isoformat()), day_content(root))
    _write(folder() / "roots.json", roots_content())
    return len(missing)


def _write(file: Path, content: dict[str, Any]) -> None:
    """Whole or not at all."""
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(file)


def mail_due(now: datetime) -> int:
    """One mail with every root not yet mailed. When mail fails, the next round tries again."""
    if not settings.AUDIT_MAIL:
        return 0
    waiting = list(Root.objects.filter(posting=None).order_by("day"))
    if not waiting:
        return 0
    title = f"网育审计日志根 {waiting[-1].day.isoformat()}"
    text = "\n\n".join([_LETTER, *(_paragraph(published(root)) for root in waiting)])
    try:
        send_mail(title, text, None, settings.AUDIT_MAIL)
    except (SMTPException, OSError):
        log.exception("roots were not mailed")
        return 0
    Posting.objects.bulk_create(
        (Posting(root=root, at=now) for root in waiting), ignore_conflicts=True
    )
    return len(waiting)


_LETTER = (
    "请保存这封信。日后核对审计日志时，用 tools/verify_log.py 把日志与下面的根比对；"
    "日志若被改动或重写，会指出是第几条。"
)


def _paragraph(root: Sealed) -> str:
    sealed = show_time(datetime.fromisoformat(root.sealed_at))
    return (
        f"日期 {root.day}\n条数 {root.size}\n根 {root.root}\n链 {root.chain_hash}\n"
        f"封存 {sealed}（{root.sealed_at}）\n签名 {root.signature}"
    )
