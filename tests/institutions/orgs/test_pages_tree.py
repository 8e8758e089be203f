"""The tree, the list and the page of an organisation; forms that change it."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from tests import factories
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.orgs.models import Organisation, University
from wangyu.institutions.orgs.web import shared

TABS = ("basic", "group", "meetings", "posts", "rooms", "budgets", "children", "history")
FORMS = ("edit", "new", "rename", "close", "move", "bulk", "bulk/template", "branch", "roster")


def text(answer):
    return answer.content.decode()


def cells_of(answer):
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return [list(row) for row in book.active.values]


def test_the_tree_begins_at_ones_own_university(as_officer, department, stranger_department):
    page = text(as_officer.get("/orgs/"))
    assert "云梦大学" in page
    assert "下级 1 个" in page
    assert "云梦师范学院" not in page
    assert "新建高校" not in page


def test_the_provinces_tree_begins_at_the_root(as_province, province, university):
    page = text(as_province.get("/orgs/"))
    assert "新建高校" in page
    assert f"/orgs/{province.pk}/branch/" in page


def test_a_branch_unfolds_and_says_when_there_is_more(as_officer, university, monkeypatch):
    monkeypatch.setattr(shared, "BRANCH_LIMIT", 1)
    for name in ("甲学院", "乙学院"):
        factories.organisation(university, Tier.DEPARTMENT, name)
    page = text(as_officer.get(f"/orgs/{university.pk}/branch/"))
    assert page.count("学院</a>") == 1
    assert "其余单位" in page


def test_an_empty_branch_says_so(as_officer, station):
    assert "没有下级单位" in text(as_officer.get(f"/orgs/{station.pk}/branch/"))


def test_someone_without_a_role_reads_whom_to_ask(client, province):
    factories.sign_in(client, factories.user())
    assert "没有可看的单位" in text(client.get("/orgs/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    as_province, university, count, django_assert_num_queries
):
    for number in range(count):
        factories.organisation(university, Tier.DEPARTMENT, f"多院{number}")
    as_province.get("/orgs/?view=list")
    with django_assert_num_queries(6):
        page = as_province.get("/orgs/?view=list")
    assert text(page).count("多院") == count


@pytest.mark.parametrize("count", [1, 3])
def test_unfolding_costs_the_same_for_one_and_three(
    as_province, university, count, django_assert_num_queries
):
    for number in range(count):
        factories.organisation(university, Tier.DEPARTMENT, f"多院{number}")
    as_province.get("/orgs/")
    with django_assert_num_queries(6):
        page = as_province.get(f"/orgs/{university.pk}/branch/")
    assert text(page).count("多院") == count


def test_the_list_leaks_nothing_by_search_filter_or_export(as_officer, stranger_department):
    page = as_officer.get("/orgs/", {"view": "list", "q": "邻校独有"})
    assert "没有符合条件的单位" in text(page)
    assert "邻校独有学院" not in text(page)
    export = cells_of(as_officer.get("/orgs/?view=list&tier=3&export=xlsx"))
    assert len(export) == 1


def test_the_list_is_searched_filtered_sorted_and_exported(as_officer, department, station):
    Organisation.objects.filter(pk=station.pk).update(closed_on="2026-01-02")
    page = text(as_officer.get("/orgs/?view=list&state=closed&sort=-tier"))
    assert "软件工程2401班" in page
    assert "已撤销（2026年1月2日）" in page
    assert "计算机学院</a>" not in page
    export = cells_of(as_officer.get("/orgs/?view=list&q=计算机&export=xlsx"))
    assert [row[0] for row in export] == ["名称", "计算机学院"]


def test_a_list_of_many_is_paged(as_officer, university):
    for number in range(51):
        factories.organisation(university, Tier.DEPARTMENT, f"多院{number:02}")
    assert text(as_officer.get("/orgs/?view=list")).count("多院") == 49
    page = text(as_officer.get(f"/orgs/{university.pk}/?tab=children&page=2"))
    assert page.count("多院") == 1


@pytest.mark.parametrize("tab", [*TABS, "nothing"])
def test_every_tab_of_an_empty_university_opens(as_officer, university, tab):
    page = as_officer.get(f"/orgs/{university.pk}/", {"tab": tab})
    assert page.status_code == 200
    assert "云梦大学" in text(page)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_the_other_tiers_opens(as_province, province, department, station, tab):
    for org in (province, department, station):
        assert as_province.get(f"/orgs/{org.pk}/", {"tab": tab}).status_code == 200


def test_children_are_exported_as_seen(as_officer, university, department):
    export = as_officer.get(f"/orgs/{university.pk}/?tab=children&export=xlsx")
    assert [row[0] for row in cells_of(export)] == ["名称", "计算机学院"]


def test_a_department_officer_reads_no_link_upwards(client, department, university):
    factories.sign_in(client, factories.officer(Role.DEPARTMENT_OFFICER, department))
    page = text(client.get(f"/orgs/{department.pk}/"))
    assert f'href="/orgs/{university.pk}/"' not in page


def test_a_reader_is_offered_no_change(client, university):
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_LEADER, university))
    page = text(client.get(f"/orgs/{university.pk}/"))
    assert "修改基本情况" not in page
    assert "撤并与更名" not in page


@pytest.mark.parametrize("page", ["", *(f"{form}/" for form in FORMS)])
def test_another_universitys_pages_look_missing(as_officer, stranger_department, page):
    path = f"/orgs/{stranger_department.pk}/{page}"
    assert as_officer.get(path).status_code == 404
    assert as_officer.post(path).status_code in {404, 405}
    assert as_officer.get(f"/orgs/{10**30}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["edit/", "rename/", "new/", "close/", "bulk/"])
def test_a_reader_is_refused_with_whom_to_ask(client, university, page):
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_LEADER, university))
    answer = client.get(f"/orgs/{university.pk}/{page}")
    assert answer.status_code == 403
    assert "管理员" in text(answer)


def test_details_are_edited_and_kept_in_the_history(as_officer, university):
    path = f"/orgs/{university.pk}/edit/"
    assert as_officer.get(path).status_code == 200
    data = {"short_name": "云大", "established_on": "2024年3月5日", "document_no": "", "duties": ""}
    assert as_officer.post(path, data).url == f"/orgs/{university.pk}/"
    page = text(as_officer.get(f"/orgs/{university.pk}/"))
    assert "云大" in page
    assert "2024年3月5日" in page
    history = text(as_officer.get(f"/orgs/{university.pk}/?tab=history"))
    assert "简称：未填 → 云大；成立日期：未填 → 2024年3月5日" in history


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("established_on", "前年", "日期读不懂"),
        ("established_on", "0001-01-01", "年份不对"),
        ("established_on", "2024-13-40", "日期读不懂"),
        ("short_name", "长" * 31, "30 字以内"),
        ("duties", "责" * 2001, "2000 字以内"),
    ],
)
def test_a_wrong_detail_is_one_sentence_and_nothing_is_saved(
    as_officer, university, field, value, words
):
    page = as_officer.post(f"/orgs/{university.pk}/edit/", {field: value})
    assert page.status_code == 200
    assert words in text(page)
    university.refresh_from_db()
    assert (university.short_name, university.duties) == ("", "")


def test_a_department_is_set_up_once(as_officer, university):
    path = f"/orgs/{university.pk}/new/"
    assert "新建院系工作室" in text(as_officer.get(path))
    made = as_officer.post(path, {"name": "新学院"}, follow=True)
    assert "已在“云梦大学”下设立“新学院”" in text(made)
    again = as_officer.post(path, {"name": "新学院"})
    assert "新学院" in text(again)
    assert Organisation.objects.filter(name="新学院").count() == 1


def test_a_university_is_set_up_with_its_roster_entry(as_province, province):
    path = f"/orgs/{province.pk}/new/"
    assert "学校标识码" in text(as_province.get(path))
    data = {"name": "云泽学院", "level": "本科", "code": "4199010009", "city": "云泽市"}
    as_province.post(path, data)
    assert University.objects.get().organisation.name == "云泽学院"
    page = as_province.post(path, data | {"name": "云泽二院"})
    assert "已属于“云泽学院”" in text(page)
    as_province.post(path, {"name": "云泽三院", "level": "专科"})
    assert University.objects.filter(code=None).count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"code": "12"}, "10 位数字"),
        ({"level": "幼儿园"}, "从列表中选择"),
        ({"city": "市" * 21}, "20 字以内"),
    ],
)
def test_a_wrong_roster_entry_is_said(as_province, university, data, words):
    page = as_province.post(f"/orgs/{university.pk}/roster/", {"level": "本科"} | data)
    assert page.status_code == 200
    assert words in text(page)


def test_a_roster_entry_is_corrected_on_its_page(as_province, university, other_university):
    path = f"/orgs/{university.pk}/roster/"
    assert as_province.get(path).status_code == 200
    data = {"level": "专科", "code": "4199010001", "city": "云泽市"}
    assert "已保存" in text(as_province.post(path, data, follow=True))
    page = as_province.post(f"/orgs/{other_university.pk}/roster/", data)
    assert "已属于“云梦大学”" in text(page)


def test_the_roster_lists_universities_only(as_province, department):
    answer = as_province.get(f"/orgs/{department.pk}/roster/")
    assert answer.status_code == 403


def test_a_name_is_changed_and_the_old_one_kept(as_province, university):
    path = f"/orgs/{university.pk}/rename/"
    assert "云梦大学" in text(as_province.get(path))
    data = {"name": "云梦理工大学", "since": "2026-01-01", "reason": "教发函"}
    assert "已更名为“云梦理工大学”" in text(as_province.post(path, data, follow=True))
    page = text(as_province.get(f"/orgs/{university.pk}/"))
    assert "云梦大学（用至" in page


def test_a_taken_name_is_refused_on_the_form(as_province, university, other_university):
    page = as_province.post(f"/orgs/{university.pk}/rename/", {"name": other_university.name})
    assert page.status_code == 200
    assert "云梦师范学院" in text(page)
    university.refresh_from_db()
    assert university.name == "云梦大学"


def test_a_department_is_closed_with_what_is_below_and_comes_back(as_officer, department, station):
    path = f"/orgs/{department.pk}/close/"
    assert "及其下 1 个单位" in text(as_officer.get(path))
    data = {"on": timezone.localdate(), "reason": "合并"}
    assert "已撤销 2 个单位" in text(as_officer.post(path, data, follow=True))
    reopen = f"/orgs/{department.pk}/reopen/"
    assert as_officer.get(reopen).status_code == 200
    page = as_officer.post(reopen, {"reason": "撤回"}, follow=True)
    assert "已恢复 2 个单位" in text(page)
    again = as_officer.post(reopen, {"reason": "撤回"})
    assert again.status_code == 200
    assert "已恢复" not in text(again)


@pytest.mark.parametrize("on", ["", "9999-12-31", "1" * 99])
def test_an_odd_closing_day_closes_nothing(as_officer, department, on):
    page = as_officer.post(f"/orgs/{department.pk}/close/", {"on": on, "reason": "合并"})
    assert page.status_code == 200
    department.refresh_from_db()
    assert department.closed_on is None


def test_nothing_is_set_up_below_what_is_closed(as_officer, department):
    Organisation.objects.filter(pk=department.pk).update(closed_on="2026-01-02")
    answer = as_officer.get(f"/orgs/{department.pk}/new/")
    assert answer.status_code == 403
    assert "先恢复" in text(answer)


def test_a_class_moves_to_another_department(as_officer, university, station):
    other = factories.organisation(university, Tier.DEPARTMENT, "外语学院")
    path = f"/orgs/{station.pk}/move/"
    assert '<option value="外语学院">' in text(as_officer.get(path))
    page = as_officer.post(path, {"parent": other.name}, follow=True)
    assert "已划归“外语学院”" in text(page)
    station.refresh_from_db()
    assert station.path.startswith(other.path)


@pytest.mark.parametrize("parent", ["邻校独有学院", "", "abc", "9" * 30])
def test_a_place_that_is_not_ones_own_cannot_be_chosen(
    as_officer, station, stranger_department, parent
):
    assert stranger_department.name == "邻校独有学院"
    page = as_officer.post(f"/orgs/{station.pk}/move/", {"parent": parent})
    assert page.status_code == 200
    assert page.context["form"].errors["parent"]
    assert "邻校独有学院" not in text(page).split("datalist")[1]
    before = station.path
    station.refresh_from_db()
    assert station.path == before


def test_a_place_that_was_closed_meanwhile_is_said_on_the_form(as_officer, university, station):
    other = factories.organisation(university, Tier.DEPARTMENT, "外语学院")
    Organisation.objects.filter(pk=other.pk).update(closed_on="2026-01-02")
    page = as_officer.post(f"/orgs/{station.pk}/move/", {"parent": other.name})
    assert "您管理的范围内没有“外语学院”" in text(page)


PRIVATE = ("/orgs/", "/orgs/1/", "/orgs/roster/", "/orgs/facts/room/1/", "/orgs/1/facts/room/new/")


@pytest.mark.parametrize("path", [*PRIVATE, *(f"/orgs/1/{form}/" for form in FORMS)])
def test_a_visitor_is_sent_to_sign_in(client, db, path):
    assert client.get(path).url.startswith("/account/login/?next=")
