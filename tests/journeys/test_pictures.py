"""The pictures of the README, taken of the demo: ``pytest tests/journeys/test_pictures.py --pictures``."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from tests.journeys.places import ROOT
from tests.journeys.visitor import DESKTOP, PHONE

FOLDER = ROOT / "docs/images"
LARGEST = 200_000
COLOURS = 256


def the_board(visit):
    officer = visit("province-officer").follows("落实看板")
    year = f"{timezone.localdate().year - 1}年"
    return officer if year in officer.page.title() else officer.picks("周期", year)


def the_sheet(visit):
    """One that is half filled in."""
    officer = visit("province-officer").follows("填报窗口").follows("年度网络思想政治工作情况填报")
    officer.goes_to(officer.page.url.partition("?")[0] + "?state=filling")
    schools = officer.page.locator(".list-table td a").all_inner_texts()
    visitor = visit()
    visitor.goes_to("/demo/")
    offered = [visitor.page.locator("details", has_text=school) for school in schools]
    folded = next(found for found in offered if found.count())
    folded.locator("summary").click()
    folded.get_by_role("button", name="高校填报人").click()
    visitor.page.wait_for_url("**/desk/")
    visitor.page.locator(".task a").first.click()
    return visitor


def the_desk(visit):
    return visit("province-officer")


SCENES = {"board": the_board, "sheet": the_sheet, "desk": the_desk}


def take(visitor, file: Path) -> None:
    """A small PNG: an interface has few colours."""
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.screenshot(path=file, animations="disabled")
    Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)


@pytest.mark.parametrize("name", SCENES)
def test_the_picture_can_be_taken(visit, name, tmp_path, pytestconfig) -> None:
    folder = FOLDER if pytestconfig.getoption("pictures") else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    visitor = SCENES[name](visit)
    for size, suffix in ((DESKTOP, ""), (PHONE, "-phone")):
        visitor.page.set_viewport_size(size)
        file = folder / f"{name}{suffix}.png"
        take(visitor, file)
        assert Image.open(file).size == (size["width"], size["height"])
        assert file.stat().st_size <= LARGEST
