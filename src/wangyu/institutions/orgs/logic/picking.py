"""Telling organisations apart by name, and guessing which one was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

Unit = tuple[int, str, str]
"""Id, name, name of the unit above."""


def label_units(units: Iterable[Unit]) -> dict[str, int]:
    """A label for each id: its name, or where several have it, the unit above and its name.

    Those that not even this tells apart are left out: nobody can say which is meant.
    """
    listed = list(units)
    by_name = Counter(name for _, name, _ in listed)
    full = {pk: name if by_name[name] == 1 else f"{above} / {name}" for pk, name, above in listed}
    by_label = Counter(full.values())
    return {label: pk for pk, label in full.items() if by_label[label] == 1}


def suggest(text: str, labels: Sequence[str], most: int = 5) -> list[str]:
    """Labels that ``text`` may have meant: those it is a part of, then those written alike."""
    inside = [label for label in labels if text in label]
    alike = [one for one in get_close_matches(text, labels, n=most) if one not in inside]
    return [*inside, *alike][:most]


def no_such(text: str, labels: Sequence[str]) -> str:
    """What to say when nothing is called so."""
    near = suggest(text, labels)
    hint = f"是不是：{'、'.join(near)}？" if near else "请核对名称。"
    return f"您管理的范围内没有“{text}”。{hint}"
