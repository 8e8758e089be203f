"""Style, scripts and icons: addresses worked out once per process, and whether they are of this version."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

MADE_OF = "sources.sha256"
"""Beside the manifest: what it was made of."""


def fingerprint() -> str:
    """Changes with any of the files the pages are shown with."""
    made = hashlib.sha256()
    files = [(path, place) for one in finders.get_finders() for path, place in one.list([])]
    for path, place in sorted(files, key=lambda file: file[0]):
        made.update(path.encode() + b"\0" + Path(place.path(path)).read_bytes())
    return made.hexdigest()


def are_current() -> bool:
    made_of = Path(settings.STATIC_ROOT) / MADE_OF
    return made_of.is_file() and made_of.read_text("utf-8") == fingerprint()


class RememberingStorage(CompressedManifestStaticFilesStorage):
    """A page names ten of them, and the manifest stays as it is until the next start."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[str | None, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002 -- Django's signature
        if name not in self._addresses:
            self._addresses[name] = super().url(name, force)
        return self._addresses[name]

    def save_manifest(self) -> None:
        super().save_manifest()
        (Path(settings.STATIC_ROOT) / MADE_OF).write_text(fingerprint(), "utf-8")
