"""A visitor without a browser: cookies, forms and what the server answered."""

from __future__ import annotations

import re
from html import unescape
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

FORM = re.compile(r'<form\b[^>]*\baction="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Reader:
    def __init__(self, base: str) -> None:
        self.base, self.jar = base, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(Request(self.base + path))

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrf"), "")
        data = urlencode(fields | {"csrfmiddlewaretoken": token or ""}).encode()
        return self._ask(Request(self.base + path, data, {"Referer": self.base + path}))

    def press(self, page: str, ending: str, **fields: str) -> tuple[int, str]:
        """The button of a page whose form goes to an address that ends so, with what it hides."""
        for action, inside in FORM.findall(self.get(page)[1]):
            if action.endswith(ending):
                hidden = {name: unescape(value) for name, value in HIDDEN.findall(inside)}
                return self.post(action, **(hidden | fields))
        raise AssertionError(f"{page} 没有通向 {ending} 的按钮")

    def upload(self, path: str, name: str, data: bytes) -> tuple[int, str]:
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrf"), "") or ""
        edge = "wangyu-edge"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n',
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n',
        ]
        body = "".join(parts).encode() + data + f"\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        headers = {"Referer": self.base + path, "Content-Type": kind, "X-Upload": "1"}
        return self._ask(Request(self.base + path, body, headers))

    def enter(self, persona: str) -> None:
        """By the button of the demo."""
        assert self.get("/demo/")[0] == 200
        assert self.post(f"/people/demo/{persona}/")[0] == 200

    def _ask(self, request: Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=120) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")
