"""A file that somebody signed in takes away is a row of the log; nothing typed gets there."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import RequestFactory

from tests import factories
from wangyu.base.audit import middleware
from wangyu.base.audit.middleware import TakenMiddleware
from wangyu.base.audit.models import Entry
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.ui.sheets import csv_response, workbook_response
from wangyu.base.ui.taking import Taken, as_file, file_response

pytestmark = pytest.mark.django_db
SOMEBODY = Actor(7, "某人")


@pytest.fixture
def ask(now):
    """A page that answers so, asked by somebody."""

    def run(answer, actor=SOMEBODY, method="GET", **kwargs):
        request = RequestFactory().generic(method, "/")
        match = SimpleNamespace(namespace="calls", url_name="roll", kwargs=kwargs)
        vars(request).update(actor=actor, resolver_match=match, arrived=lambda: now)
        return TakenMiddleware(lambda _: answer)(request)

    return run


def lists():
    return workbook_response("推荐名单", ["学校"], [["云梦大学"], ["云梦师范学院"]])


def test_a_list_is_told_with_its_page_and_its_size(ask):
    ask(lists(), pk=3, org=4)
    entry = Entry.objects.get()
    assert (entry.action, entry.sentence) == ("calls.roll.export", "导出“推荐名单”")
    assert entry.details == {"pk": 3, "org": 4, "rows": 2}


def test_a_table_for_programs_and_a_paper_are_told_too(ask):
    ask(csv_response("评分", ["分"], [[1], [2], [3]]))
    ask(file_response(b"%PDF", "结论书-云梦大学.pdf", "application/pdf", "结论书"))
    told = [(entry.sentence, entry.details) for entry in Entry.objects.order_by("seq")]
    assert told == [("导出“评分”", {"rows": 3}), ("导出“结论书”", {})]


@pytest.mark.parametrize("value", ["顾念安", "A7Q2", "gZdNSIyqyMRGq_ngqGsctgSI", "x" * 41])
def test_what_is_no_word_of_ours_is_not_kept(ask, value):
    ask(lists(), code=value, kind="orgs.organisation")
    assert Entry.objects.get().details == {"kind": "orgs.organisation", "rows": 2}


def test_it_stands_under_the_widest_of_ones_places(ask, province, university):
    actor = factories.actor(Role.UNIVERSITY_OFFICER, university)
    ask(lists(), actor)
    assert Entry.objects.get().org_path == university.path


@pytest.mark.parametrize(
    ("answer", "actor", "method"),
    [
        (HttpResponse("页面"), SOMEBODY, "GET"),
        (as_file(HttpResponse(), "a.xlsx", Taken("公开名单")), Actor.anonymous(), "GET"),
        (as_file(HttpResponse(), "a.xlsx", Taken("名单")), SOMEBODY, "HEAD"),
    ],
)
def test_a_page_a_stranger_and_a_mere_question_are_not(ask, answer, actor, method):
    assert ask(answer, actor, method) is answer
    assert not Entry.objects.exists()


def test_what_cannot_be_told_is_not_given(ask, monkeypatch):
    def full(*_given, **_more):
        raise DatabaseError("disk full")

    monkeypatch.setattr(middleware, "note_export", full)
    with pytest.raises(DatabaseError):
        ask(lists())
