"""Saving figures as they are typed: nothing lost, nobody overwritten, every source kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests import factories
from wangyu.base.audit.models import Entry as AuditRow
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import LeadingGroup, Office
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import SheetState, Source
from wangyu.records.ledger.models import Entry, Sheet
from wangyu.records.ledger.ops import CellInput
from wangyu.records.ledger.ops.entries import NotEditableError


@pytest.fixture
def colleague(university):
    return factories.actor(Role.UNIVERSITY_OFFICER, university)


@pytest.fixture
def save(sheet, reporter, now):
    def run(*cells: CellInput, actor=reporter):
        return ops.save_entries(sheet=sheet, cells=cells, actor=actor, now=now)

    return run


@pytest.fixture
def carried(sheet, now):
    """Last year's figure, brought along and not yet looked at."""
    return Entry.objects.create(
        sheet=sheet, key="students", value=38000, confirmed=False, source=Source.PREVIOUS,
        source_text="2024年填报", updated_at=now,
    )  # fmt: skip


def entry(key: str) -> Entry:
    return Entry.objects.get(key=key)


def last_row() -> AuditRow:
    return AuditRow.objects.latest("pk")


def test_a_typed_figure_is_kept_with_who_and_when(save, sheet, reporter, now):
    (result,) = save(CellInput("students", "３８，２００人", "含研究生"))
    assert (result.version, result.shown, result.error) == (1, "38,200", "")
    kept = entry("students")
    assert (kept.value, kept.note, kept.source) == (38200, "含研究生", Source.TYPED)
    assert (kept.updated_by_id, kept.updated_at) == (reporter.user_id, now)
    assert Sheet.objects.get(pk=sheet.pk).saved_at == now
    row = last_row()
    assert (row.action, row.sentence) == ("ledger.entry.save", "填写“在校生总数”")
    assert row.private.values == {"填为": "38,200"}
    assert (row.org_path, row.target_id) == (sheet.organisation.path, sheet.pk)


def test_many_figures_are_one_row_of_the_log(save, sheet):
    rows = AuditRow.objects.count()
    keys = [
        "students",
        "staff",
        "fund_received",
        "fund_spent",
        "articles_submitted",
        "master_studios",
    ]
    save(*(CellInput(key, "5") for key in keys))
    assert AuditRow.objects.count() == rows + 1
    assert last_row().sentence.endswith("等 6 项")


def test_nought_blank_and_untouched_are_three_things(save):
    save(CellInput("articles_adopted", "0"), CellInput("staff", "—"))
    assert entry("articles_adopted").value == Decimal(0)
    assert entry("staff").value is None
    assert not Entry.objects.filter(key="students").exists()


def test_what_is_not_understood_is_kept_as_typed_and_explained(save):
    (result,) = save(CellInput("students", "约三万"))
    assert result.error == "“在校生总数”填的是“约三万”，应填数字（单位 人）。"
    assert (entry("students").raw, entry("students").value) == ("约三万", None)
    (result,) = save(CellInput("students", "30000", version=result.version))
    assert (entry("students").raw, result.error, result.version) == ("", "", 2)


def test_what_was_converted_says_so_in_the_note(save):
    (result,) = save(CellInput("students", "3.82万"))
    assert result.note == "“3.82万”按万折算"
    assert (entry("students").value, entry("students").note) == (38200, "“3.82万”按万折算")


def test_a_figure_the_window_does_not_ask_is_not_stored(save):
    assert save(CellInput("leading_group", "是"), CellInput("trainings", "3")) == []
    assert not Entry.objects.exists()
    assert last_row().sentence == "保存填报表，没有改动"


def test_the_second_of_two_reads_what_the_first_typed_and_overwrites_nothing(save, colleague):
    save(CellInput("students", "38000", version=0))
    (result,) = save(CellInput("students", "39000", version=0), actor=colleague)
    assert result.conflict == (
        "填报甲刚把“在校生总数”改为 38,000。您输入的还没有保存，请选用其中一个。"
    )
    assert entry("students").value == 38000
    (result,) = save(CellInput("students", "39000", version=result.version), actor=colleague)
    assert (result.conflict, entry("students").value) == ("", 39000)


def test_two_who_type_the_same_do_not_disagree(save, colleague):
    save(CellInput("students", "38000", version=0))
    (result,) = save(CellInput("students", "38,000", version=0), actor=colleague)
    assert (result.conflict, result.version) == ("", 1)


def test_a_note_typed_meanwhile_is_not_overwritten_either(save, colleague):
    save(CellInput("students", "38000", "含研究生", 0))
    (result,) = save(CellInput("students", "38000", "不含预科", 0), actor=colleague)
    assert "的说明改为“含研究生”" in result.conflict
    assert entry("students").note == "含研究生"


def test_who_changed_a_figure_may_be_the_platform(save, sheet, now):
    Entry.objects.create(
        sheet=sheet, key="students", value=7, source=Source.PREFILLED, version=3, updated_at=now
    )
    (result,) = save(CellInput("students", "8", version=1))
    assert result.conflict.startswith("系统刚把“在校生总数”改为 7。")


def test_typing_last_years_figure_again_confirms_it_and_keeps_its_source(save, carried, reporter):
    (result,) = save(CellInput("students", "38000", version=1))
    kept = entry("students")
    assert (kept.confirmed, kept.version, result.version) == (True, 2, 2)
    assert (kept.source, kept.source_text) == (Source.PREVIOUS, "2024年填报")
    assert kept.updated_by_id == reporter.user_id
    (result,) = save(CellInput("students", "38000", version=2))
    assert result.version == 2


def test_a_note_alone_leaves_the_source_and_a_new_figure_does_not(save, carried):
    save(CellInput("students", "38000", "已核对", 1))
    assert (entry("students").source, entry("students").note) == (Source.PREVIOUS, "已核对")
    save(CellInput("students", "38100", "已核对", 2))
    assert (entry("students").source, entry("students").source_text) == (Source.TYPED, "")


def test_a_page_sent_whole_answers_nothing_that_was_not_touched(save, carried):
    """Without a script every cell is posted; only what differs from what is stored counts."""
    answers = save(
        CellInput("students", "38000", "", 1, touched=False),
        CellInput("staff", "", "", 0, touched=False),
        CellInput("fund_spent", "900", "", 0, touched=False),
    )
    assert [a.version for a in answers] == [1, 0, 1]
    assert not entry("students").confirmed
    assert set(Entry.objects.values_list("key", flat=True)) == {"students", "fund_spent"}
    assert last_row().sentence == "填写“专项经费支出”"


@pytest.mark.parametrize("role", [Role.UNIVERSITY_LEADER, Role.PROVINCE_OFFICER, Role.AUDITOR])
def test_only_reporters_type(save, university, province, role):
    place = university if role == Role.UNIVERSITY_LEADER else province
    with pytest.raises(NotEditableError, match="由本校填报人或高校中心管理员进行"):
        save(CellInput("students", "1"), actor=factories.actor(role, place))
    assert not Entry.objects.exists()


def test_another_universitys_reporter_does_not_type(save, stranger):
    with pytest.raises(NotEditableError, match="由本校填报人"):
        save(CellInput("students", "1"), actor=stranger)


@pytest.mark.parametrize("state", [SheetState.SUBMITTED, SheetState.SIGNED, SheetState.VERIFIED])
def test_a_sheet_that_was_handed_in_is_locked_and_says_the_way(save, sheet, state):
    Sheet.objects.filter(pk=sheet.pk).update(state=state)
    rows = AuditRow.objects.count()
    with pytest.raises(NotEditableError, match=f"现在是“{state.label}”.*撤回.*退回.*更正"):
        save(CellInput("students", "1"))
    assert AuditRow.objects.count() == rows


def test_last_years_figures_are_confirmed_in_one_go(sheet, carried, reporter, now):
    Entry.objects.create(
        sheet=sheet, key="staff", value=5, confirmed=False, source=Source.PREVIOUS, updated_at=now
    )
    assert ops.confirm_previous(sheet=sheet, keys=["students"], actor=reporter, now=now) == 1
    assert (entry("students").confirmed, entry("staff").confirmed) == (True, False)
    assert entry("students").updated_by_id == reporter.user_id
    assert last_row().sentence == "确认沿用上期的 1 项"


def test_only_a_reporter_confirms(sheet, carried, leader, now):
    with pytest.raises(NotEditableError):
        ops.confirm_previous(sheet=sheet, keys=["students"], actor=leader, now=now)
    assert not entry("students").confirmed


def test_evidence_can_hang_on_a_figure_before_it_is_typed(sheet, reporter, now):
    made = ops.entry_for_evidence(sheet=sheet, key="students", actor=reporter, now=now)
    again = ops.entry_for_evidence(sheet=sheet, key="students", actor=reporter, now=now)
    assert (made.value, again.pk) == (None, made.pk)
    row = last_row()
    assert (row.sentence, row.target_id) == ("为“在校生总数”添加佐证", made.pk)


def test_evidence_hangs_only_on_what_the_window_asks_and_while_it_is_filled_in(
    sheet, reporter, leader, now
):
    with pytest.raises(KeyError):
        ops.entry_for_evidence(sheet=sheet, key="trainings", actor=reporter, now=now)
    with pytest.raises(NotEditableError):
        ops.entry_for_evidence(sheet=sheet, key="students", actor=leader, now=now)
    assert not Entry.objects.exists()


def test_what_the_platform_learnt_since_opening_is_taken_over(sheet, university, reporter, now):
    """The group was cited, and nothing was known when the window opened."""
    assert ops.take_known(sheet=sheet, actor=reporter, now=now) == 0
    LeadingGroup.objects.create(organisation=university, established_on=date(2024, 1, 1))
    assert ops.take_known(sheet=sheet, actor=reporter, now=now) == 1
    known = entry("leading_group")
    assert (known.value, known.source) == (1, Source.PREFILLED)
    assert known.source_text.startswith("期末在任的领导小组")
    assert last_row().sentence == "更新平台已有的 1 项"
    LeadingGroup.objects.all().delete()
    assert ops.take_known(sheet=sheet, actor=reporter, now=now) == 1
    assert (entry("leading_group").value, entry("leading_group").source_text) == (None, "平台暂无")


def test_only_a_reporter_takes_over(sheet, leader, now):
    with pytest.raises(NotEditableError):
        ops.take_known(sheet=sheet, actor=leader, now=now)


def test_what_somebody_typed_over_is_not_taken_back(
    make_window, university, other_university, officer, reporter, now
):
    window = make_window({"office_established": "ask", "students": "ask"})
    ops.open_window(window=window, actor=officer, now=now)
    sheet = Sheet.objects.get(organisation=university)
    Office.objects.create(organisation=university, name="网络思政科", since=date(2024, 3, 5))
    assert ops.take_known(sheet=sheet, actor=reporter, now=now) == 1
    cells = [CellInput("office_established", "否")]
    ops.save_entries(sheet=sheet, cells=cells, actor=reporter, now=now)
    assert ops.take_known(sheet=sheet, actor=reporter, now=now) == 0
    assert entry("office_established").value == 0


def test_submitting_takes_over_what_is_known_by_then(filled, university, reporter, now):
    LeadingGroup.objects.create(organisation=university, established_on=date(2024, 1, 1))
    ops.submit(sheet=filled, actor=reporter, now=now)
    assert entry("leading_group").value == 1
