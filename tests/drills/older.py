"""Whole deeds of people by the pages of any release: what they read, hand in, sign and take back."""

from __future__ import annotations

import re

from tests.drills.reader import Reader

PUBLIC = ["/", "/policy/clauses/", "/orgs/public/", "/healthz"]
PAGES = {
    "province-officer": ["/desk/", "/policy/board/", "/ledger/windows/", "/orgs/", "/people/", "/search/?q=%E7%BD%91%E7%BB%9C"],
    "officer-02": ["/desk/", "/ledger/sheets/", "/evidence/", "/notify/", "/people/me/"],
    "auditor": ["/desk/", "/audit/"],
}  # fmt: skip
LATER = {
    "province-officer": ["/calls/", "/calls/entries/", "/evaluation/", "/evaluation/schemes/"],
    "officer-02": ["/calls/", "/evaluation/", "/signin/connections/"],
    "reviewer": ["/desk/", "/calls/reviews/"],
}
"""What 0.1.0 had not."""
SCHOOLS = range(1, 25)
STUDENTS = ("student", "student-02", "student-03", "student-04")


def someone(base: str, persona: str) -> Reader:
    made = Reader(base)
    made.enter(persona)
    return made


def walk(base: str, pages: dict[str, list[str]]) -> None:
    stranger = Reader(base)
    for path in PUBLIC:
        assert stranger.get(path)[0] == 200, path
    for persona, paths in pages.items():
        reader = someone(base, persona)
        for path in paths:
            assert reader.get(path)[0] == 200, f"{persona} {path}"


def prefer(base: str, choice: str) -> None:
    reader = someone(base, "officer-02")
    reader.get("/notify/preferences/")
    assert reader.post("/notify/preferences/", mail=choice)[0] == 200
    assert re.search(f'value="{choice}"[^>]* checked', reader.get("/notify/preferences/")[1])


def report(base: str) -> str:
    """A sheet taken back, handed in again and signed; its page, where the receipt is linked."""
    for number in SCHOOLS:
        reporter = someone(base, f"reporter-{number:02}")
        for page in set(re.findall(r"/ledger/sheets/\d+/", reporter.get("/ledger/sheets/")[1])):
            if "/move/recall/" in reporter.get(page)[1]:
                return _reported(base, number, reporter, page)
    raise AssertionError("没有一张等待签批的表")


def _reported(base: str, number: int, reporter: Reader, page: str) -> str:
    assert reporter.press(page, "/move/recall/")[0] == 200
    assert reporter.press(page, "/move/submit/")[0] == 200
    leader = someone(base, f"leader-{number:02}")
    code, shown = leader.press(page, "/move/sign/")
    assert code == 200
    assert "/ledger/receipts/" in shown
    return page


def enter(base: str) -> None:
    """A work taken back and handed in again."""
    for persona in STUDENTS:
        student = someone(base, persona)
        for page in set(re.findall(r"/calls/entries/\d+/", student.get("/calls/entries/")[1])):
            if "/move/recall/" in student.get(page)[1]:
                assert student.press(page, "/move/recall/")[0] == 200
                assert student.press(f"{page}form/", "/submit/")[0] == 200
                assert "/move/recall/" in student.get(page)[1]
                return
    raise AssertionError("没有一件可以撤回的作品")
