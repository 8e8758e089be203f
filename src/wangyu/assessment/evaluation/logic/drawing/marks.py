"""The bytes a draw is made of: one form of a frame, a seed, a ticket, whoever computes them and where.

Every text is taken in NFC as UTF-8 and written with its length before it (``3:abc,``), so that no
two lists of texts have the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence

ALGORITHM = "wangyu-draw-1"
FRAME, SEED, COMMITMENT = "wangyu-frame-1", "wangyu-seed-1", "wangyu-commitment-1"
UNIT, STRATUM = "unit", "stratum"


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def bytes_of(texts: Iterable[str]) -> bytes:
    """Netstrings one after the other."""
    return b"".join(b"%d:%b," % (len(raw), raw) for raw in (plain(t).encode() for t in texts))


def digest(texts: Iterable[str]) -> bytes:
    return hashlib.sha256(bytes_of(texts)).digest()


def frame_texts(
    columns: Sequence[str], rows: Iterable[tuple[str, Sequence[str], int | None]], *, weighted: bool
) -> list[str]:
    """Columns in the order of their bytes, rows in the order of their units': neither order counts."""
    order = sorted(range(len(columns)), key=lambda place: plain(columns[place]).encode())
    ready = sorted(rows, key=lambda row: plain(row[0]).encode())
    head = [FRAME, str(len(columns)), *(columns[place] for place in order)]
    head += ["weight" if weighted else "", str(len(ready))]
    for unit, values, weight in ready:
        head += [unit, *(values[place] for place in order), str(weight) if weighted else ""]
    return head


def seed_of(frame: bytes, reveals: Iterable[tuple[str, str]]) -> bytes:
    """What the frame and all witnesses together give: known to nobody before the last has spoken."""
    told = sorted(reveals, key=lambda one: plain(one[0]).encode())
    return digest([SEED, frame.hex(), str(len(told)), *(text for one in told for text in one)])


def ticket(seed: bytes, kind: str, *texts: str) -> int:
    """A number between 0 and 2**256 that only the seed and these texts decide."""
    return int.from_bytes(hmac.digest(seed, bytes_of([kind, *texts]), "sha256"), "big")
