"""The pages of deciding and of results, as those see them who may, and as others do not."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.activities.calls import judging
from tests.activities.calls.conftest import again
from tests.activities.calls.test_publishing import TEXT
from wangyu.activities.calls.models import BlindPiece, Call, Entry, Objection, Piece, Review
from wangyu.activities.calls.ops import objections
from wangyu.activities.calls.web import deciding as web
from wangyu.base.core.access import Actor
from wangyu.base.ui import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_officer(as_, officer_user):
    return as_(officer_user)


def seen(client, url, **data):
    answer = client.get(url, data)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def after(client, url, **data):
    """What stands on the page one is led to."""
    return client.post(url, data, follow=True).content.decode()


def test_the_list_shows_scores_places_and_neither_authors_nor_reviewers(as_officer, computed, call):
    page = seen(as_officer, f"/calls/{call.pk}/meeting/")
    for words in ("N001", "匿名01", "校准分", "90% 区间", "一等奖", "6 件还没有拟定结果"):
        assert words in page, words
    for words in (judging.AUTHOR, *judging.REVIEWERS, "云梦大学"):
        assert words not in page, words


def test_the_list_is_taken_along_as_seen(as_officer, computed, call):
    answer = as_officer.get(f"/calls/{call.pk}/meeting/", {"export": "xlsx", "q": "N001"})
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0)
    found = rows.to_python()
    assert found[0][:3] == ["次序", "编号", "作品"]
    assert [row[:3] for row in found[1:]] == [[1, "N001", "匿名01"]]


@pytest.mark.parametrize("award", ["open", "first", "-"])
def test_the_list_is_narrowed_by_result(as_officer, computed, call, award):
    Entry.objects.filter(pk=computed[0].pk).update(award="" if award == "open" else award)
    Entry.objects.exclude(pk=computed[0].pk).update(award="merit")
    page = seen(as_officer, f"/calls/{call.pk}/meeting/", award=award)
    assert "N001" in page
    assert "N002" not in page


def test_a_track_without_works_and_an_unknown_one_are_no_fault(as_officer, computed, call):
    assert "还没有进入评审" in seen(as_officer, f"/calls/{call.pk}/meeting/", track="light")
    assert "N001" in seen(as_officer, f"/calls/{call.pk}/meeting/", track="nonsense")
    Entry.objects.update(state="draft")
    assert "还没有进入评审" in seen(as_officer, f"/calls/{call.pk}/meeting/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_many(
    as_officer, call, province, university, student_user, now, rows, django_assert_num_queries
):
    judging.meeting(call, province, university, student_user, now, works=rows)
    as_officer.get(f"/calls/{call.pk}/meeting/")
    with django_assert_num_queries(QUERIES):
        page = seen(as_officer, f"/calls/{call.pk}/meeting/")
    assert page.count(">N00") == rows


QUERIES = 17


def test_before_the_panel_there_is_no_meeting(as_officer, call):
    assert as_officer.get(f"/calls/{call.pk}/meeting/").status_code == 403


def test_scores_are_computed_by_a_button(as_officer, works, call):
    page = seen(as_officer, f"/calls/{call.pk}/meeting/")
    assert "18 份评审还没有算进评分" in page
    url = f"/calls/{call.pk}/meeting/compute/?track={judging.TRACK}"
    assert "计算 6 件" in after(as_officer, url)


def test_places_are_proposed_from_the_list(as_officer, computed, call):
    url = f"/calls/{call.pk}/meeting/places/?track={judging.TRACK}"
    page = after(as_officer, url, first="1", last="2", award="first", reason="")
    assert "已为 2 件作品拟定结果" in page
    assert "应不小于" in after(as_officer, url, first="2", last="1", award="first")
    assert "2 个名额" in after(as_officer, url, first="3", last="3", award="first", reason="好")


def test_a_sheet_opens_every_score_to_its_reasons(as_officer, computed):
    page = seen(as_officer, f"/calls/entries/{computed[0].pk}/sheet/")
    for words in ("评审一", "评审三", "立意第 5 等", "总体第 4 等", "5/5", "还没有拟定"):
        assert words in page, words
    for words in (judging.AUTHOR, *judging.REVIEWERS):
        assert words not in page, words


def test_what_is_done_on_a_sheet_is_seen_there(as_officer, computed, now):
    url = f"/calls/entries/{computed[0].pk}/decide"
    assert "已提交会评" in after(as_officer, f"{url}/shortlist/")
    assert "已拟定结果" in after(as_officer, f"{url}/propose/", award="first", reason="")
    page = after(as_officer, f"{url}/propose/", award="second", reason="再议后调整")
    assert "一等奖 → 二等奖" in page
    assert "再议后调整" in page
    assert "已拟定结果" not in after(as_officer, f"{url}/propose/", award="grand")
    due = f"{now + timedelta(days=300):%Y-%m-%dT%H:%M}"
    page = after(as_officer, f"{url}/revise/", due_at=due, reason="补字幕")
    assert "已请申报人修改" in page
    assert "还没有到" in after(as_officer, f"{url}/lapse/", reason="逾期")
    assert as_officer.post(f"{url}/destroy/").status_code == 404


def test_the_meeting_has_its_paper_one_work_a_page(as_officer, computed, call, now):
    judging.remark(Review.objects.filter(entry=computed[0]).first(), now)
    answer = as_officer.get(f"/calls/{call.pk}/meeting/sheets.pdf", {"q": "N00"})
    book = PdfReader(BytesIO(answer.content))
    assert len(book.pages) == 6
    text = "".join("".join(page.extract_text().split()) for page in book.pages)
    for words in ("N001", "评审一", "立意第5等", "这里转场太快", "会议意见"):
        assert words in text, words
    for words in (judging.AUTHOR, *judging.REVIEWERS, "云梦大学"):
        assert words not in text, words


def test_works_without_reviews_have_a_sheet_too(as_officer, works, call):
    Review.objects.all().delete()
    answer = as_officer.get(f"/calls/{call.pk}/meeting/sheets.pdf")
    assert len(PdfReader(BytesIO(answer.content)).pages) == 6
    assert "还没有提交的评审" in seen(as_officer, f"/calls/entries/{works[0].pk}/sheet/")


def test_paper_that_cannot_be_made_is_refused_in_words(as_officer, computed, call, monkeypatch):
    monkeypatch.setattr(paper, "FONTS", ("No Such Font", "Neither This"))
    answer = as_officer.get(f"/calls/{call.pk}/meeting/sheets.pdf")
    assert "fonts-noto-cjk" in answer.content.decode()
    monkeypatch.setattr(web, "MOST_SHEETS", 3)
    answer = as_officer.get(f"/calls/{call.pk}/meeting/sheets.pdf")
    assert "现在有 6 件" in answer.content.decode()


@pytest.mark.parametrize("who", ["campus_user", "student_user", "leader_user"])
def test_nobody_else_sees_what_is_proposed(request, as_, who, computed, call):
    Entry.objects.update(award="first")
    client = as_(request.getfixturevalue(who))
    assert client.get(f"/calls/{call.pk}/meeting/").status_code == 403
    assert client.get(f"/calls/entries/{computed[0].pk}/sheet/").status_code in {403, 404}
    page = client.get(f"/calls/entries/{computed[0].pk}/").content.decode()
    assert "一等奖" not in page
    assert "总体第" not in page


def test_the_notice_lists_awards_and_takes_objections_from_anybody(noticed, call, client):
    page = seen(client, f"/calls/{call.pk}/notice/")
    for words in ("作品01", "作品02", "一等奖", f"{judging.AUTHOR}1", "2026年3月10日 23:59"):
        assert words in page, words
    assert "作品03" not in page
    assert "公示中" in seen(client, f"/calls/{call.pk}/")
    answer = client.get(f"/calls/{call.pk}/notice/", {"export": "xlsx"})
    assert "spreadsheet" in answer.headers["Content-Type"]


@pytest.fixture
def objecting(noticed, call):
    """As long as the notice runs by the database's clock."""
    Call.objects.update(notice_until=call.notice_until + timedelta(days=36_500))
    return f"/calls/{call.pk}/notice/object/"


def test_a_code_is_shown_once_and_finds_the_answer(
    objecting, noticed, call, client, as_, officer_user
):
    assert "不记录提出人" in seen(client, objecting)
    page = after(client, objecting, entry=str(noticed[0].pk), text=TEXT)
    code = page.partition('id="code" readonly value="')[2][:19]
    assert "还没有答复" in after(client, "/calls/answers/", code=code)
    assert "没有这个查询码" in after(client, "/calls/answers/", code="AAAA")
    assert "查询码" in seen(client, "/calls/answers/")
    as_(officer_user)
    assert TEXT in seen(client, f"/calls/{call.pk}/objections/", answered="no")
    one = f"/calls/objections/{Objection.objects.get().pk}/"
    assert TEXT in seen(client, one)
    assert "已答复" in after(client, one, answer="经核实属实", upheld="yes")
    assert "已于" in after(client, one, answer="又一次", upheld="no")
    assert "经核实属实" in seen(client, one)
    client.logout()
    page = after(client, "/calls/answers/", code=code)
    assert "经核实属实" in page
    assert "<dd>成立</dd>" in page
    assert again(noticed[0]).state == "not_awarded"


def test_whoever_is_signed_in_objects_as_nobody(objecting, as_, student_user):
    after(as_(student_user), objecting, text=TEXT)
    assert Objection.objects.count() == 1
    assert "学生甲" not in str(vars(Objection.objects.get()))


def test_an_objection_too_late_is_told_so_and_lost_is_nothing(noticed, call, client):
    Call.objects.update(notice_until=call.notice_until - timedelta(days=3650))
    page = after(client, f"/calls/{call.pk}/notice/object/", text=TEXT)
    assert "已经结束" in page
    assert TEXT in page
    assert "公示已经期满" in seen(client, f"/calls/{call.pk}/notice/")


def test_there_is_no_notice_before_and_after(computed, call, client):
    assert client.get(f"/calls/{call.pk}/notice/").status_code == 404
    assert client.get(f"/calls/{call.pk}/notice/object/").status_code == 404
    assert client.get(f"/calls/{call.pk}/awards/").status_code == 404
    assert client.get(f"/calls/{call.pk}/statistics/").status_code == 404


def test_objections_are_shown_to_those_who_answer_them(objecting, call, noticed, as_, campus_user, now):  # fmt: skip
    objections.make_objection(
        call=call, entry=noticed[0], text=TEXT, actor=Actor.anonymous(), now=now
    )
    client = as_(campus_user)
    assert client.get(f"/calls/objections/{Objection.objects.get().pk}/").status_code == 404
    assert client.get(f"/calls/{call.pk}/objections/").status_code == 403


def test_an_unanswerable_objection_says_why(objecting, call, noticed, as_officer, now):
    objections.make_objection(
        call=call, entry=noticed[0], text=TEXT, actor=Actor.anonymous(), now=now
    )
    Call.objects.update(state="deciding")
    one = f"/calls/objections/{Objection.objects.get().pk}/"
    assert "公示期间才能答复" in after(as_officer, one, answer="好", upheld="no")
    answer = as_officer.get(f"/calls/{call.pk}/objections/", {"export": "xlsx"})
    assert "spreadsheet" in answer.headers["Content-Type"]


def test_results_are_for_everybody_without_a_ranking(released, call, client):
    page = seen(client, f"/calls/{call.pk}/awards/")
    assert "作品01" in page
    assert "作品03" not in page
    answer = client.get(f"/calls/{call.pk}/awards/", {"export": "xlsx"})
    assert "spreadsheet" in answer.headers["Content-Type"]
    page = seen(client, f"/calls/{call.pk}/statistics/")
    assert "公办本科" in page
    assert page.count('data-label="一等奖">2<') == 2, "a narrow screen stacks the rows by these"
    assert "平均分的分布" not in page
    assert "结果已公布" in seen(client, f"/calls/{call.pk}/")


def test_the_distribution_of_scores_is_the_provinces(released, call, as_officer):
    assert "平均分的分布" in seen(as_officer, f"/calls/{call.pk}/statistics/")
    assert "展播全部" in seen(as_officer, f"/calls/{call.pk}/")
    assert "2 件作品开始展播" in after(as_officer, f"/calls/{call.pk}/exhibit/")
    assert "没有可以展播的" in after(as_officer, f"/calls/{call.pk}/exhibit/")


def test_money_is_told_where_there_is_some(released, call, client):
    rules = call.rules | {"award": [row | {"money": 3000} for row in call.rules["award"]]}
    Call.objects.update(rules=rules)
    assert "合计 6,000 元" in seen(client, f"/calls/{call.pk}/awards/")
    assert "6,000" in seen(client, f"/calls/{call.pk}/statistics/")


def test_entrants_read_opinions_of_nobody_named(released, as_, student_user):
    page = seen(as_(student_user), f"/calls/entries/{released[0].pk}/")
    for words in ("一等奖", "评审一", "总体第 5 等", "立意第 5 等", "撤回公开展播的许可"):
        assert words in page, words
    for words in (*judging.REVIEWERS, "5/5", "定级表"):
        assert words not in page, words
    assert "已撤回许可" in after(as_(student_user), f"/calls/entries/{released[0].pk}/allow/", agrees="no")  # fmt: skip
    assert "已同意公开" in after(as_(student_user), f"/calls/entries/{released[0].pk}/allow/", agrees="yes")  # fmt: skip


def test_a_remark_opens_the_file_for_those_who_see_it(released, as_, as_officer, student_user, now):
    entry = released[0]
    found = judging.remark(Review.objects.filter(entry=entry).first(), now)
    BlindPiece.objects.filter(pk=found.piece_id).update(stored_name="blind")
    sheet = seen(as_officer, f"/calls/entries/{entry.pk}/sheet/")
    assert f'<a href="/calls/blind-pieces/{found.piece_id}/?inline#t=80" target="beside">' in sheet
    mine = as_(student_user)
    assert "#t=80" not in seen(mine, f"/calls/entries/{entry.pk}/")
    own = Piece.objects.create(
        entry=entry, slot="work", position=1, original_name="片.mp4", stored_name="own", sha256="0" * 64,
        size=9, media_type="video/mp4", added_at=now,
    )  # fmt: skip
    page = seen(mine, f"/calls/entries/{entry.pk}/")
    assert f'<a href="/calls/pieces/{own.pk}/?inline#t=80" target="beside">' in page
    assert "blind-pieces" not in page
    Piece.objects.update(media_type="video/webm")
    assert "#t=80" not in seen(mine, f"/calls/entries/{entry.pk}/")


def test_the_province_finds_the_sheet_from_the_work(released, as_officer):
    assert "打开定级表" in seen(as_officer, f"/calls/entries/{released[0].pk}/")


def test_the_call_moves_by_its_buttons(computed, call, as_officer):
    page = after(as_officer, f"/calls/{call.pk}/move/publicize/")
    assert "6 件还没有拟定结果" in page


@pytest.mark.parametrize("state", ["deciding", "publicized", "released"])
def test_the_desk_says_what_is_next(as_officer, noticed, call, now, state):
    Call.objects.update(state=state, notice_until=now + timedelta(days=36_500))
    page = seen(as_officer, "/desk/")
    assert ("定级" in page) == (state == "deciding")
    if state == "publicized":
        objections.make_objection(
            call=call, entry=None, text=TEXT, actor=Actor.anonymous(), now=now
        )
        assert "答复 1 条异议" in seen(as_officer, "/desk/")
        Objection.objects.all().delete()
        Call.objects.update(notice_until=now)
        assert "公布“第二届推选”的结果" in seen(as_officer, "/desk/")
