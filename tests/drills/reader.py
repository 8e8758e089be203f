"""A visitor without a browser: cookies, forms and what the server answered."""

from __future__ import annotations

from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener


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
