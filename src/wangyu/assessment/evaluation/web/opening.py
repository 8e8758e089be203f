"""Where a figure opens to: the page of the app that knows it."""

from __future__ import annotations

from collections.abc import Callable

from wangyu.base.core.access import Actor
from wangyu.base.lib.ports import openers


def opener_for(actor: Actor) -> Callable[[str], str]:
    """A ref ("ledger.fact:12") -> an address; "" where nobody opens such a thing."""

    def open_(ref: str) -> str:
        kind, _, pk = ref.partition(":")
        opener = openers.get(kind)
        return opener(actor, int(pk)) if opener and pk.isascii() and pk.isdigit() else ""

    return open_
