"""A browser between the two sides: it follows one redirect at a time and carries what it is given."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit


class Page:
    def __init__(self, status: int, where: str, body: bytes) -> None:
        self.status, self.where, self.body = status, where, body


def visit(url: str, data: dict[str, str] | None = None) -> Page:
    """One request to the partner, over a real connection."""
    parts = urlsplit(url)
    http = HTTPConnection(parts.hostname, parts.port, timeout=10)
    target = f"{parts.path}?{parts.query}"
    if data is None:
        http.request("GET", target)
    else:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        http.request("POST", target, urlencode(data), form)
    answer = http.getresponse()
    page = Page(answer.status, answer.getheader("Location", ""), answer.read())
    http.close()
    return page


def inside(url: str) -> str:
    """An address of ours without the host, as the test client takes it."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
