"""What the desk shows to whom, what evidence hangs on, and where a figure opens."""

from datetime import timedelta

import pytest

from tests import factories
from wangyu.base.core.access import Actor, NotVisible
from wangyu.base.core.roles import Role
from wangyu.base.lib.ports import attachables, documents, naming, navigation, openers
from wangyu.institutions.people.queries import actor_for
from wangyu.records.ledger import ops
from wangyu.records.ledger.models import Entry, Fact
from wangyu.records.ledger.ports import todo


def titles(actor, now):
    return [item.title for item in todo(actor, now)]


def close(window, officer, now):
    ops.close_window(window=window, actor=officer, now=now)


def test_a_reporter_reads_what_is_left_by_when_and_how_long(sheet, reporter, stranger, fill, now):
    (item,) = todo(reporter, now)
    assert (item.title, item.url) == ("填报“2025年度填报”", f"/ledger/sheets/{sheet.pk}/")
    assert (item.due, item.note) == (now + timedelta(days=20), "还有 7 项")
    before = item.minutes
    fill(sheet)
    (item,) = todo(reporter, now)
    assert item.note == "已填齐，请提交"
    assert item.minutes <= before
    assert titles(stranger, now) == ["填报“2025年度填报”"]


def test_each_step_is_on_the_desk_of_whoever_takes_it(sheet, fill, reporter, leader, officer, now):
    everybody = (reporter, leader, officer)
    fill(sheet)
    assert [bool(titles(who, now)) for who in everybody] == [True, False, False]
    ops.submit(sheet=sheet, actor=reporter, now=now)
    assert [titles(who, now) for who in everybody] == [[], ["签批“2025年度填报”"], []]
    ops.sign(sheet=sheet, actor=leader, now=now)
    assert [titles(who, now) for who in everybody] == [[], [], ["核实“2025年度填报”：1 所学校"]]
    ops.return_sheet(sheet=sheet, reason="请核对", actor=officer, now=now)
    assert [titles(who, now) for who in everybody] == [["补正“2025年度填报”"], [], []]


def test_corrections_wait_for_the_province_alone(verified, reporter, leader, officer, now):
    fact = Fact.objects.get(key="students")
    ops.ask_correction(fact=fact, raw="38100", reason="年报更正", actor=reporter, now=now)
    desks = [titles(who, now) for who in (officer, reporter, leader)]
    assert desks == [["决定 1 份更正申请"], [], []]


def test_after_closing_what_was_handed_in_still_waits_and_what_was_not_does_not(
    submitted, window, reporter, stranger, leader, officer, now
):
    close(window, officer, now)
    assert titles(stranger, now) == []
    assert titles(leader, now) == ["签批“2025年度填报”"]
    ops.sign(sheet=submitted, actor=leader, now=now)
    assert titles(officer, now) == ["核实“2025年度填报”：1 所学校"]
    ops.return_sheet(sheet=submitted, reason="请核对", actor=officer, now=now)
    assert titles(reporter, now) == ["补正“2025年度填报”"]


def test_somebody_with_two_roles_has_only_what_each_may_do_where_it_is_held(
    submitted, other_sheet, university, other_university, now
):
    """Leads another university and reports for this one: neither is theirs to sign or fill."""
    user = factories.officer(Role.UNIVERSITY_LEADER, other_university)
    factories.grant(user, Role.UNIVERSITY_REPORTER, university)
    assert titles(actor_for(user, on=factories.TODAY), now) == []


def test_nobody_else_has_anything_to_do(submitted, province, university, now):
    for role, org in ((Role.AUDITOR, province), (Role.STUDENT, university)):
        assert titles(factories.actor(role, org), now) == []
    assert titles(Actor.anonymous(), now) == []


def test_windows_are_found_once_they_are_open(draft, make_window, officer, now):
    found = documents.get("ledger")
    assert list(found()) == []
    ops.open_window(window=draft, actor=officer, now=now)
    assert [document.title for document in found()] == ["2025年度填报"]


def test_evidence_hangs_on_a_figure_while_its_sheet_is_filled_in(filled, reporter, officer, now):
    entry = Entry.objects.get(sheet=filled, key="students")
    resolve = attachables.get("ledger.entry").resolve
    subject = resolve(reporter, entry.pk)
    assert subject.title == "云梦大学 · 2025年度填报 · 在校生总数"
    assert (subject.org_id, subject.may_attach) == (filled.organisation_id, True)
    assert not resolve(officer, entry.pk).may_attach
    ops.submit(sheet=filled, actor=reporter, now=now)
    assert not resolve(reporter, entry.pk).may_attach


def test_no_evidence_is_hung_on_anothers_figure(filled, stranger):
    entry = Entry.objects.get(sheet=filled, key="students")
    with pytest.raises(NotVisible):
        attachables.get("ledger.entry").resolve(stranger, entry.pk)


def test_a_figure_is_called_by_its_label(filled):
    entry = Entry.objects.get(sheet=filled, key="students")
    assert naming.get("ledger.entry").names([entry.pk]) == {entry.pk: "“在校生总数”"}


def test_a_number_opens_to_its_fact(signed, reporter):
    fact = Fact.objects.get(key="students")
    assert openers.get("ledger.fact")(reporter, fact.pk) == f"/ledger/facts/{fact.pk}/"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.PROVINCE_OFFICER, {"ledger.windows", "ledger.corrections"}),
        (Role.AUDITOR, {"ledger.windows"}),
        (Role.UNIVERSITY_REPORTER, {"ledger.sheets", "ledger.corrections"}),
        (Role.STUDENT, set()),
    ],
)
def test_the_menu_shows_what_a_role_can_use(province, university, role, shown):
    at = province if role in {Role.PROVINCE_OFFICER, Role.AUDITOR} else university
    actor = factories.actor(role, at)
    keys = ("ledger.windows", "ledger.sheets", "ledger.corrections")
    assert {key for key in keys if navigation.get(key).visible(actor)} == shown
