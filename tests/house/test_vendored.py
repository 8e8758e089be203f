"""What is copied into the source: each file named, unchanged, old enough, and in the bill of materials."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import timedelta

import pytest

from tests.house.source import ROOT
from tests.house.test_supply import ALLOWED, age_rule, bill

FOLDERS = "src/wangyu/base/ui/static/ui/vendor", "tests/vendor"
PACKAGES = tomllib.loads((ROOT / "requirements" / "vendored.toml").read_text("utf-8"))["package"]
NAMES = [row["name"] for row in PACKAGES]


def digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("row", PACKAGES, ids=NAMES)
def test_a_file_is_as_it_was_taken(row) -> None:
    assert {name: digest(name) for name in row["files"]} == row["files"]


def test_every_file_is_named() -> None:
    there = {
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in (ROOT / folder).iterdir()
        if path.is_file()
    }
    assert {name for row in PACKAGES for name in row["files"]} == there


@pytest.mark.parametrize("row", PACKAGES, ids=NAMES)
def test_no_version_was_younger_than_the_age_rule_when_taken(row) -> None:
    assert row["published"] + timedelta(age_rule()) <= row["taken"]


@pytest.mark.parametrize("row", PACKAGES, ids=NAMES)
def test_each_says_why_and_under_which_licence(row) -> None:
    assert len(row["why"]) > 10
    assert row["licence"] in ALLOWED


def test_the_bill_and_the_notice_name_them() -> None:
    parts = {part["name"]: part for part in bill("npm").values()}
    assert set(parts) == {row["name"] for row in PACKAGES if row["shipped"]}, (
        "运行 tools/supply sbom"
    )
    for row in PACKAGES:
        notice = (ROOT / "NOTICE").read_text("utf-8")
        assert all(name.rpartition("/")[2] in notice for name in row["files"])
        if row["shipped"]:
            part = parts[row["name"]]
            assert part["version"] == row["version"]
            hashes = {
                one["name"]: one["hashes"][0]["content"] for one in part.get("components", [])
            }
            assert hashes == row["files"]
        if row["files"]:
            assert f" {row['version']} (" in notice
