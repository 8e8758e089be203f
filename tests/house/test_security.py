"""docs/security.md: a row for every requirement, a test that exists behind every claim."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from tools.security import STATES, TABLES, Row, rows

from tests.house.source import ROOT, functions, report
from tools import security
from wangyu.base.core import books
from wangyu.base.core.examine import pdf, zips
from wangyu.base.core.examine.kinds import ALLOWED, MEGABYTE
from wangyu.base.core.files import sandbox
from wangyu.base.core.keys import BACKUP, DJANGO, RECEIPT
from wangyu.base.core.policies import POLICIES
from wangyu.base.core.search.find import COUNT_LIMIT
from wangyu.institutions.connections.kinds import KINDS
from wangyu.institutions.people.logic import sheet
from wangyu.records.evidence.ops import uploads

TESTS = ROOT / "tests"
IDS = Path(__file__).with_name("asvs.txt")
"""The requirements of levels 1 and 2 of OWASP ASVS 5.0.0, number and level."""
LOCK = ROOT / "requirements" / "lock.toml"
PROVED = 100
CLAUSE = re.compile(r"8\.1\.\d+\.\d+\.[a-z]")


def all_rows() -> list[Row]:
    return [*rows("asvs"), *rows("dengbao")]


@functools.cache
def names_in(file: str) -> frozenset[str]:
    path = TESTS / file
    if not path.is_file():
        return frozenset()
    found = functions(ast.parse(path.read_text("utf-8")))
    return frozenset(f.name for f in found if f.name.startswith("test_"))


def problems(row: Row) -> list[str]:
    """What is wrong with a row."""
    gone = [t for t in row.tests if t.partition("::")[2] not in names_in(t.partition("::")[0])]
    checks = {
        "状态不对": row.state in STATES,
        "没有写怎样": bool(row.how),
        "已做到却没有测试": row.state != "met" or bool(row.tests),
        "没有写缺什么": row.state not in {"partly", "unmet"} or bool(row.missing),
        "写了缺什么却不是没做到": row.state in {"partly", "unmet"} or not row.missing,
        f"没有这个测试：{gone}": not gone,
        "测试写了两遍": len(set(row.tests)) == len(row.tests),
    }
    return [f"{row.key} {sentence}" for sentence, good in checks.items() if not good]


def test_every_requirement_has_its_row() -> None:
    wanted = [line.split()[0] for line in IDS.read_text("utf-8").splitlines()]
    assert len(wanted) == 253
    assert [row.key for row in rows("asvs")] == wanted


def test_every_clause_is_cited_by_its_number_and_named() -> None:
    found = [row.key for row in rows("dengbao") if not (CLAUSE.fullmatch(row.key) and row.title)]
    assert not found


def test_every_row_says_how_what_is_missing_and_names_tests_there_are() -> None:
    found = [problem for row in all_rows() for problem in problems(row)]
    assert not found, report(found, "改 docs/security/ 里的表")


@pytest.mark.parametrize(
    "row",
    [
        Row("V1", "met", "有"),
        Row("V1", "partly", "有"),
        Row("V1", "done", "有"),
        Row("V1", "none", "没有", missing="缺"),
        Row("V1", "met", "有", tests=("house/test_security.py::test_gone",)),
        Row("V1", "met", "有", tests=("house/test_gone.py::test_gone",)),
    ],
)
def test_a_claim_without_its_proof_is_found(row: Row) -> None:
    assert problems(row)


def test_a_hundred_requirements_are_proved_automatically() -> None:
    proved = [row.key for row in rows("asvs") if row.state == "met"]
    assert len(proved) >= PROVED, len(proved)


def test_the_page_is_up_to_date() -> None:
    assert security.PAGE.read_text("utf-8") == security.page(), "运行 python tools/security.py 重写"


def test_the_conventions_name_what_there_is() -> None:
    text = (TABLES / "conventions.txt").read_text("utf-8")
    rest = POLICIES["asvs"].idle_minutes // 60, POLICIES["djbh"].idle_minutes
    facts = [
        *(f"`{key}`" for key in (DJANGO, RECEIPT, BACKUP)),
        *(kind.label for kind in KINDS.values()),
        f"{rest[0]} 小时（等保档 {rest[1]} 分钟）没有使用即失效",
        *(f"登录 {one.hours} 小时失效" for one in POLICIES.values()),
        f"{settings.ACCOUNT_REAUTHENTICATION_TIMEOUT} 秒内验证过",
        f"至少 {settings.PASSWORD_POLICY.length} 个字符",
        *(f"`{key}`" for key in POLICIES),
        ALLOWED,
        f"不超过 {zips.LARGEST_UNPACKED // MEGABYTE} MB、{zips.MOST_MEMBERS} 个部件",
        f"不超过 {pdf.MOST_UNPACKED // MEGABYTE} MB",
        f"{books.LARGEST_FILE // MEGABYTE} MB 以内，解开后 {books.LARGEST_UNPACKED // MEGABYTE} MB",
        f"限时 {sandbox.PATIENCE:.0f} 秒",
        f"限时 {books.SECONDS} 秒的子进程",
        f"{uploads.MOST_AT_ONCE} 份未完",
        f"一次 {sheet.LIMIT} 人",
        f"计数到 {COUNT_LIMIT} 为止",
        f"满 {tomllib.loads(LOCK.read_text('utf-8'))['age_days']} 天才采用",
        *("`WANGYU_OUTSIDE_HOSTS`", "`WANGYU_MAIL`", "`WANGYU_DATABASE`", "`WANGYU_AUDIT_DAYS`"),
    ]
    assert [fact for fact in facts if fact not in text] == []
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"] == "5/5m/key"
    assert "5 分钟内错 5 次" in text
