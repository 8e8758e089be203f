"""What a blind copy is called: letters and figures nobody mistakes for one another."""

from __future__ import annotations

from collections.abc import Callable

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8


def code(choose: Callable[[str], str]) -> str:
    return "".join(choose(LETTERS) for _ in range(LENGTH))
