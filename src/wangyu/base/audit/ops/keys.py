"""Another key for receipts and roots. What the one before signed in its time stays genuine."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.signers import Change, prepare


@op("audit.key.change")
def change_key(*, grace: timedelta, lost: bool, actor: Actor, now: datetime) -> Change:
    """The new key is made and logged; once that is kept, the caller has it ``take_place``.

    ``grace`` is for the other machines, which sign with the old one until they have the new one. A
    key that was lost has none: whoever has it could go on signing.
    """
    change = prepare(Path(settings.HOME), now if lost else now + grace, lost=lost)
    why = "原密钥失密" if lost else "定期更换"
    say(f"更换签名密钥（{why}）", old=fingerprint(change.public_key), new=fingerprint(change.next))
    return change


def fingerprint(public_key: str) -> str:
    """As the page of keys shows it."""
    return sha256(bytes.fromhex(public_key)).hexdigest()
