"""What stands written in a picture, read by a program that may not be here."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings

from wangyu.activities.calls.logic.blinding.readings import Read, joined, read_in
from wangyu.base.core import confined
from wangyu.base.core.programs import program

SHARE = confined.Share(seconds=90, megabytes=1500)
LANGUAGE, WAYS = "chi_sim", ("4", "11")
"""Once as lines of print and once as words wherever they stand: a poster has both, and each way misses
what the other sees."""
log = logging.getLogger(__name__)


def read(path: Path) -> Read | None:
    """None when nobody read it: there is no program, or it could not."""
    if not (found := program(settings.TESSERACT, "tesseract")):
        return None
    try:
        return joined([_once(found, path, way) for way in WAYS])
    except (confined.ConfinedError, ValueError) as error:
        log.warning("a picture could not be read (%s)", error)
        return None


def _once(found: str, path: Path, way: str) -> Read:
    asked = [str(path), "stdout", "-l", LANGUAGE, "--psm", way, "tsv"]
    return read_in(confined.run(found, asked, SHARE).decode("utf-8", "replace"))
