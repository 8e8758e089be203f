"""Item 2: an empty province from the real roster, its first officer by a one-time link, a new roster."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import accounts
from tests.journeys.places import ROOT, Place, new_place, served
from tests.journeys.visitor import Visitor

ROSTER = ROOT / "tests/institutions/orgs/data/hunan_universities.csv"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def province(tmp_path, said) -> Iterator[Place]:
    place = new_place(tmp_path / "province", demo=False)
    said += place.do("setup", "--pack", "hunan-2021-07", "--roster", str(ROSTER)).splitlines()
    place.do("collectstatic", "--noinput", "-v", "0")
    with served(place):
        yield place


@pytest.fixture
def officer(browser, province, said) -> Iterator[Visitor]:
    """The first officer, come in by the link that set-up gave."""
    line = next(line for line in said if "省中心工作人员" in line)
    link = re.search(r"https?://\S+", line)
    assert link, line
    visitor = Visitor(browser, province.url)
    accounts.accept(visitor, link[0], "first.officer").sees("请设置第二步验证")
    yield accounts.set_second_factor(visitor)
    visitor.context.close()
    assert not visitor.troubles, "\n".join(visitor.troubles)


def test_a_new_roster_shows_its_difference_and_changes_what_is_confirmed(officer, tmp_path) -> None:
    assert officer.page.locator(".demo-bar").count() == 0
    officer.follows("落实看板").sees("139 所学校")
    assert set(officer.page.locator(".board td small").all_inner_texts()) == {"未填报"}

    officer.follows("高校名录", exact=True)
    _upload(officer, _renamed(tmp_path / "new.csv"))
    officer.sees("湘潭理学院").sees("更名")
    officer.page.get_by_label("采用：吉首大学").uncheck()
    officer.presses("采用勾选的差异").agrees().sees("已采用 1 行差异")

    _upload(officer, tmp_path / "new.csv")
    rows = officer.page.locator("tbody tr")
    assert rows.count() == 1
    officer.sees("吉首大学")
    officer.goes_to("/orgs/?view=list").fills({"名称、简称或文号": "湘潭理学院"}).presses("查询")
    officer.follows("湘潭理学院").sees("曾用名").sees("湘潭大学（用至")


def _renamed(file: Path) -> Path:
    """The roster of next year: one school renamed, another moved to another city."""
    with ROSTER.open(encoding="utf-8-sig", newline="") as old, file.open("w", encoding="utf-8", newline="") as new:  # fmt: skip
        rows = list(csv.DictReader(old))
        for row in rows:
            if row["name"] == "湘潭大学":
                row |= {"name": "湘潭理学院", "former_name": "湘潭大学"}
            if row["name"] == "吉首大学":
                row["city"] = "张家界市"
        writer = csv.DictWriter(new, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return file


def _upload(officer: Visitor, file: Path) -> None:
    officer.page.get_by_label("选择文件").set_input_files(file)
    officer.presses("上传并比对")
