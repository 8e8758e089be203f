"""The form as whoever fills it in sees it: each problem leads to its place, limits stand beside what is typed."""

from __future__ import annotations

import re

import pytest

from tests.activities.calls.conftest import again
from wangyu.activities.calls import ops
from wangyu.activities.calls.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(as_, student_user):
    def look(entry):
        return as_(student_user).get(f"/calls/entries/{entry.pk}/form/").content.decode()

    return look


def test_each_problem_leads_to_the_place_where_it_is_mended(page, draft, student, now):
    ops.add_person(entry=draft, part="author", name="同学乙", unit="", actor=student, now=now)
    shown = page(draft)
    places = re.findall(r'<li><a href="#([^"]+)">', shown)
    assert {"id_title", "id_answer-summary", "people", "slot-work"} <= set(places)
    assert all(f'id="{place}"' in shown for place in places)


def test_a_work_without_its_subtype_leads_to_the_choice(page, begin, student):
    shown = page(begin(student, "light"))
    assert '<a href="#id_subtype">' in shown
    assert "data-autosubmit" in shown


def test_choosing_a_subtype_keeps_what_was_typed_and_lists_its_files(
    page, begin, student, as_, student_user
):
    entry = begin(student, "light")
    url = f"/calls/entries/{entry.pk}/form/"
    typed = {"title": "家乡", "answer-summary": "写了一半", "subtype": "系列短视频"}
    as_(student_user).post(url, typed)
    shown = page(entry)
    assert again(entry).answers["summary"] == "写了一半"
    assert ("写了一半" in shown, 'id="slot-film"' in shown) == (True, True)
    assert "3—10 个" in shown


def test_limits_stand_beside_what_is_typed(page, draft):
    shown = page(draft)
    assert 'data-most="800"' in shown
    assert "不超过 800 字。" in shown


def test_a_new_line_is_one_character(as_, student_user, draft):
    url = f"/calls/entries/{draft.pk}/form/"
    as_(student_user).post(url, {"title": "桥", "answer-summary": " 一\r\n二 "})
    assert Entry.objects.get().answers["summary"] == "一\n二"


def test_a_link_for_a_co_author_can_be_copied(as_, student_user, draft):
    said = {"part": "author", "name": "同学乙", "unit": ""}
    shown = as_(student_user).post(f"/calls/entries/{draft.pk}/people/", said).content.decode()
    link = re.search(r'readonly value="([^"]+)"', shown)
    assert link is not None
    assert f'data-copy="{link[1]}"' in shown


def test_a_receipt_can_be_printed(client, submitted):
    assert "data-print" in client.get(f"/calls/receipts/{submitted.slips.get().number}/").content.decode()  # fmt: skip


class TestEyesOfOthers:
    @pytest.fixture
    def look(self, as_, officer_user, draft_call):
        def run(eyes=""):
            return as_(officer_user).get(f"/calls/{draft_call.pk}/?as={eyes}").content.decode()

        return run

    @pytest.mark.parametrize(
        ("eyes", "label", "entering"), [("public", "公众", 0), ("student", "学生", 7), ("teacher", "教师和高校", 5)]
    )  # fmt: skip
    def test_the_province_sees_its_draft_as_each_audience_will(self, look, eyes, label, entering):
        shown = look(eyes)
        assert f"这是{label}看到的样子；现在是拟定稿" in shown
        assert shown.count("申报人从这里开始") == entering
        assert "办理" not in shown
        assert "修改</a>" not in shown

    @pytest.mark.parametrize("eyes", ["", "nobody"])
    def test_with_its_own_eyes_it_sees_what_to_do(self, look, eyes):
        shown = look(eyes)
        assert ("看到的样子" in shown, "办理" in shown) == (False, True)

    def test_nobody_else_is_offered_other_eyes(self, as_, student_user, call):
        shown = as_(student_user).get(f"/calls/{call.pk}/?as=teacher").content.decode()
        assert ("看到的样子" in shown, "教师和高校" in shown) == (False, False)
        assert "申报人从这里开始" not in shown
