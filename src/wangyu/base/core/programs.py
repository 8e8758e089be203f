"""Programs of the machine that the platform uses where they are at hand, and does without where not."""

from __future__ import annotations

import shutil

UNUSED = "no"


def program(given: str, name: str) -> str:
    """Whole path: as the setting gives it, or as it is found; "" where there is none or it is not used."""
    return "" if given == UNUSED else given or shutil.which(name) or ""
