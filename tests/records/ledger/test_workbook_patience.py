"""Whatever comes back as "the workbook": read with patience, or one sentence and nothing saved."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from wangyu.base.core.books import open_book
from wangyu.base.core.roles import Role
from wangyu.records.ledger import exports, queries
from wangyu.records.ledger.logic.workbook import NAME_HEAD, read_university
from wangyu.records.ledger.models import Entry

pytestmark = pytest.mark.thorough

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def bring(as_, reporter_user, sheet):
    """Upload bytes as the sheet's workbook; gives the page's text."""
    client, url = as_(reporter_user), reverse("ledger:import", args=[sheet.pk])

    def run(data, name="填报.xlsx"):
        page = client.post(url, {"file": SimpleUploadedFile(name, data)})
        assert page.status_code == 200
        return page.content.decode()

    return run


@pytest.fixture
def unchanged():
    """Nothing was saved while the test ran."""
    before = list(Entry.objects.order_by("pk").values())
    yield
    assert list(Entry.objects.order_by("pk").values()) == before


@pytest.fixture
def template(sheet):
    """The workbook as it is downloaded, to be written into."""
    items = queries.form_of(sheet.window).asked
    name = sheet.organisation.name
    data = exports.university_workbook(sheet.window.title, name, items, {})
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_of(book, key):
    return next(row for row in book.active.iter_rows() if row[0].value == key)


def type_into(book, **figures):
    for key, value in figures.items():
        row_of(book, key)[exports.VALUE_COLUMN].value = value
    return saved(book)


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def far_away():
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "误填"
    book.active["A1"] = "x"
    return saved(book)


def bomb():
    return zipped({"xl/bomb.xml": b"0" * (201 * 2**20)})


REFUSED = {
    "blank": (b"  ", "文件是空的"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "不是 Excel 工作簿"),
    "pdf": (b"%PDF-1.7\n\x01\x00", "不是 Excel 工作簿"),
    "page saved as xls": ("<html><table><tr><td>本期值".encode(), "网页或 XML 文件"),
    "old xls that is none": (OLE + b"\0" * 2000, "已损坏"),
    "with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "去掉密码"),
    "word": (zipped({"word/document.xml": "<w/>"}), "不是 Excel 工作簿或已损坏"),
    "cut off": (b"PK\x03\x04" + b"\0" * 50, "不是 Excel 工作簿或已损坏"),
    "bomb": (bomb, "展开后过大"),
    "five kilobytes for 500 GB": (far_away, "内容离得太远"),
    "another sheet": (saved(openpyxl.Workbook()), "没有找到“本期值”一列"),
    "csv of something else": ("姓名,学号\n张三,1\n".encode("gbk"), "没有找到“本期值”一列"),
    "csv with a lost quote": (b'a,"b', "引号没有配对"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_the_workbook_is_one_sentence(case, bring, unchanged):
    data, words = REFUSED[case]
    assert words in bring(data() if callable(data) else data)


def test_a_workbook_of_another_university_is_refused(bring, template, unchanged):
    template.active["B1"].value = "2025年度填报 · 云梦师范学院"
    page = bring(type_into(template, students=5))
    assert "写明这是“云梦师范学院”的工作簿" in page


def test_the_provinces_workbook_is_not_a_universitys(bring, sheet, unchanged):
    items = list(queries.form_of(sheet.window).asked.values())
    data = exports.province_workbook("t", items, queries.schools_of(sheet.window), {})
    assert "没有找到“本期值”一列" in bring(data)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("2025-12-31", "“在校生总数”填的是“2025-12-31”，应填数字（单位 人）。"),
        ("约三万", "“在校生总数”填的是“约三万”，应填数字（单位 人）。"),
        (12.5, "“在校生总数”填的是 12.5，应为整数。"),
        (-1, "“在校生总数”填的是 -1，不应小于 0。"),
        ("3万5千", "“在校生总数”填的是“3万5千”，应填数字（单位 人）。"),
    ],
)
def test_a_wrong_cell_is_named_by_its_address(value, sentence, bring, template, unchanged):
    page = bring(type_into(template, students=value, staff=5))
    assert row_of(template, "students")[exports.VALUE_COLUMN].coordinate in page
    assert sentence in page


def test_last_years_workbook_is_shown_with_a_remark_before_anything_is_saved(
    bring, template, unchanged
):
    template.active["B1"].value = "2024年度填报 · 云梦大学"
    template.active["D30"].value, template.active["H30"].value = "去年才问的", 5
    page = bring(type_into(template, students="３８，２００", staff="—"))
    assert "这是“2024年度填报”的工作簿" in page
    assert "“去年才问的”不在本窗口的填报项里" in page


def test_extra_columns_merged_cells_and_moved_rows_are_no_obstacle(template, sheet):
    page = template.active
    page.insert_cols(4)
    page.insert_rows(1, 2)
    page.merge_cells("B1:E1")
    page["B1"].value = "本校内部传阅"
    row_of(template, "students")[exports.VALUE_COLUMN + 1].value = "３８，２００ 人"
    row_of(template, "staff")[exports.VALUE_COLUMN + 1].value = 0
    items, school = queries.form_of(sheet.window).asked, queries.school_of(sheet.organisation)
    parsed = read_university(open_book(saved(template)), items, school, sheet.window.title)
    assert [(c.key, c.value) for c in parsed.cells] == [("students", 38200), ("staff", 0)]
    assert parsed.troubles == []


@pytest.mark.parametrize("name", ["填报.csv", "填报.xlsx"])
def test_a_csv_is_read_whatever_it_is_called(name, bring, unchanged):
    page = bring("填报项,本期值\n在校生总数,三十\n".encode("gbk"), name)
    assert "B2" in page
    assert "“在校生总数”填的是“三十”" in page


def test_the_province_reads_a_row_of_a_stranger_with_its_address(
    as_, officer_user, window, unchanged
):
    table = f"{NAME_HEAD},在校生总数\n云梦大学,5\n湖畔学院,6\n".encode()
    upload = SimpleUploadedFile("全省.csv", table)
    url = reverse("ledger:province_import", args=[window.pk])
    page = as_(officer_user).post(url, {"file": upload}).content.decode()
    assert "A3" in page
    assert "“湖畔学院”不在本窗口的学校里" in page


def test_nobody_brings_a_workbook_for_another_university(as_, stranger_user, sheet, unchanged):
    upload = SimpleUploadedFile("x.csv", "填报项,本期值\n在校生总数,5\n".encode())
    url = reverse("ledger:import", args=[sheet.pk])
    assert as_(stranger_user).post(url, {"file": upload, "accept": "1"}).status_code == 404


def test_a_university_does_not_bring_the_provinces_table(as_, window, university, unchanged):
    user = factories.officer(Role.UNIVERSITY_OFFICER, university)
    url = reverse("ledger:province_import", args=[window.pk])
    upload = SimpleUploadedFile("x.csv", f"{NAME_HEAD},在校生总数\n云梦大学,5\n".encode())
    assert as_(user).post(url, {"file": upload, "accept": "1"}).status_code == 403
