"""Submitted, signed, verified, returned: what each step leaves behind and whom it tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tests import factories
from wangyu.base.audit.models import Entry as AuditRow
from wangyu.base.core.keys import receipt_key
from wangyu.base.core.roles import Role
from wangyu.base.core.stamps import read_stamps
from wangyu.base.notify.models import Notification
from wangyu.records.ledger import ops, queries
from wangyu.records.ledger.enums import FactState, SheetState, Source
from wangyu.records.ledger.logic.receipts import Sealed, is_genuine
from wangyu.records.ledger.models import Current, Decision, Entry, Fact, Receipt, Sheet
from wangyu.records.ledger.ops.signing import SubmitError


def again(sheet):
    return Sheet.objects.select_related("window", "organisation").get(pk=sheet.pk)


def told(kind="ledger.sheet"):
    return list(
        Notification.objects.filter(kind=kind)
        .order_by("pk")
        .values_list("recipient_id", "title", "body")
    )


def test_submitting_gives_a_receipt_of_what_was_submitted(filled, reporter, leader_user, now):
    receipt = ops.submit(sheet=filled, actor=reporter, now=now)
    sheet = again(filled)
    assert (sheet.state, sheet.revision, sheet.late) == (SheetState.SUBMITTED, 1, False)
    assert (sheet.submitted_at, sheet.submitted_by_id) == (now, reporter.user_id)
    assert (receipt.verb, receipt.revision, receipt.at) == ("submit", 1, now)
    assert receipt.content_sha256 == queries.content_hash(sheet)
    assert told() == [(leader_user.pk, "“2025年度填报”待您签批", "云梦大学")]
    assert not Fact.objects.exists()
    row = AuditRow.objects.get(action="ledger.sheet.submit")
    assert row.details["receipt"] == receipt.number


def test_a_receipt_is_signed_with_the_platforms_key(submitted):
    found = Receipt.objects.get()
    public = receipt_key(Path(settings.HOME)).public_key().public_bytes_raw()
    facts = (found.number, found.verb, found.revision, found.at, found.content_sha256)
    assert is_genuine(public, Sealed(*facts, found.signature))
    assert not is_genuine(public, Sealed(found.number, "sign", *facts[2:], found.signature))


def test_a_sheet_with_open_questions_is_not_submitted_and_says_how_many(sheet, fill, reporter, now):
    sheet = fill(sheet, {"students": "约三万", "articles_submitted": "1", "articles_adopted": "2"})
    rows = AuditRow.objects.count()
    with pytest.raises(SubmitError) as refused:
        ops.submit(sheet=sheet, actor=reporter, now=now)
    assert str(refused.value) == "还有 6 处需要处理，暂时不能提交。"
    assert {p.key for p in refused.value.problems} == {
        "students", "staff", "rules_for_media", "fund_received", "fund_spent", "articles_adopted",
    }  # fmt: skip
    assert again(sheet).state == SheetState.FILLING
    assert AuditRow.objects.count() == rows
    assert not Receipt.objects.exists()
    assert not Decision.objects.exists()


def test_a_warning_is_answered_by_a_note(filled, fill, reporter, now):
    """More spent than received is possible, but somebody must say why."""
    sheet = fill(filled, {"fund_spent": "2000000"})
    with pytest.raises(SubmitError) as refused:
        ops.submit(sheet=sheet, actor=reporter, now=now)
    assert [p.message for p in refused.value.problems] == [
        "专项经费支出大于到账，请核对或在说明里写明。"
    ]
    sheet = fill(sheet, {"fund_spent": "2000000"}, note="含上年结转")
    ops.submit(sheet=sheet, actor=reporter, now=now)
    assert again(sheet).state == SheetState.SUBMITTED


def test_signing_turns_figures_into_facts(submitted, leader, reporter, now):
    before = read_stamps("ledger")
    receipt = ops.sign(sheet=submitted, actor=leader, now=now)
    sheet = again(submitted)
    assert (sheet.signed_at, sheet.signed_by_id) == (now, leader.user_id)
    fact = Fact.objects.get(key="students")
    assert (fact.value, fact.version, fact.period_key) == (38200, 1, "Y2025")
    assert (fact.source, fact.entered_by_id) == (Source.TYPED, reporter.user_id)
    assert (fact.sheet, fact.entry) == (sheet, Entry.objects.get(key="students"))
    current = Current.objects.get(key="students")
    assert (current.fact, current.value, current.state) == (fact, 38200, FactState.REPORTED)
    assert Fact.objects.count() == Current.objects.count() == Entry.objects.count() == 7
    assert Current.objects.get(key="articles_adopted").value == 0
    assert receipt.verb == "sign"
    assert read_stamps("ledger") != before


def test_a_figure_the_platform_filled_in_is_signed_by_whom_it_passed(submitted, leader, now):
    Entry.objects.filter(key="staff").update(updated_by=None, source=Source.PREFILLED)
    ops.sign(sheet=submitted, actor=leader, now=now)
    assert Fact.objects.get(key="staff").entered_by_id == leader.user_id


def test_recalling_gives_the_sheet_back_to_fill_in(submitted, reporter, fill, now):
    ops.recall(sheet=submitted, actor=reporter, now=now)
    assert AuditRow.objects.latest("pk").sentence == "撤回“2025年度填报”修改"
    sheet = fill(again(submitted), {"staff": "2601"})
    assert ops.submit(sheet=sheet, actor=reporter, now=now).revision == 2


def test_the_leader_sends_back_with_a_reason_the_reporters_read(
    submitted, leader, reporter_user, now
):
    ops.send_back(sheet=submitted, reason="请核对教职工数", actor=leader, now=now)
    assert told()[-1] == (reporter_user.pk, "“2025年度填报”被退回修改", "请核对教职工数")
    assert Decision.objects.get(verb="send_back").reason == "请核对教职工数"
    row = AuditRow.objects.latest("pk")
    assert (row.sentence, row.private.values) == ("退回填报人", {"理由": "请核对教职工数"})


def test_verifying_makes_the_facts_count(verified, officer, reporter_user, leader_user):
    assert again(verified).state == SheetState.VERIFIED
    assert set(Current.objects.values_list("state", flat=True)) == {FactState.VERIFIED}
    title = "“2025年度填报”已核实通过"
    assert {row[0] for row in told() if row[1] == title} == {reporter_user.pk, leader_user.pk}


def test_verifying_one_university_verifies_no_other(
    signed, other_sheet, fill, stranger, other_university, officer, now
):
    other = fill(other_sheet, actor=stranger)
    ops.submit(sheet=other, actor=stranger, now=now)
    leader = factories.actor(Role.UNIVERSITY_LEADER, other_university)
    ops.sign(sheet=again(other), actor=leader, now=now)
    ops.verify(sheet=signed, actor=officer, now=now)
    states = Current.objects.filter(organisation=other_university).values_list("state", flat=True)
    assert set(states) == {FactState.REPORTED}


def test_returning_says_what_is_wrong_with_which_figure(
    signed, officer, reporter_user, leader_user, now
):
    wrong = {"students": " 与年报不一致 ", "staff": "  "}
    ops.return_sheet(sheet=signed, reason="请核对", item_reasons=wrong, actor=officer, now=now)
    assert Decision.objects.get(verb="return").item_reasons == {"students": "与年报不一致"}
    rows = queries.rows_of(again(signed))
    assert {r.item.key: r.returned for group in rows.values() for r in group if r.returned} == {
        "students": "与年报不一致"
    }
    title = "“2025年度填报”被退回补正"
    assert {row[0] for row in told() if row[1:] == (title, "请核对")} == {
        reporter_user.pk, leader_user.pk,
    }  # fmt: skip
    row = AuditRow.objects.get(action="ledger.sheet.return")
    assert row.sentence == "退回云梦大学的“2025年度填报”"
    assert row.private.values == {"理由": "请核对"}
    assert row.details["items"] == ["students"]


def test_what_is_reported_anew_is_a_new_version_and_the_old_one_stays(
    returned, fill, reporter, leader, now
):
    assert Current.objects.get(key="students").value == 38200
    sheet = fill(returned, {"students": "38100"})
    ops.submit(sheet=sheet, actor=reporter, now=now)
    ops.sign(sheet=again(sheet), actor=leader, now=now)
    versions = Fact.objects.filter(key="students").order_by("version")
    assert [(f.version, f.value, f.revision) for f in versions] == [(1, 38200, 1), (2, 38100, 2)]
    current = Current.objects.get(key="students")
    assert (current.fact, current.state) == (versions[1], FactState.REPORTED)


def test_evidence_that_is_due_and_missing_is_a_doubt_but_no_obstacle(submitted):
    doubts = queries.doubts_of(submitted)
    assert {p.key for p in doubts} == {"fund_received", "rules_for_media"}
    assert doubts[0].message.endswith("应附佐证，还没有附。")
