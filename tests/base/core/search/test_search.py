from importlib import import_module

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wangyu.base.core import search
from wangyu.base.core.access import Actor, Held
from wangyu.base.core.models import SearchDocument
from wangyu.base.core.roles import Role
from wangyu.base.core.search import index
from wangyu.base.lib import ports
from wangyu.base.lib.ports import Document

pytestmark = pytest.mark.django_db
NOBODY = Actor.anonymous()
asking = import_module("wangyu.base.core.search.find")
HAN = (
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
    | st.characters(min_codepoint=0x3400, max_codepoint=0x4DBF)
    | st.characters(min_codepoint=0x20000, max_codepoint=0x2FA1F)
    | st.characters(min_codepoint=0x30000, max_codepoint=0x323AF)
)
PLAIN = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}


def doc(number=1, title="易班建设", body="", scope="public", kind="clause"):
    return Document(kind, number, title, body, f"/{number}/", scope, "条款")


def urls(text, actor=NOBODY, **more):
    return [hit.url for hit in search.find(actor, text, **more).hits]


@settings(max_examples=60, **PLAIN)
@given(st.text(HAN, min_size=2, max_size=10), st.data())
def test_no_part_of_two_or_more_han_characters_is_ever_missed(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    search.put(doc(title="无", body=f"前文，{text}。后文"))
    assert urls(text[start:end]) == ["/1/"]


@settings(max_examples=60, **PLAIN)
@given(st.text(max_size=120))
def test_no_text_breaks_indexing_or_asking(text):
    search.put(doc(title=text.replace("\x00", ""), body=text.replace("\x00", "")))
    assert search.find(NOBODY, text).total in {0, 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [("易班", True), ("班", True), ("易", True), ("建设 易班", True), ("易班2025", True), ("2025", True),
     ("AI", True), ("ａｉ", True), ("ai赋", True), ("班建", True), ("设易", False), ("易班 校园", False),
     ("25", False), ("", False), ("。!", False), ("'\"*:&|", False)],
)  # fmt: skip
def test_what_is_asked_is_found_where_it_stands(text, found):
    search.put(doc(title="易班建设", body="2025年 AI赋能"))
    assert urls(text) == (["/1/"] if found else [])


def test_title_hits_come_first_then_the_newest():
    search.put(doc(1, "易班"), doc(2, "别的", "易班"), doc(3, "别的", "易班"))
    assert urls("易班") == ["/1/", "/3/", "/2/"]


def test_pages_follow_one_another_and_the_total_is_counted_once():
    search.put(*(doc(n, "易班", "易班") for n in range(1, 8)))
    assert urls("易班", limit=3, offset=3) == ["/4/", "/3/", "/2/"]
    first = search.find(NOBODY, "易班", limit=3)
    assert (first.total, first.is_capped) == (7, False)


def test_one_kind_can_be_asked_for():
    search.put(doc(1), doc(2, kind="org"))
    assert urls("易班", kind="org") == ["/2/"]


def test_counting_stops_at_the_limit(monkeypatch):
    monkeypatch.setattr(asking, "COUNT_LIMIT", 4)
    search.put(*(doc(n) for n in range(6)))
    assert search.find(NOBODY, "易班", limit=2).is_capped


OFFICER, STUDENT = Role.UNIVERSITY_OFFICER, Role.STUDENT


@pytest.fixture
def _officers_read_orgs(monkeypatch):
    monkeypatch.setattr(
        ports.readers, "_entries", {"org": frozenset({OFFICER, Role.PROVINCE_OFFICER})}
    )


@pytest.mark.usefixtures("_officers_read_orgs")
@pytest.mark.parametrize(
    ("held", "seen"),
    [
        (None, {"/1/"}),
        ((), {"/1/"}),
        ((Held(OFFICER, 1, "0000000100000002"),), {"/1/", "/2/", "/3/"}),
        ((Held(STUDENT, 1, "0000000100000002"),), {"/1/"}),
        ((Held(Role.REVIEWER, 1, "00000001"),), {"/1/"}),
        ((Held(Role.PROVINCE_OFFICER, 1, "00000001"),), {"/1/", "/2/", "/3/", "/4/"}),
        (
            (Held(STUDENT, 1, "00000001"), Held(OFFICER, 2, "0000000100000002")),
            {"/1/", "/2/", "/3/"},
        ),
    ],
)
def test_a_person_finds_only_what_a_role_reads_there(held, seen):
    scopes = ["public", "readers", "000000010000000200000009", "0000000100000003"]
    search.put(*(doc(n, scope=scope, kind="org") for n, scope in enumerate(scopes, start=1)))
    actor = NOBODY if held is None else Actor(1, "张三", held)
    assert set(urls("易班", actor)) == seen
    assert search.find(actor, "易班").total == len(seen)


@pytest.mark.usefixtures("_officers_read_orgs")
def test_a_kind_without_readers_is_found_by_nobody():
    search.put(doc(1, scope="00000001", kind="forgotten"), doc(2, scope="00000001", kind="org"))
    assert urls("易班", Actor(1, "张三", (Held(OFFICER, 1, "00000001"),))) == ["/2/"]


def test_the_system_finds_everything():
    search.put(doc(1, scope="00000001"), doc(2))
    assert set(urls("易班", Actor.system())) == {"/1/", "/2/"}


def test_putting_again_replaces_and_removing_forgets():
    search.put(doc(title="旧名称"))
    search.put(doc(title="新名称"))
    assert (urls("旧名"), urls("新名")) == ([], ["/1/"])
    search.remove("clause", 1)
    search.remove("clause", 1)
    assert urls("新名") == []


def test_rebuilding_fills_the_index_from_every_provider(monkeypatch):
    monkeypatch.setattr(
        ports.documents, "_entries", {"a": lambda: [doc(1)], "b": lambda: iter([doc(2, kind="b")])}
    )
    monkeypatch.setattr(index, "BATCH", 1)
    search.put(doc(9, "易班旧文"))
    assert search.rebuild() == 2
    assert urls("易班") == ["/2/", "/1/"]


def test_reindex_says_how_many(capsys):
    call_command("reindex")
    assert f"已为 {SearchDocument.objects.count()} 份文档建立索引" in capsys.readouterr().out


def test_very_long_words_and_bodies_are_taken():
    search.put(doc(title="长" * 300, body="a" * 5000 + " 正文" * 9000))
    assert urls("正文") == ["/1/"]
    assert urls("a" * 79) == ["/1/"]


@pytest.mark.parametrize(
    ("body", "text", "part"),
    [
        ("短文", "短", "短文"),
        ("短文", "", "短文"),
        ("前" * 100 + "易班" + "后" * 100, "易班 后", "…" + "前" * 30 + "易班" + "后" * 58 + "…"),
        ("文" * 100, "无", "文" * 90 + "…"),
    ],
)
def test_an_excerpt_stands_around_the_first_word(body, text, part):
    assert asking.excerpt(body, text) == part
