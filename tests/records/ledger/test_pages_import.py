"""The sheet as a workbook: taken home, brought back, explained cell by cell, then accepted or not."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import factories
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import SheetState, Source
from wangyu.records.ledger.models import Entry, Receipt, Sheet, Window

HELD = re.compile(r'name="held" value="([^"]+)"')
VALUE, NOTE = "H", "I"
"""Columns of the university's workbook; figures begin in row 4."""


def text(answer):
    return answer.content.decode()


@pytest.fixture
def now():
    """Pages look at the clock."""
    return timezone.now()


@pytest.fixture
def url(sheet):
    return f"/ledger/sheets/{sheet.pk}/"


@pytest.fixture
def visit(as_, reporter_user):
    return as_(reporter_user)


def book_of(answer):
    return openpyxl.load_workbook(BytesIO(answer.content))


def upload(book, name="填报表.xlsx"):
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def row_of(book, label):
    return next(c.row for c in book.active["D"] if c.value == label)


@pytest.fixture
def read(visit, url):
    """Upload a workbook filled in with these figures; the page that explains it."""

    def run(figures, page_url=None, **files):
        book = book_of(visit.get(f"{url}workbook/"))
        for label, value in figures.items():
            book.active[f"{VALUE}{row_of(book, label)}"] = value
        return text(visit.post(page_url or f"{url}import/", {"file": upload(book)}))

    return run


@pytest.fixture
def accept(visit, url):
    def run(page):
        return text(visit.post(f"{url}import/", {"held": HELD.search(page)[1]}, follow=True))

    return run


def test_the_workbook_holds_what_the_sheet_holds(visit, url, sheet, now):
    Entry.objects.create(
        sheet=sheet, key="students", value=38200, note="含研究生", source=Source.PREFILLED,
        source_text="机构登记", updated_at=now,
    )  # fmt: skip
    answer = visit.get(f"{url}workbook/")
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    cells = [cell.value for cell in book_of(answer).active[4]]
    assert cells[3] == "在校生总数"
    assert cells[7:10] == [38200, "含研究生", "机构登记"]


def test_read_explained_and_applied(read, accept, sheet):
    page = read({"在校生总数": 38200, "教职工总数": "2,600人"})
    assert "每一格都读懂了，没有问题" in page
    assert not Entry.objects.exists()
    assert "已从“填报表.xlsx”导入 2 项" in accept(page)
    assert Entry.objects.get(key="staff").value == 2600
    assert Entry.objects.get(key="students").source == Source.IMPORTED


def test_a_workbook_taken_home_in_time_is_brought_back_after_the_deadline_and_marked_late(
    read, accept, visit, url, sheet
):
    """The window is still open: the trip is not refused, and the signature's time is what counts."""
    figures = {
        "在校生总数": 38200, "教职工总数": 2600, "专项经费到账": 1_146_000, "专项经费支出": 900_000,
    }  # fmt: skip
    Window.objects.update(due_at=timezone.now() - timedelta(hours=1))
    accept(read(figures))
    assert Entry.objects.get(key="staff").value == 2600
    fill_rest = {
        "script": "1",
        "key": ["rules_for_media", "articles_submitted", "articles_adopted"],
    }
    typed = {"rules_for_media": "是", "articles_submitted": "60", "articles_adopted": "0"}
    visit.post(f"{url}save/", fill_rest | {f"value-{k}": v for k, v in typed.items()})
    assert "已提交" in text(visit.post(f"{url}move/submit/", follow=True))
    assert (Sheet.objects.get(pk=sheet.pk).late, Receipt.objects.count()) == (True, 1)


def test_nothing_is_imported_until_the_partial_result_is_accepted(read, accept):
    page = read({"在校生总数": "约三万", "教职工总数": 2600})
    assert "“在校生总数”填的是“约三万”" in page
    assert f"<td>{VALUE}4</td>" in page
    assert "只导入没有问题的" in page
    assert not Entry.objects.exists()
    accept(page)
    assert set(Entry.objects.values_list("key", flat=True)) == {"staff"}


def test_what_would_be_changed_is_shown_before(read, accept, fill, sheet):
    fill(sheet, {"students": "38000", "staff": "2600"})
    page = read({"在校生总数": 38200})
    changes = page.partition("将改动已填的数字")[2]
    assert "38,000" in changes
    assert "38,200" in changes
    assert "教职工总数" not in changes
    assert Entry.objects.get(key="students").value == 38000
    accept(page)
    assert Entry.objects.get(key="students").value == 38200
    assert Entry.objects.get(key="staff").source == Source.TYPED


def test_a_workbook_that_says_nothing_new_offers_nothing_to_import(read, fill, sheet):
    fill(sheet, {"students": "38000"})
    page = read({})
    assert "没有可以导入的数字" in page
    assert "全部导入" not in page


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("空.xlsx", b" ", "文件是空的"),
        ("网页.xls", b"<html><table></table></html>", "这是网页或 XML 文件，不是工作簿"),
        ("坏.xlsx", b"PK\x03\x04broken", "已损坏"),
        ("名单.csv", "姓名,学院\n甲,文学院".encode(), "没有找到"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_at_its_field(visit, url, name, data, sentence):
    answer = visit.post(f"{url}import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert not Entry.objects.exists()


def test_no_file_is_a_sentence_too(visit, url):
    assert "必填项" in text(visit.post(f"{url}import/"))
    assert 'type="file"' in text(visit.get(f"{url}import/"))


@pytest.mark.parametrize("held", ["", "rubbish", "a:b:c"])
def test_a_result_that_was_tampered_with_is_not_applied(visit, url, held):
    page = text(visit.post(f"{url}import/", {"held": held}))
    assert "请重新选择文件。没有导入任何数字" in page
    assert not Entry.objects.exists()


def test_a_result_is_good_for_an_hour_and_for_its_own_window(
    read, accept, visit, make_window, officer, university, now, time_machine
):
    page = read({"在校生总数": 38200})
    other = make_window(title="另一个窗口")
    ops.open_window(window=other, actor=officer, now=now)
    sheet = Sheet.objects.get(window=other, organisation=university)
    answer = visit.post(f"/ledger/sheets/{sheet.pk}/import/", {"held": HELD.search(page)[1]})
    assert "没有导入任何数字" in text(answer)
    time_machine(3601)
    assert "已过一小时" in accept(page)
    assert not Entry.objects.exists()


@pytest.fixture
def time_machine(monkeypatch):
    """Let signatures be older than they are."""
    from django.core import signing

    def forward(seconds):
        true = signing.time.time
        monkeypatch.setattr(signing.time, "time", lambda: true() + seconds)

    return forward


def test_a_sheet_submitted_meanwhile_takes_nothing(read, accept, sheet):
    page = read({"在校生总数": 38200})
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SUBMITTED)
    assert "不能导入：这张填报表现在是“待校内签批”" in accept(page)
    assert not Entry.objects.exists()


def test_who_may_not_fill_in_is_told_before_choosing_a_file(as_, leader_user, url, sheet):
    page = text(as_(leader_user).get(f"{url}import/", follow=True))
    assert "不能导入：填报由本校填报人或高校中心管理员进行" in page


@pytest.fixture
def province_page(as_, officer_user, window):
    """Upload the workbook of all schools, changed by ``edit``."""
    visit, url = as_(officer_user), f"/ledger/windows/{window.pk}/"

    def run(edit):
        book = book_of(visit.get(f"{url}workbook/"))
        edit(book.active)
        return text(visit.post(f"{url}import/", {"file": upload(book, "全省.xlsx")}))

    return visit, f"{url}import/", run


def school_row(sheet, name):
    return next(row[0].row for row in sheet.iter_rows() if row[1].value == name)


def test_the_province_imports_all_schools_at_once(province_page, sheet, other_sheet):
    visit, url, run = province_page

    def edit(grid):
        grid[f"C{school_row(grid, '云梦大学')}"] = 38200
        grid[f"C{school_row(grid, '云梦师范学院')}"] = 9000

    page = run(edit)
    assert not Entry.objects.exists()
    answer = visit.post(url, {"held": HELD.search(page)[1]}, follow=True)
    assert "已从“全省.xlsx”导入 2 项" in text(answer)
    assert Entry.objects.get(sheet=other_sheet).value == 9000


def test_one_locked_school_does_not_stop_the_others(province_page, sheet, other_sheet):
    visit, url, run = province_page
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SIGNED)

    def edit(grid):
        grid[f"C{school_row(grid, '云梦大学')}"] = 38200
        grid[f"C{school_row(grid, '云梦师范学院')}"] = 9000

    page = run(edit)
    assert "云梦大学的填报表现在是“待省中心核实”，不能导入。" in page
    assert "只导入没有问题的" in page
    visit.post(url, {"held": HELD.search(page)[1]})
    assert Entry.objects.get().sheet == other_sheet


def test_a_school_that_is_not_in_the_window_is_named_with_its_cell(province_page, sheet):
    _, _, run = province_page

    def edit(grid):
        grid[f"B{school_row(grid, '云梦大学')}"] = "云梦太学"

    assert "“云梦太学”不在本窗口的学校里" in run(edit)


def test_a_university_does_not_import_for_all(as_, reporter_user, window, sheet):
    visit = as_(reporter_user)
    assert visit.get(f"/ledger/windows/{window.pk}/import/").status_code == 403
    assert visit.get(f"/ledger/windows/{window.pk}/workbook/").status_code == 403


def test_the_workbook_of_all_shows_another_universitys_figures_to_the_province_alone(
    province_page, as_, other_sheet, fill, stranger, reporter_user, url
):
    fill(other_sheet, {"students": "987654"}, actor=stranger)
    visit, province_url, _ = province_page
    grid = book_of(visit.get(province_url.replace("import", "workbook"))).active
    assert 987654 in [cell for row in grid.values for cell in row]
    factories.sign_in(visit, reporter_user)
    own = book_of(visit.get(f"{url}workbook/")).active
    assert 987654 not in [cell for row in own.values for cell in row]
