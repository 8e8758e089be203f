"""The roster and the list of units: read, compared or explained, confirmed, only then written."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.orgs import forms
from wangyu.institutions.orgs.forms import uploads as upload_forms
from wangyu.institutions.orgs.models import FormerName, Organisation, University
from wangyu.institutions.orgs.web import uploads

HEAD = "school_code,name,former_name,city,level\n"


def text(answer):
    return answer.content.decode()


def send(client, path, content, name="名录.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(path, {"file": SimpleUploadedFile(name, data)})


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def roster(as_province, province):
    def run(body):
        return send(as_province, "/orgs/roster/", HEAD + body)

    return run


@pytest.fixture
def confirm(as_province):
    """What the page of differences sends when its button is pressed."""

    def run(page, *lines):
        ticked = lines or re.findall(r'name="line" value="([^"]+)"', text(page))
        data = {"packed": page.context["packed"], "line": ticked}
        return as_province.post("/orgs/roster/confirm/", data, follow=True)

    return run


def test_a_roster_is_compared_and_nothing_written_before_it_is_confirmed(roster, confirm):
    page = roster("4199010001,云梦大学,,云泽市,本科\n,云泽学院,,云泽市,专科\n")
    assert page.context["total"] == 2
    assert "无标识码" in text(page)
    assert not University.objects.exists()
    assert "已采用 2 行差异" in text(confirm(page))
    assert University.objects.count() == 2


def test_the_same_roster_again_shows_no_difference(roster, confirm):
    body = "4199010001,云梦大学,,云泽市,本科\n"
    confirm(roster(body))
    assert "没有差异" in text(roster(body))


def test_a_rename_is_shown_before_and_after_and_keeps_the_old_name(roster, confirm):
    confirm(roster("4199010001,云梦大学,,云泽市,本科\n"))
    page = roster("4199010001,云梦理工大学,,云泽市,本科\n")
    assert "云梦大学 → <strong>云梦理工大学</strong>" in text(page)
    confirm(page)
    assert FormerName.objects.get().name == "云梦大学"


def test_what_is_not_ticked_stays(as_province, roster, confirm):
    page = roster("4199010001,云梦大学,,云泽市,本科\n,云泽学院,,云泽市,专科\n")
    confirm(page, "f3")
    assert University.objects.get().organisation.name == "云泽学院"
    again = as_province.post("/orgs/roster/confirm/", {"packed": page.context["packed"]})
    assert again.url == "/orgs/roster/"
    assert University.objects.count() == 1


def test_a_school_missing_from_the_file_is_named_and_kept(roster, university):
    page = roster(",云泽学院,,云泽市,专科\n")
    assert "现有名录里有，文件里没有" in text(page)
    assert "云梦大学" in text(page)


def test_a_conflict_and_a_wrong_row_are_explained(roster, confirm):
    confirm(roster("4199010001,云梦大学,,,本科\n4199010002,云泽学院,,,专科\n"))
    page = text(roster("4199010001,云泽学院,,,专科\n,无名,,,中专\n"))
    assert "标识码 4199010001 现属“云梦大学”" in page
    assert "第 3 行" in page
    assert "应是本科或专科" in page


def test_a_roster_changed_by_a_colleague_meanwhile_must_be_looked_at_again(roster, confirm):
    page = roster("4199010001,云梦大学,,云泽市,本科\n")
    confirm(roster("4199010001,云梦大学,,云泽市,专科\n"))
    assert "重新上传" in text(confirm(page))
    assert University.objects.get().level == "专科"


@pytest.mark.parametrize("packed", ["", "x", "a:b:c"])
def test_a_forged_confirmation_changes_nothing(as_province, province, packed):
    page = as_province.post("/orgs/roster/confirm/", {"packed": packed}, follow=True)
    assert "已过期" in text(page)
    assert as_province.get("/orgs/roster/confirm/").url == "/orgs/roster/"


def test_a_confirmation_older_than_an_hour_has_expired(roster, confirm, monkeypatch):
    page = roster("4199010001,云梦大学,,云泽市,本科\n")
    monkeypatch.setattr(upload_forms, "VALID_SECONDS", -1)
    assert "已过期" in text(confirm(page))
    assert not University.objects.exists()


BAD_FILES = [
    (b"", "空"),
    (b"   \n", "空"),
    (b"\x00\x01\x02", "不是 Excel 工作簿"),
    (b"PK\x03\x04broken", "打不开"),
    (b"\xd0\xcf\x11\xe0broken", "打不开"),
    ("姓名,工资\n甲,1\n".encode(), "不认识的列"),
    ('"没有配对\n'.encode(), "引号没有配对"),
]


@pytest.mark.parametrize(("content", "words"), BAD_FILES)
def test_a_strange_file_is_one_sentence(as_province, province, content, words):
    page = send(as_province, "/orgs/roster/", content)
    assert page.status_code == 200
    assert words in text(page)


@pytest.mark.parametrize(("content", "words"), BAD_FILES)
def test_a_strange_list_of_units_is_one_sentence(as_officer, university, content, words):
    page = send(as_officer, f"/orgs/{university.pk}/bulk/", content)
    assert page.status_code == 200
    assert words in text(page)


def test_no_file_and_a_file_too_big_are_said(as_province, province, monkeypatch):
    assert "请先选择文件" in text(as_province.post("/orgs/roster/", {"sent": "1"}))
    monkeypatch.setattr(upload_forms, "UPLOAD_MB", 0)
    assert "文件超过 0 MB" in text(send(as_province, "/orgs/roster/", HEAD))


def test_the_roster_is_the_provinces(as_officer, university):
    for path in ("/orgs/roster/", "/orgs/roster/confirm/"):
        answer = as_officer.get(path)
        assert answer.status_code == 403
        assert "省中心" in text(answer)


def test_without_a_province_there_is_no_roster(client, db):
    assert client.get("/orgs/roster/").status_code == 302


UNITS = ("院系", "班级", "成立日期", "成立文号")


@pytest.fixture
def bulk(as_officer, university):
    def run(*rows, org=university):
        return send(as_officer, f"/orgs/{org.pk}/bulk/", sheet(UNITS, *rows), "名单.xlsx")

    return run


@pytest.fixture
def plant(as_officer, university):
    def run(page, org=university):
        data = {"packed": page.context["packed"]}
        return as_officer.post(f"/orgs/{org.pk}/bulk/confirm/", data, follow=True)

    return run


def test_the_template_can_be_filled_in_and_uploaded(as_officer, university, plant):
    assert as_officer.get(f"/orgs/{university.pk}/bulk/").status_code == 200
    content = as_officer.get(f"/orgs/{university.pk}/bulk/template/").content
    page = send(as_officer, f"/orgs/{university.pk}/bulk/", content, "模板.xlsx")
    assert not Organisation.objects.filter(tier=Tier.DEPARTMENT).exists()
    assert "已建立 2 个单位" in text(plant(page))
    station = Organisation.objects.get(tier=Tier.STATION)
    assert (station.name, station.parent.name) == ("软件工程2401班", "计算机学院")
    assert str(station.established_on) == "2024-09-10"


def test_wrong_rows_are_explained_and_left_out_when_accepted(bulk, plant):
    page = bulk(("文学院",), ("", "没有院系的班"), ("文学院", "文2401", "昨天"))
    assert "“院系”没有填写" in text(page)
    assert "日期“昨天”读不懂" in text(page)
    assert "只建立没有问题的行" in text(page)
    assert "已建立 1 个单位" in text(plant(page))


def test_when_every_row_is_wrong_there_is_nothing_to_confirm(bulk):
    page = text(bulk(("", "甲班"), ("", "乙班")))
    assert "没有可以建立的单位" in page
    assert "确认建立" not in page


def test_many_wrong_rows_are_counted_and_the_first_listed(bulk, monkeypatch):
    monkeypatch.setattr(uploads, "SHOWN_PROBLEMS", 1)
    assert "另有 2 行也有问题" in text(bulk(("", "甲"), ("", "乙"), ("", "丙")))


def test_a_department_fills_itself_only(client, department, plant):
    factories.sign_in(client, factories.officer(Role.DEPARTMENT_OFFICER, department))
    path = f"/orgs/{department.pk}/bulk/"
    page = send(client, path, sheet(UNITS, ("", "甲班"), ("外语学院", "乙班")), "名单.xlsx")
    assert "只能为“计算机学院”导入班级" in text(page)
    done = client.post(f"{path}confirm/", {"packed": page.context["packed"]}, follow=True)
    assert "已建立 1 个单位" in text(done)
    assert Organisation.objects.get(tier=Tier.STATION).parent_id == department.pk


def test_a_unit_made_by_a_colleague_meanwhile_is_not_made_twice(bulk, plant, university):
    page = bulk(("文学院",))
    plant(page)
    assert plant(page).status_code == 200
    assert Organisation.objects.filter(name="文学院").count() == 1


def test_a_confirmation_serves_the_unit_it_was_made_for(as_officer, university, department):
    packed = forms.to_packed({"org": university.pk, "rows": []})
    page = as_officer.post(f"/orgs/{department.pk}/bulk/confirm/", {"packed": packed}, follow=True)
    assert "已过期" in text(page)


def test_universities_come_by_the_roster(as_province, province):
    answer = as_province.get(f"/orgs/{province.pk}/bulk/")
    assert answer.status_code == 403
    assert "高校名录" in text(answer)


def test_a_class_has_nothing_below(as_officer, station):
    assert "最低一级" in text(as_officer.get(f"/orgs/{station.pk}/bulk/"))


@pytest.mark.parametrize("count", [1, 300])
def test_a_list_of_many_takes_as_many_queries_as_a_list_of_one(
    as_officer, university, bulk, count, django_assert_max_num_queries
):
    page = bulk(*(("文学院", f"{number}班") for number in range(count)))
    with django_assert_max_num_queries(40):
        as_officer.post(f"/orgs/{university.pk}/bulk/confirm/", {"packed": page.context["packed"]})
    assert Organisation.objects.filter(tier=Tier.STATION).count() == count
