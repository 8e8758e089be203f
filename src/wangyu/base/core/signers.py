"""Who may have signed what: the key of today, and those before it, each until it was followed.

When the key is changed the old one signs the new one, so that whoever saved the old one can go from
it to the new one without asking us. What the old one signed while it was in use stays genuine; of a
key that was lost nothing does by its signature alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wangyu.base.core.keys import RECEIPT, receipt_key, signing_key
from wangyu.base.lib.canonical import canonical_json

KIND = "wangyu.key.change"
HISTORY, COMING = "receipt.history.json", "receipt.key.new"


@dataclass(frozen=True, slots=True)
class Change:
    """One public key was followed by another. Keys and signature are hexadecimal."""

    public_key: str
    next: str
    until: str
    """The last moment the key may have signed at, ISO 8601."""
    lost: bool = False
    signature: str = ""
    """Of the key that goes over everything else here."""


def public_key(home: Path) -> bytes:
    """Of the key that signs now."""
    return receipt_key(home).public_key().public_bytes_raw()


def changes(home: Path) -> list[Change]:
    """Oldest first. A change that was begun and not ended counts as not begun."""
    file = home / "keys" / HISTORY
    if not file.exists():
        return []
    made = [Change(**one) for one in json.loads(file.read_text("utf-8"))]
    now = public_key(home).hex()
    return [one for one in made if one.public_key != now]


def public_keys(home: Path, at: datetime) -> list[bytes]:
    """All that may have signed at a moment, the one of today first."""
    before = [one for one in changes(home) if at <= datetime.fromisoformat(one.until)]
    return [public_key(home), *(bytes.fromhex(one.public_key) for one in reversed(before))]


def who_signed(home: Path, at: datetime, by: Callable[[bytes], bool]) -> str:
    """The public key, hexadecimal, that was ours at the moment and signed it; "" when none did."""
    return next((key.hex() for key in public_keys(home, at) if by(key)), "")


def follows(made: Sequence[Change], now: bytes) -> bool:
    """Whether each key leads to the next, and the last to the one of today."""
    wanted = [*(one.public_key for one in made[1:]), now.hex()]
    return [one.next for one in made] == wanted[: len(made)]


def succeed(home: Path, until: datetime, *, lost: bool = False) -> Change:
    """Put a new key in place of the one of today, which signs it."""
    change = prepare(home, until, lost=lost)
    take_place(home)
    return change


def prepare(home: Path, until: datetime, *, lost: bool = False) -> Change:
    """Make the new key and keep it aside; then note the change, which does not count yet.

    Wherever this breaks off, the key of today goes on signing and the list is true.
    """
    folder, old, new = home / "keys", receipt_key(home), Ed25519PrivateKey.generate()
    change = Change(
        old.public_key().public_bytes_raw().hex(), new.public_key().public_bytes_raw().hex(),
        until.isoformat(), lost,
    )  # fmt: skip
    change = replace(change, signature=old.sign(_signed(change)).hex())
    _keep(folder / COMING, new.private_bytes_raw())
    _note(folder / HISTORY, [*changes(home), change])
    return change


def take_place(home: Path) -> None:
    """From here on the new key signs, in every process on this machine."""
    folder = home / "keys"
    (folder / COMING).replace(folder / RECEIPT)
    signing_key.cache_clear()


def _signed(change: Change) -> bytes:
    return canonical_json(asdict(change) | {"kind": KIND, "signature": ""})


def _note(file: Path, made: Sequence[Change]) -> None:
    draft = file.with_suffix(".tmp")
    _keep(draft, as_list(made))
    draft.replace(file)


def as_list(made: Sequence[Change]) -> bytes:
    rows: list[dict[str, Any]] = [asdict(one) for one in made]
    return json.dumps(rows, indent=1).encode()


def _keep(file: Path, content: bytes) -> None:
    """Readable by the owner alone from the first byte on."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(content)
