"""What a page is built of, whatever it says: pages of the same skeleton are the same to axe."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}  # fmt: skip
SAID = ("class", "type", "role", "scope", "lang", "autocomplete", "aria-current", "aria-live")
"""Attributes whose value changes how an element is judged or looks; of others only that they are there."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: set[str] = set()
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = sorted(f"{k}={v}" if k in SAID else k for k, v in attrs)
        self.open.append(f"{tag}[{' '.join(named)}]")
        self.found.add(">".join(self.open))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(tag)
        if tag in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in VOID:
            if self.open.pop().partition("[")[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.add(">".join([*self.open, "text"]))


def skeleton(html: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Every way down from the root to an element or a text, and the headings in their order. A list
    of three and one of five are the same; a button more is not."""
    reader = _Reader()
    reader.feed(html)
    return frozenset(reader.found), tuple(reader.headings)
