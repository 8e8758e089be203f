"""Copies of the files people brought: each kept once in a pool, every backup linking to it.

A stored file never changes and its name is never used again, so a file that is in the pool need
not be copied a second time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from wangyu.base.backup.logic.manifest import Item

POOL = "files"
CHUNK = 1024 * 1024


def fingerprint(file: Path) -> Item:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(CHUNK):
            digest.update(piece)
        return Item(opened.tell(), digest.hexdigest())


def live_files(media: Path) -> Iterator[Path]:
    """Whole files: one that is still being written has a suffix."""
    for path in sorted(media.glob("??/*")):
        if not path.suffix and path.is_file():
            yield path


def copy(source: Path, target: Path) -> None:
    """Whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(target.name + ".part")
    try:
        shutil.copyfile(source, part)
        with part.open("rb") as opened:
            os.fsync(opened.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def fill_pool(media: Path, pool: Path) -> int:
    """Bring what is not there yet, or not whole. Returns how many files were copied."""
    copied = 0
    for source in live_files(media):
        target = pool / source.parent.name / source.name
        if _size(target) == _size(source):
            continue
        try:
            copy(source, target)
        except FileNotFoundError:  # an upload that was taken back meanwhile
            continue
        copied += 1
    return copied


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return -1


def link(source: Path, target: Path) -> None:
    """A second name for the same bytes, or a copy where the file system has no links."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(source, target)
    except OSError:
        copy(source, target)


def drop_unused(pool: Path, media: Path) -> int:
    """Remove from the pool what no backup links to and the platform no longer has."""
    gone = [
        path
        for path in live_files(pool)
        if path.stat().st_nlink == 1 and not (media / path.parent.name / path.name).exists()
    ]
    for path in gone:
        path.unlink()
    return len(gone)
