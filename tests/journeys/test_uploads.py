"""A large file outlives a lost network and a page left behind; one that may not be kept says why."""

from __future__ import annotations

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.base.core.files.hostile.build import mp4
from tests.journeys.test_pages import is_wider_than_screen
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

PIECES = "**/evidence/uploads/*/"
MEGABYTE = 1024 * 1024


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "开学第一课.mp4"
    path.write_bytes(mp4(data=11 * MEGABYTE))
    return path


def chooses(visitor: Visitor, *files) -> Visitor:
    visitor.page.get_by_label("选择材料").set_input_files(files)
    return visitor.presses("上传", exact=True)


def progress(visitor: Visitor):
    return visitor.page.locator("[data-progress] [role=status]")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_film_is_sent_on_after_the_page_was_left(visit, film, size) -> None:
    film.write_bytes(mp4(data=11 * MEGABYTE + size["width"]))  # one of its own for each
    officer = visit("officer-02", viewport=size).goes_to("/evidence/")
    numbers = count()
    with officer.expecting_trouble():
        officer.page.route(PIECES, lambda r: r.abort() if next(numbers) else r.continue_())
        chooses(officer, film)
        expect(progress(officer)).to_contain_text("正在自动重试", timeout=60_000)
        expect(officer.page.get_by_role("button", name="上传", exact=True)).to_be_disabled()
        officer.goes_to("/evidence/").page.unroute(PIECES)
    officer.sees("还没传完的材料").sees(re.compile("已传 36%"))
    assert not is_wider_than_screen(officer.page)
    chooses(officer, film).page.wait_for_url(re.compile(r"/evidence/\d+/$"))
    officer.sees("“开学第一课.mp4”已上传")
    officer.goes_to("/evidence/")
    expect(officer.page.locator("main")).not_to_contain_text("还没传完的材料")


def test_a_large_file_that_may_not_be_kept_says_why_and_another_beside_it_arrives(visit, film, tmp_path) -> None:  # fmt: skip
    officer = visit("officer-03").goes_to("/evidence/")
    program = tmp_path / "宣讲.mp4"
    program.write_bytes(b"MZ" + bytes(6 * MEGABYTE))
    with officer.expecting_trouble():
        chooses(officer, program, film)
        expect(progress(officer)).to_contain_text("“宣讲.mp4”：")
    officer.goes_to("/evidence/").sees("“开学第一课.mp4”已上传").sees("没有收下")
    officer.presses("知道了")
    expect(officer.page.locator("main")).not_to_contain_text("宣讲.mp4")


def test_without_script_a_film_comes_by_the_form(visit, film) -> None:
    officer = visit("officer-04", java_script_enabled=False).goes_to("/evidence/")
    chooses(officer, film).sees("已上传 1 份材料")
