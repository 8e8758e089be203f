"""The front door, the desk and search."""

from __future__ import annotations

import pytest

from tests import factories
from tests.assessment.policy.conftest import text
from wangyu.base.core import search
from wangyu.base.core.roles import Role
from wangyu.base.lib.ports import AgendaItem, Document, agenda


@pytest.fixture
def officer(client, province):
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    return client


def test_a_visitor_finds_policy_roster_and_the_way_in(client, db):
    page = client.get("/")
    assert all(words in text(page) for words in ("政策条款", "高校名录", "登录", "没有打卡"))


def test_whoever_is_signed_in_goes_to_the_desk(officer):
    assert officer.get("/").url == "/desk/"


def test_a_visitor_has_no_desk(client, db):
    assert client.get("/desk/").url.startswith("/account/login/")


def test_the_desk_says_what_by_when_and_for_how_long(officer, monkeypatch):
    made = [
        AgendaItem("核实三所", "/a/", minutes=24),
        AgendaItem("决定更正", "/b/", factories.TODAY, 6),
    ]
    monkeypatch.setattr(agenda, "_entries", {"test": lambda *_: made})
    seen = text(officer.get("/desk/"))
    assert "2 件事" in seen
    assert "30 分钟" in seen
    assert "约 24 分钟" in seen
    assert "2026年3月5日" in seen


def test_an_empty_desk_says_so(officer, monkeypatch):
    monkeypatch.setattr(agenda, "_entries", {})
    assert "今天没有要办的事" in text(officer.get("/desk/"))


def test_somebody_without_a_role_reads_whom_to_ask(client, db):
    factories.sign_in(client, factories.user())
    assert "请联系邀请您的单位" in text(client.get("/desk/"))


def document(pk, title, scope="public"):
    return Document("test.thing", pk, title, "正文", f"/thing/{pk}/", scope, "事物")


def test_search_finds_two_characters_and_marks_them(client, db):
    search.put(document(1, "网络素养教育方案"))
    page = client.get("/search/", {"q": "素养"})
    assert "<mark>素养</mark>" in page.content.decode()
    assert "找到 1 条" in text(page)


def test_search_shows_nobody_what_another_university_has(client, university, other_university):
    search.put(document(2, "邻校绝密方案", other_university.path))
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_OFFICER, university))
    assert "没有找到" in text(client.get("/search/", {"q": "绝密"}))


@pytest.mark.parametrize(
    ("page", "first"), [("2", True), ("0", False), ("x", False), ("9" * 30, False)]
)
def test_search_is_paged_and_odd_pages_are_the_first(client, db, page, first):
    search.put(*(document(n, f"网络方案{n}") for n in range(1, 23)))
    answer = client.get("/search/", {"q": "方案", "page": page})
    assert answer.content.decode().count("list-group-item") == (2 if first else 20)
    assert ("上一页" in text(answer)) is first


def test_search_without_a_word_asks_nothing(client, db):
    answer = client.get("/search/", {"q": "   "})
    assert answer.status_code == 200
    assert "没有找到" not in text(answer)


def test_a_word_is_shown_as_typed_and_never_run(client, db):
    answer = client.get("/search/", {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in answer.content
