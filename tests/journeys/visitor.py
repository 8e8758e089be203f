"""Somebody at a browser with a fresh profile, who notices everything that goes wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response

PATIENCE_MS = 30_000
LEFT = "net::ERR_ABORTED"
"""What a browser says of a request it gave up because the person went on, or of a download."""
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


class Visitor:
    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        options = {"viewport": DESKTOP, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"} | options
        self.context = browser.new_context(base_url=url, **options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.troubles: list[str] = []
        self._minding = True
        self.context.on("page", self._watch)
        self.page: Page = self.context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._note(f"script error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _note(self, what: str) -> None:
        if self._minding:
            self.troubles.append(f"{what} at {self.page.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(f"console {message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT:
            self._note(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self._note(f"{response.status}: {response.request.method} {response.url}")

    @contextmanager
    def expecting_trouble(self) -> Iterator[None]:
        """Where the walk itself brings about what the browser complains of."""
        self._minding = False
        yield
        self.page.wait_for_load_state()
        self._minding = True

    @contextmanager
    def without_network(self) -> Iterator[None]:
        with self.expecting_trouble():
            self.context.set_offline(True)
            yield
            self.context.set_offline(False)

    def goes_to(self, path: str) -> Visitor:
        self.page.goto(path)
        return self

    def enters_as(self, persona: str) -> Visitor:
        """Through the demo's front door, by the button of a persona."""
        self.goes_to("/demo/")
        button = self.page.locator(f'form[action="/people/demo/{persona}/"] button').last
        folded = self.page.locator("details", has=button)
        if folded.count():
            folded.locator("summary").click()
        button.click()
        self.page.wait_for_url("**/desk/")
        return self

    def follows(self, name: str, **more: Any) -> Visitor:
        self.page.get_by_role("link", name=name, **more).first.click()
        self.page.wait_for_load_state()
        return self

    def presses(self, name: str, within: Page | Locator | None = None, **more: Any) -> Visitor:
        (within or self.page).get_by_role("button", name=name, **more).first.click()
        self.page.wait_for_load_state()
        return self

    def agrees(self) -> Visitor:
        """Says yes to the question a button asks before it acts."""
        self.page.locator("dialog[open]").get_by_role("button", name="确定").click()
        self.page.wait_for_load_state()
        return self

    def fills(self, fields: dict[str, str]) -> Visitor:
        """Label → text."""
        for label, text in fields.items():
            self.page.get_by_label(label).locator("visible=true").first.fill(text)
        return self

    def picks(self, label: str, choice: str) -> Visitor:
        """In a list above a page that follows each choice at once."""
        with self.page.expect_navigation():
            self.page.get_by_label(label).select_option(label=choice)
        return self

    def sees(self, text: str) -> Visitor:
        self.page.locator("main").get_by_text(text).locator("visible=true").first.wait_for()
        return self

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()
