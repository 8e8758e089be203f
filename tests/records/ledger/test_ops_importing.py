"""Many figures at once: what an import would change, and that it is all or nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import factories
from wangyu.base.audit.models import Entry as AuditRow
from wangyu.base.core.roles import Role
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import SheetState, Source, WindowState
from wangyu.records.ledger.logic.workbook import CellValue
from wangyu.records.ledger.models import Entry, Sheet, Window
from wangyu.records.ledger.ops.importing import Change, ImportRefusedError


@pytest.fixture
def cell(university):
    def make(key, value, *, org=university, note=""):
        if isinstance(value, str):
            return CellValue(org.pk, key, None, value, note, value)
        number = None if value is None else Decimal(value)
        return CellValue(org.pk, key, number, "", note, str(value))

    return make


@pytest.fixture
def bring(window, reporter, now):
    def run(*cells, actor=reporter):
        return ops.apply_cells(
            window=window, cells=cells, file_name="填报表.xlsx", actor=actor, now=now
        )

    return run


@pytest.fixture
def plan(window, reporter):
    return lambda *cells, actor=reporter: ops.plan_import(
        window=window, cells=cells, actor=actor
    )  # fmt: skip


@pytest.fixture
def stored(sheet, now):
    def make(key, value=None, **more):
        facts = {"source": Source.PREFILLED, "source_text": "机构登记", "updated_at": now}
        return Entry.objects.create(sheet=sheet, key=key, value=value, **(facts | more))

    return make


def entry(key) -> Entry:
    return Entry.objects.get(key=key)


def test_cells_are_put_on_the_sheet_as_one_act(bring, cell, sheet, reporter, now):
    assert bring(cell("students", 38200), cell("staff", 2600, note="含外聘")) == 2
    kept = entry("staff")
    assert (kept.value, kept.note, kept.confirmed, kept.version) == (2600, "含外聘", True, 1)
    assert (kept.source, kept.source_text) == (Source.IMPORTED, "工作簿 填报表.xlsx")
    assert (kept.updated_by_id, kept.updated_at) == (reporter.user_id, now)
    assert Sheet.objects.get(pk=sheet.pk).saved_at == now
    row = AuditRow.objects.get(action="ledger.entry.import")
    assert row.sentence == "从工作簿导入 2 项，1 所学校"
    assert row.org_path == sheet.organisation.path
    assert row.private.values == {"文件": "填报表.xlsx"}


def test_the_province_brings_a_workbook_of_all(
    bring, cell, other_sheet, sheet, province, officer, other_university
):
    rows = [cell("students", 38200), cell("students", 900, org=other_university)]
    assert bring(*rows, actor=officer) == 2
    assert Entry.objects.get(sheet=other_sheet).value == 900
    row = AuditRow.objects.get(action="ledger.entry.import")
    assert (row.sentence, row.org_path) == (
        "从工作簿导入 2 项，2 所学校", province.path,
    )  # fmt: skip
    leader = factories.actor(Role.PROVINCE_LEADER, province)
    assert bring(cell("students", 38201), actor=leader) == 1


def test_a_figure_the_window_does_not_ask_is_left_out(bring, cell):
    assert bring(cell("students", 1), cell("trainings", 5), cell("leading_group", 1)) == 1
    assert Entry.objects.count() == 1


def test_what_is_unchanged_keeps_where_it_came_from(bring, cell, stored):
    stored("students", 38200)
    assert bring(cell("students", 38200), cell("staff", 2600)) == 1
    assert (entry("students").source, entry("students").version) == (Source.PREFILLED, 1)


def test_last_years_figure_brought_back_is_confirmed_with_its_source(bring, cell, stored):
    stored("students", 38000, source=Source.PREVIOUS, source_text="2024年填报", confirmed=False)
    assert bring(cell("students", 38000)) == 1
    kept = entry("students")
    assert (kept.confirmed, kept.source_text, kept.version) == (True, "2024年填报", 2)


def test_a_workbook_without_a_note_takes_none_away(bring, cell, stored):
    stored("students", 38000, note="含研究生")
    bring(cell("students", 38200))
    assert (entry("students").value, entry("students").note) == (38200, "含研究生")
    bring(cell("students", 38200, note="含预科"))
    assert entry("students").note == "含预科"


def test_what_could_not_be_read_before_is_replaced(bring, cell, stored):
    stored("students", raw="约三万", source=Source.TYPED)
    bring(cell("students", 30000))
    assert (entry("students").raw, entry("students").source) == ("", Source.IMPORTED)


def test_an_import_that_changes_nothing_says_so(bring, cell, stored):
    stored("students", 1)
    assert bring(cell("students", 1)) == 0
    row = AuditRow.objects.get(action="ledger.entry.import")
    assert row.sentence == "从工作簿导入 0 项，1 所学校"


def test_the_plan_tells_new_changed_and_same_and_writes_nothing(plan, cell, stored):
    stored("students", 38000)
    stored("staff", 2600)
    stored("fund_spent", note="未决算")
    stored("rules_for_media", 1)
    cells = [
        cell("students", 38200), cell("staff", 2600), cell("fund_spent", 5),
        cell("rules_for_media", 0), cell("articles_adopted", 0), cell("trainings", 9),
    ]  # fmt: skip
    found = plan(*cells)
    assert found.changes == [
        Change("云梦大学", "在校生总数", "38,000", "38,200"),
        Change("云梦大学", "是否制定三微一端及二级网站管理办法", "是", "否"),
    ]
    assert found.cells == [cells[0], cells[2], cells[3], cells[4]]
    assert (found.same, found.refused) == (1, [])
    assert entry("students").value == 38000


def test_the_plan_shows_a_note_that_would_be_replaced(plan, cell, stored):
    stored("students", 38000)
    stored("staff", 5, note="旧")
    found = plan(cell("students", 38000, note="新"), cell("staff", 5, note="新"))
    assert [(c.before, c.after) for c in found.changes] == [
        ("38,000（说明：无）", "38,000（说明：新）"),
        ("5（说明：旧）", "5（说明：新）"),
    ]


@pytest.mark.parametrize("state", [SheetState.SUBMITTED, SheetState.SIGNED, SheetState.VERIFIED])
def test_a_locked_sheet_refuses_the_whole_by_name(
    bring, plan, cell, sheet, other_sheet, other_university, officer, state
):
    Sheet.objects.filter(pk=sheet.pk).update(state=state)
    cells = [cell("students", 1), cell("students", 2, org=other_university)]
    sentence = f"云梦大学的填报表现在是“{state.label}”，不能导入。"
    with pytest.raises(ImportRefusedError, match=f"{sentence}没有导入任何数字。"):
        bring(*cells, actor=officer)
    assert not Entry.objects.exists()
    assert not AuditRow.objects.filter(action="ledger.entry.import").exists()
    found = plan(*cells, actor=officer)
    assert (found.refused, found.cells) == ([sentence], cells[1:])


def test_a_locked_sheet_the_workbook_does_not_change_is_no_obstacle(
    bring, cell, stored, sheet, other_university, officer
):
    stored("students", 38200)
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SIGNED)
    cells = [cell("students", 38200), cell("students", 2, org=other_university)]
    assert bring(*cells, actor=officer) == 1


def test_a_closed_window_takes_no_import(bring, cell):
    Window.objects.update(state=WindowState.CLOSED)
    with pytest.raises(ImportRefusedError, match=r"云梦大学：填报窗口已经关闭.*没有导入任何数字"):
        bring(cell("students", 1))


def test_a_university_without_a_sheet_is_refused(bring, cell, province):
    later = factories.university(province, "后来成立的大学")
    with pytest.raises(ImportRefusedError, match="有学校不在这个填报窗口里"):
        bring(cell("students", 1, org=later))


def test_nobody_imports_for_another_university(bring, cell, other_sheet, other_university, leader):
    with pytest.raises(ImportRefusedError, match="您不能为云梦师范学院导入数字"):
        bring(cell("students", 1, org=other_university))
    with pytest.raises(ImportRefusedError, match="您不能为云梦大学导入数字"):
        bring(cell("students", 1), actor=leader)
    assert not Entry.objects.exists()
