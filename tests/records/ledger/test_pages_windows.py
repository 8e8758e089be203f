"""The province's pages of a window: plan, cost, open, follow, move, close."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from tests import factories
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Office, University
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import SheetState, WindowState
from wangyu.records.ledger.models import Sheet, Window
from wangyu.records.ledger.queries import form_of


def text(answer):
    return answer.content.decode()


def cells_of(answer):
    return [list(row) for row in openpyxl.load_workbook(BytesIO(answer.content)).active.values]


@pytest.fixture
def now():
    """Pages look at the clock."""
    return timezone.now()


@pytest.fixture
def visit(as_, officer_user):
    return as_(officer_user)


@pytest.fixture
def form():
    due_at = timezone.localtime() + timedelta(days=30)
    return {
        "title": "2025年度填报", "kind": "Y", "year": "2025", "due_at": f"{due_at:%Y-%m-%dT17:00}",
        "grace_minutes": "30", "note": "请核对",
    }  # fmt: skip


def later(days: int) -> str:
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT17:00}"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_windows_costs_the_same_for_one_and_three(
    visit, make_window, count, django_assert_num_queries
):
    for number in range(count):
        make_window(title=f"第{number}号窗口")
    visit.get("/ledger/windows/")
    with django_assert_num_queries(5):
        page = visit.get("/ledger/windows/")
    assert text(page).count("号窗口</a>") == count


@pytest.mark.parametrize("count", [1, 3])
def test_following_a_window_costs_the_same_for_one_and_three_schools(
    visit, draft, province, officer, now, count, django_assert_num_queries
):
    for number in range(count - 1):
        factories.university(province, f"续办第{number}大学", city="洞庭市")
    ops.open_window(window=draft, actor=officer, now=now)
    url = f"/ledger/windows/{draft.pk}/"
    visit.get(url)
    with django_assert_num_queries(9):
        page = text(visit.get(url))
    assert page.count("大学</a>") == count
    assert page.count("师范学院</a>") == 1


def test_a_draft_is_made_and_its_cost_shown_before_it_is_opened(
    visit, form, university, other_university
):
    answer = visit.post("/ledger/windows/new/", form)
    window = Window.objects.get()
    assert answer.url == f"/ledger/windows/{window.pk}/items/"
    assert (window.title, window.grace_minutes) == ("2025年度填报", 30)
    page = text(visit.get(answer.url))
    for words in ("要求填写", "引用平台已有", "将预填", "参与人员", "每校用时", "全省用时 "):
        assert words in page
    assert f"{len(form_of(window).asked)}<span" in page
    assert not Sheet.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("title", "", "这个字段是必填项"),
        ("year", "二〇二五", "输入整数"),
        ("due_at", "明天", "输入一个有效的日期/时间"),
        ("due_at", "2020-01-01T17:00", "截止时间 2020年1月1日 17:00 太早"),
        ("grace_minutes", "-1", "大于或等于0"),
    ],
)
def test_a_wrong_plan_comes_back_with_the_sentence_and_what_was_typed(
    visit, form, field, wrong, sentence
):
    page = text(visit.post("/ledger/windows/new/", form | {field: wrong}))
    assert sentence in page
    assert "请核对</textarea>" in page
    assert not Window.objects.exists()


def test_a_draft_is_changed_and_comes_back_when_wrong(visit, draft, form):
    url = f"/ledger/windows/{draft.pk}/edit/"
    assert 'value="2025年度填报"' in text(visit.get(url))
    assert "太早" in text(visit.post(url, form | {"due_at": "2020-01-01T17:00"}))
    visit.post(url, form | {"title": "改名后的填报", "kind": "A"})
    draft.refresh_from_db()
    assert (draft.title, draft.period_key) == ("改名后的填报", "A2025")


def test_a_draft_is_thrown_away(visit, draft):
    page = visit.post(f"/ledger/windows/{draft.pk}/discard/", follow=True)
    assert "已删除拟定的填报窗口“2025年度填报”" in text(page)
    assert not Window.objects.exists()


def test_items_are_chosen_and_only_what_is_known_can_be_cited(visit, draft):
    url = f"/ledger/windows/{draft.pk}/items/"
    page = text(visit.get(url))
    asked = page.partition('name="mode-students"')[2].partition("</select>")[0]
    assert 'value="cite"' not in asked
    offered = page.partition('name="mode-leading_group"')[2].partition("</select>")[0]
    assert '<option value="cite" selected>引用' in offered
    chosen = {"mode-staff": "ask", "mode-leading_group": "cite", "mode-students": "nonsense"}
    assert "已保存 2 项" in text(visit.post(url, chosen, follow=True))
    form = form_of(draft)
    assert (list(form.asked), list(form.cited)) == (["staff"], ["leading_group"])


def test_a_window_asking_for_what_is_known_says_items_and_source_and_offers_the_way(
    visit, make_window, university, other_university
):
    for org in (university, other_university):
        Office.objects.create(organisation=org, name="网络思政科", since=date(2024, 3, 5))
    window = make_window({"office_established": "ask", "students": "ask"})
    url = f"/ledger/windows/{window.pk}/"
    known = "“是否设专门机构或科室”（来源：期末存续的校级专门机构或科室）"
    page = text(visit.get(f"{url}items/"))
    assert known in page
    assert "把这些项改为引用" in page
    assert "disabled" in page.partition(f"{url}open/")[2]
    assert known in text(visit.post(f"{url}open/", follow=True))
    assert Window.objects.get().state == WindowState.DRAFT
    assert "已把 1 项改为引用" in text(visit.post(f"{url}cite/", follow=True))
    assert "2 所学校的填报表已生成" in text(visit.post(f"{url}open/", follow=True))


def test_an_open_window_shows_how_far_each_school_is(visit, submitted, other_sheet, window):
    page = text(visit.get(f"/ledger/windows/{window.pk}/"))
    assert "云梦大学</a>" in page
    assert "云梦师范学院</a>" in page
    assert "待校内签批" in page
    assert "提醒未提交的" in page
    assert "核实无疑问的" not in page


def test_schools_are_searched_filtered_sorted_paged_and_exported(
    visit, submitted, other_sheet, window, province
):
    url = f"/ledger/windows/{window.pk}/"
    University.objects.filter(organisation=other_sheet.organisation).update(level="专科")
    for query in ("q=师范", "state=filling", "level=专科", "sort=-name&state=filling"):
        rows = cells_of(visit.get(f"{url}?{query}&export=xlsx"))
        assert [row[0] for row in rows] == ["学校", "云梦师范学院"]
    Sheet.objects.filter(pk=submitted.pk).update(late=True)
    assert [r[0] for r in cells_of(visit.get(f"{url}?late=1&export=xlsx"))][1:] == ["云梦大学"]
    for number in range(50):
        org = factories.university(province, f"民办{number:02}学院")
        Sheet.objects.create(window=window, organisation=org)
    assert text(visit.get(url)).count("学院</a>") + 1 == 50
    assert "民办" in text(visit.get(f"{url}?page=2"))


def test_a_drafts_page_leads_to_its_items_and_an_open_ones_items_to_its_page(
    visit, make_window, window
):
    draft = make_window(title="下一个")
    items = f"/ledger/windows/{draft.pk}/items/"
    assert visit.get(f"/ledger/windows/{draft.pk}/").url == items
    assert visit.get(f"/ledger/windows/{window.pk}/items/").url == f"/ledger/windows/{window.pk}/"
    answer = visit.post(f"/ledger/windows/{window.pk}/items/", {"mode-staff": "ask"}, follow=True)
    assert "已经开启，不能再改" in text(answer)


@pytest.mark.parametrize("act", ["open", "cite", "discard"])
def test_what_only_a_draft_allows_is_refused_in_a_sentence(visit, window, act):
    page = text(visit.post(f"/ledger/windows/{window.pk}/{act}/", follow=True))
    assert "已经开启" in page
    assert Window.objects.get().state == WindowState.OPEN


def test_an_edit_that_comes_too_late_is_refused(visit, window, form):
    page = text(visit.post(f"/ledger/windows/{window.pk}/edit/", form))
    assert "已经开启，不能再改" in page


def test_the_deadline_is_moved_for_a_city(visit, window, sheet):
    University.objects.filter(organisation=sheet.organisation).update(city="洞庭市")
    url = f"/ledger/windows/{window.pk}/deadline/"
    form = {"due_at": later(40), "city": "洞庭市", "reason": "汛期"}
    assert "1 所学校已收到通知" in text(visit.post(url, form, follow=True))
    assert Sheet.objects.exclude(due_at=None).get() == sheet
    assert "请填写新的时间和理由" in text(visit.post(url, form | {"reason": ""}, follow=True))
    wrong = form | {"due_at": "2020-01-01T17:00"}
    assert "应在现在之后" in text(visit.post(url, wrong, follow=True))


def test_one_school_is_given_longer_on_its_sheet(visit, sheet, other_sheet):
    url = f"/ledger/sheets/{sheet.pk}/deadline/"
    assert "为这所学校单独延期" in text(visit.get(f"/ledger/sheets/{sheet.pk}/"))
    form = {"due_at": later(40), "reason": "校区停电"}
    page = text(visit.post(url, form, follow=True))
    assert "云梦大学已单独延期" in page
    assert "（单独延期）" in page
    assert "（单独延期）" not in text(visit.get(f"/ledger/sheets/{other_sheet.pk}/"))
    assert "请填写新的截止时间和理由" in text(visit.post(url, {}, follow=True))
    early = text(visit.post(url, form | {"due_at": later(1)}, follow=True))
    assert "应晚于全体的截止时间" in early


def test_a_window_is_closed_and_opened_again(visit, window, submitted, other_sheet):
    url = f"/ledger/windows/{window.pk}/"
    assert "窗口已关闭" in text(visit.post(f"{url}close/", follow=True))
    page = text(visit.get(url))
    assert "重新开启" in page
    assert "提醒未提交的" not in page
    assert "下载全省工作簿" in page
    assert "只有填报中的窗口可以关闭" in text(visit.post(f"{url}close/", follow=True))
    assert "只有填报中的窗口可以提醒" in text(visit.post(f"{url}remind/", follow=True))
    assert "请填写新的截止时间和理由" in text(visit.post(f"{url}reopen/", {}, follow=True))
    form = {"due_at": later(40), "reason": "补报"}
    assert "已通知 1 所尚未上报" in text(visit.post(f"{url}reopen/", form, follow=True))
    assert "只有已截止的窗口" in text(visit.post(f"{url}reopen/", form, follow=True))
    assert Window.objects.get().state == WindowState.OPEN


def test_those_who_wait_are_reminded_once_a_day(visit, window, sheet, reporter_user):
    url = f"/ledger/windows/{window.pk}/remind/"
    assert "已提醒 1 位填报人" in text(visit.post(url, follow=True))
    assert "今天已经提醒过" in text(visit.post(url, follow=True))


def test_what_nobody_doubts_is_verified_in_one_go_and_the_rest_named(
    visit, signed, other_sheet, window
):
    """云梦大学 reported money and a rule without the evidence that is due for them."""
    Sheet.objects.filter(pk=other_sheet.pk).update(state=SheetState.SIGNED)
    assert "核实无疑问的" in text(visit.get(f"/ledger/windows/{window.pk}/"))
    page = text(visit.post(f"/ledger/windows/{window.pk}/verify/", follow=True))
    assert "核实通过 1 所学校。有疑问的没有核实，请逐一打开：云梦大学。" in page
    states = dict(Sheet.objects.values_list("organisation__name", "state"))
    assert states == {"云梦大学": SheetState.SIGNED, "云梦师范学院": SheetState.VERIFIED}


def test_an_auditor_reads_but_is_offered_nothing(as_, province, window, sheet):
    auditor = as_(factories.officer(Role.AUDITOR, province))
    page = text(auditor.get(f"/ledger/windows/{window.pk}/"))
    assert "云梦大学</a>" in page
    assert "调整截止时间" not in page
    assert "关闭窗口" not in page
    assert "拟定新窗口" not in text(auditor.get("/ledger/windows/"))
    assert "单独延期" not in text(auditor.get(f"/ledger/sheets/{sheet.pk}/"))


def test_a_university_is_told_where_its_own_page_is(as_, reporter_user, window):
    visit = as_(reporter_user)
    answer = visit.get("/ledger/windows/")
    assert answer.status_code == 403
    assert "请从“填报”进入" in text(answer)
    assert visit.get(f"/ledger/windows/{window.pk}/").status_code == 403
    assert visit.get("/ledger/windows/new/").status_code == 403
    assert visit.post(f"/ledger/windows/{window.pk}/close/").status_code == 403
