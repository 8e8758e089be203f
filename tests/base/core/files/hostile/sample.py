from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """A hostile file. With ``refused`` it is not kept, and the sentence has these words; without, it
    is kept and made harmless: no byte of ``gone`` is left in it, and its name is ``kept_as``."""

    id: str
    name: str
    make: Callable[[], bytes]
    refused: str = ""
    gone: tuple[bytes, ...] = ()
    kept_as: str = ""
    media: str = ""
