"""References in sentences: the log keeps kind and number, a page shows the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

_REF = re.compile(r"〔([a-z_]+\.[a-z_]+):([0-9]{1,18})〕")
Ref = tuple[str, int]


def write(kind: str, pk: int) -> str:
    return f"〔{kind}:{pk}〕"


def read(texts: Iterable[str]) -> set[Ref]:
    """Every reference that stands in the texts."""
    return {(kind, int(pk)) for text in texts for kind, pk in _REF.findall(text)}


def put_names(text: str, name: Callable[[Ref], str]) -> str:
    """The text with names in the place of its references."""
    return _REF.sub(lambda found: name((found[1], int(found[2]))), text)


def defuse(text: str, known: Collection[Ref]) -> str:
    """The text without references but the known ones: what somebody typed cannot pass for one."""

    def keep(found: re.Match[str]) -> str:
        ref = (found[1], int(found[2]))
        return write(*ref) if ref in known else f"{found[1]} {found[2]}"

    return _REF.sub(keep, text)
