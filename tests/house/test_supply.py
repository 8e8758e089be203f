"""What the platform is made of: locked, hashed, aged, licensed, and each part with its reason."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, timedelta

import pytest

from tests.house.source import ROOT

REQUIREMENTS = ROOT / "requirements"
LISTS = ("base", "dev", "supply")
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "LGPL-3.0-only", "MIT", "MIT-0",
    "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip
"""Compatible with Apache-2.0 for a platform that imports its libraries unmodified."""


def text_of(name: str) -> str:
    return (REQUIREMENTS / f"{name}.txt").read_text("utf-8")


def pins_of(name: str) -> dict[str, set[str]]:
    """Package -> its versions (more than one where they differ by Python version)."""
    pins: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", text_of(name), re.MULTILINE):
        pins.setdefault(package, set()).add(version)
    return pins


def bill(ecosystem: str = "pypi") -> dict[str, dict]:
    found = json.loads((ROOT / "docs" / "sbom.cdx.json").read_text("utf-8"))["components"]
    parts = [c for c in found if c["purl"].startswith(f"pkg:{ecosystem}/")]
    return {re.sub(r"[-_.]+", "-", c["name"]).lower(): c for c in parts}


def direct() -> list[str]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]


def age_rule() -> int:
    """Days, as the conventions promise them."""
    said = (ROOT / "docs" / "security.md").read_text("utf-8")
    return int(re.search(r"新版本发布满 (\d+) 天才采用", said)[1])


def declared(component: dict) -> set[str]:
    """The SPDX ids a package declares; empty when it gives words instead."""
    found = set()
    for entry in component.get("licenses", []):
        text = entry.get("expression") or entry["license"].get("id")
        if text is None:
            return set()
        found |= set(re.split(r" (?:AND|OR) ", text))
    return found


@pytest.mark.parametrize("name", LISTS)
def test_every_pin_carries_hashes_and_no_index_is_named(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", text_of(name))
    unhashed = [
        b.split()[0] for b in blocks if re.match(r"[a-z0-9]", b) and "--hash=sha256:" not in b
    ]
    assert not unhashed
    assert "index-url" not in text_of(name).replace("--no-emit-index-url", "")
    assert "://" not in text_of(name)


@pytest.mark.parametrize("name", LISTS)
def test_no_pin_is_younger_than_the_age_rule(name: str) -> None:
    lock = tomllib.loads((REQUIREMENTS / "lock.toml").read_text("utf-8"))
    before = re.search(r"--exclude-newer (\S+)", text_of(name))
    assert before, "用 tools/supply lock 重新锁定"
    assert lock["age_days"] == age_rule()
    assert date.fromisoformat(before[1]) <= lock["locked_on"] - timedelta(lock["age_days"])


def test_every_runtime_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").partition("dependencies = [\n")[2]
    lines = lines.partition("\n]")[0].splitlines()
    silent = [line for line in lines if not re.search(r"\",\s+# .{10,}", line)]
    assert len(lines) > 10
    assert not silent


def test_every_pinned_runtime_package_is_in_the_base_list() -> None:
    names = {re.split(r"[\[~<>= ]", d)[0] for d in direct()}
    assert names <= set(pins_of("base"))


def test_the_conventions_count_what_runs() -> None:
    said = (ROOT / "docs" / "security.md").read_text("utf-8")
    found = re.search(
        r"运行时的直接依赖 (\d+) 个，连同它们带来的共 (\d+) 个；浏览器里另有 (\d+) 个", said
    )
    assert found, "docs/security/conventions.txt"
    assert tuple(map(int, found.groups())) == (len(direct()), len(bill()), len(bill("npm")))


def test_the_tool_locks_by_the_rule() -> None:
    tool = (ROOT / "tools" / "supply").read_text("utf-8")
    assert f"AGE_DAYS={age_rule()}\n" in tool


def elsewhere_only(package: str) -> bool:
    """Pinned for another system than the one we run on."""
    lines = [x for x in text_of("base").splitlines() if x.startswith(f"{package}==")]
    return all("win32" in line or "emscripten" in line for line in lines)


def test_the_bill_of_materials_lists_what_is_pinned() -> None:
    found = {name: part["version"] for name, part in bill().items()}
    wanted = {name: v for name, v in pins_of("base").items() if not elsewhere_only(name)}
    assert set(found) == set(wanted), "运行 tools/supply sbom"
    assert all(version in wanted[name] for name, version in found.items())


def test_every_runtime_licence_is_known_and_allowed() -> None:
    told = tomllib.loads((REQUIREMENTS / "licences.toml").read_text("utf-8"))
    for name, part in bill().items():
        ids = declared(part) or set(
            re.split(r" (?:AND|OR) ", told.get(name, {}).get("licence", ""))
        )
        assert ids <= ALLOWED, f"{name}：在 requirements/licences.toml 写明许可证，现为 {ids}"


def test_no_licence_is_told_for_a_package_that_is_not_there() -> None:
    told = tomllib.loads((REQUIREMENTS / "licences.toml").read_text("utf-8"))
    assert set(told) <= set(pins_of("base"))
