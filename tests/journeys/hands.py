"""Hands that hold a keyboard and no mouse. At every stop they look where the focus is: whether it can be
seen, whether anything lies over it, whether it moves on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, FileChooser, Locator, Page, expect

from tests.journeys.visitor import Visitor

WAYS: dict[str, dict[str, Any]] = {
    "keyboard": {},
    "200": {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2},
    "scriptless": {"java_script_enabled": False},
}
"""The same hands at a desk, at a screen of 1280 × 1024 enlarged twice, and without script."""
STOPS = 400
PATIENCE_MS = 20_000
CAUGHT = 12
"""A date has seven stops of its own; whoever stays longer does not get out."""
LOOK = """(target) => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return {};
  const style = getComputedStyle(at);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const points = [...at.getClientRects()].flatMap((r) => [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.1, 0.9].map(
    (y) => [r.left + r.width * x, r.top + r.height * y])));
  const within = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
  const free = within.some(([x, y]) => {
    const hit = document.elementFromPoint(x, y);
    return hit && (at.contains(hit) || hit.contains(at) && hit.matches("label"));
  });
  return {
    ring, inside: within.length > 0, free, html: at.outerHTML.slice(0, 200), skip: at.matches(".skip-link"),
    there: at === target,
    back: Boolean(target && at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING),
  };
}"""


class Hands:
    def __init__(self, visitor: Visitor, *, script: bool) -> None:
        self.visitor, self.script = visitor, script
        visitor.context.set_default_timeout(PATIENCE_MS)
        self._choosers: list[FileChooser] = []
        self.page.on("filechooser", self._offered)

    def _offered(self, chooser: FileChooser) -> None:
        self._choosers.append(chooser)

    @property
    def page(self) -> Page:
        return self.visitor.page

    def goes_to(self, path: str) -> Hands:
        self.visitor.goes_to(path)
        return self.looks_around()

    def looks_around(self) -> Hands:
        """A page has arrived: it is no wider than the screen, and the way to its text comes first."""
        page = self.page
        page.wait_for_load_state()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide"
        if "#" not in page.url and page.evaluate("document.activeElement === document.body"):
            page.keyboard.press("Tab")
            first = self._stop()
            assert first.get("skip"), f"{page.url} begins with {first}"
            page.keyboard.press("Enter")
        return self

    def follows(
        self, name: str | re.Pattern[str], within: Locator | None = None, **more: Any
    ) -> Hands:
        self._reach((within or self.page).get_by_role("link", name=name, **more))
        with self._leaving():
            self.page.keyboard.press("Enter")
        return self

    def presses(self, name: str, within: Locator | None = None, **more: Any) -> Hands:
        self._reach((within or self.page).get_by_role("button", name=name, **more))
        with self._leaving():
            self.page.keyboard.press("Enter")
        return self

    def sends(self) -> Hands:
        """Enter in a field sends its form."""
        with self._leaving():
            self.page.keyboard.press("Enter")
        return self

    def presses_and_agrees(self, name: str) -> Hands:
        """A button that asks first; without script it does not."""
        if not self.script:
            return self.presses(name)
        self._reach(self.page.get_by_role("button", name=name))
        self.page.keyboard.press("Enter")
        self.page.locator("dialog[open]").wait_for()
        return self.presses("确定", within=self.page.locator("dialog[open]"))

    def opens(self, what: Locator) -> Hands:
        """What unfolds in its place."""
        self._reach(what)
        self.page.keyboard.press("Enter")
        return self

    def goes_by_menu(self, name: str) -> Hands:
        """A narrow screen folds the menu."""
        toggle = self.page.locator("[data-toggle=side-nav]")
        if toggle.is_visible() and toggle.get_attribute("aria-expanded") == "false":
            self.opens(toggle)
        return self.follows(name, within=self.page.locator("#side-nav"), exact=True)

    def takes(self, name: str | re.Pattern[str], file: Path) -> Hands:
        """Downloads what a link offers."""
        self._reach(self.page.get_by_role("link", name=name))
        with self.page.expect_download() as taken:
            self.page.keyboard.press("Enter")
        taken.value.save_as(file)
        return self

    def fills(self, fields: dict[str, str]) -> Hands:
        for label, text in fields.items():
            self.types(self.page.get_by_label(label), text)
        return self

    def types(self, field: Locator, text: str) -> Hands:
        field = self._reach(field)
        if field.get_attribute("type") in {"date", "datetime-local"}:
            self._type_date(text)
        else:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
        expect(field).to_have_value(text)
        return self

    def _type_date(self, text: str) -> None:
        """Month, day and year, in the order of the browser's own language."""
        moment = datetime.fromisoformat(text)
        self.page.keyboard.type(f"{moment:%m%d%Y}")
        if "T" in text:
            self.page.keyboard.press("ArrowRight")
            self.page.keyboard.type(f"{moment:%I%M%p}")

    def picks(self, label: str, choice: str) -> Hands:
        """By the arrow keys, past the choices on the way."""
        field = self._reach(self.page.get_by_label(label))
        labels = [one.strip() for one in field.locator("option").all_inner_texts()]
        steps = labels.index(choice) - int(field.evaluate("one => one.selectedIndex"))
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert field.evaluate("one => one.selectedOptions[0].text.trim()") == choice
        return self

    def brings(self, field: Locator, *files: Path) -> Hands:
        self._reach(field)
        self.page.keyboard.press("Space")
        for _ in range(100):
            if self._choosers:
                self._choosers.pop().set_files(files)
                return self
            self.page.wait_for_timeout(100)
        raise AssertionError(f"no files can be chosen at {self.page.url}")

    def sees(self, text: str | re.Pattern[str]) -> Hands:
        self.visitor.page.locator("main").get_by_text(text).locator("visible=true").first.wait_for()
        return self

    @contextmanager
    def _leaving(self) -> Iterator[None]:
        with self.page.expect_navigation():
            yield
        self.looks_around()

    def _stop(self, target: ElementHandle | None = None) -> dict[str, Any]:
        """Where the focus is, if anywhere. It can be seen there."""
        found: dict[str, Any] = self.page.evaluate(LOOK, target)
        seen = not found or (found["ring"] and found["inside"] and found["free"])
        assert seen, f"the focus cannot be seen at {self.page.url}: {found}"
        return found

    def _reach(self, target: Locator) -> Locator:
        """By Tab, or by Shift+Tab to what is behind."""
        target = target.locator("visible=true").first
        target.wait_for()
        handle, passed = target.element_handle(), []
        found = self.page.evaluate(LOOK, handle)
        for _ in range(STOPS):
            if found.get("there"):
                self._stop()
                return target
            self.page.keyboard.press("Shift+Tab" if found.get("back") else "Tab")
            found = self._stop(handle)
            passed += [found["html"]] if found else []
            last = passed[-CAUGHT:]
            assert len(last) < CAUGHT or len(set(last)) > 1, f"the focus is caught in {last[-1]}"
        raise AssertionError(f"{target} is not on the way at {self.page.url}: {passed[-40:]}")
