"""Who reaches which window, sheet, figure, fact, correction and receipt."""

import pytest

from tests import factories
from wangyu.base.core.access import Actor, NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.people.queries import actor_for
from wangyu.records.ledger import access, ops
from wangyu.records.ledger.models import Correction, Entry, Fact, Receipt, Sheet, Window


@pytest.fixture
def correction(verified, reporter, now):
    fact = Fact.objects.get(key="students", organisation=verified.organisation)
    return ops.ask_correction(fact=fact, raw="38000", reason="年报更正", actor=reporter, now=now)


@pytest.fixture
def things(correction):
    """One of each kind of 云梦大学, with the function that gives it."""
    sheet = Sheet.objects.get(receipts__verb="sign")
    return [
        (access.access_sheet, sheet.pk),
        (access.access_entry, Entry.objects.filter(sheet=sheet).earliest("pk").pk),
        (access.access_fact, correction.fact_id),
        (access.access_correction, correction.pk),
        (access.access_receipt, Receipt.objects.earliest("pk").number),
    ]


@pytest.mark.parametrize("role", [Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.AUDITOR])
def test_the_province_reaches_everything(things, province, role):
    actor = factories.actor(role, province)
    assert all(run(actor, key) for run, key in things)


@pytest.mark.parametrize(
    "role", [Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER]
)
def test_a_university_reaches_its_own(things, university, role):
    actor = factories.actor(role, university)
    assert all(run(actor, key) for run, key in things)


def test_another_universitys_looks_like_a_missing_one(things, stranger):
    for run, key in things:
        with pytest.raises(NotVisible):
            run(stranger, key)
        with pytest.raises(NotVisible):
            run(stranger, 0)


def test_a_student_and_a_visitor_reach_nothing(things, university):
    for actor in (factories.actor(Role.STUDENT, university), Actor.anonymous()):
        for run, key in things:
            with pytest.raises(NotVisible):
                run(actor, key)


def test_of_several_just_the_one_asked_for(correction, verified, reporter, officer, now):
    other = Fact.objects.get(key="staff", organisation=verified.organisation)
    facts = {"reason": "年报更正", "actor": reporter, "now": now}
    second = ops.ask_correction(fact=other, raw="2500", **facts)
    for one in (correction, second):
        assert access.access_correction(officer, one.pk) == one
    for number in Fact.objects.all():
        assert access.access_fact(officer, number.pk) == number
    for entry in Entry.objects.all():
        assert access.access_entry(officer, entry.pk) == entry
    for receipt in Receipt.objects.all():
        assert access.access_receipt(officer, receipt.number) == receipt


def test_of_several_windows_just_the_one_asked_for(window, make_window, officer):
    for one in (window, make_window(title="补充填报")):
        assert access.access_window(officer, one.pk) == one


def test_the_own_province_is_where_one_is_staff(province, university):
    user = factories.user()
    for role, org in ((Role.UNIVERSITY_REPORTER, university), (Role.PROVINCE_OFFICER, province)):
        factories.grant(user, role, org)
    assert access.own_province(actor_for(user, on=factories.TODAY)) == province


def test_lists_hold_what_single_access_gives(things, university, stranger):
    rows = {
        Sheet: access.visible_sheets,
        Fact: access.visible_facts,
        Correction: access.visible_corrections,
    }
    own = factories.actor(Role.UNIVERSITY_LEADER, university)
    for model, visible in rows.items():
        paths = {Sheet: "organisation", Fact: "organisation", Correction: "fact__organisation"}
        mine = model.objects.filter(**{paths[model]: university})
        assert mine.exists()
        assert set(visible(own)) == set(mine)
        assert not set(visible(stranger)) & set(mine)


def test_a_draft_is_the_provinces_alone(draft, officer, reporter):
    assert list(access.visible_windows(officer)) == [draft]
    assert not access.visible_windows(reporter).exists()
    with pytest.raises(NotVisible):
        access.access_window(reporter, draft.pk)


def test_a_university_sees_the_window_that_reached_it_once(window, make_window, reporter, stranger):
    make_window(title="还没有开启的窗口")
    assert list(access.visible_windows(reporter)) == [window]
    assert access.access_window(stranger, window.pk) == window


def test_sheets_of_a_draft_are_nobodys(sheet, officer, reporter):
    Window.objects.update(state="draft")
    for actor in (officer, reporter):
        assert not access.visible_sheets(actor).exists()
        with pytest.raises(NotVisible):
            access.access_sheet(actor, sheet.pk)


def test_a_university_may_read_a_window_but_not_change_it(window, reporter, officer):
    assert access.access_own_window(officer, window.pk) == window
    with pytest.raises(Refused, match="与省中心联系"):
        access.access_own_window(reporter, window.pk)


def test_an_auditor_reads_a_window_but_does_not_change_it(window, province):
    auditor = factories.actor(Role.AUDITOR, province)
    assert access.access_window(auditor, window.pk) == window
    with pytest.raises(Refused, match="由省中心管理"):
        access.access_own_window(auditor, window.pk)


def test_only_the_provinces_staff_have_a_province_of_their_own(officer, province, reporter):
    assert access.own_province(officer) == province
    with pytest.raises(Refused, match="由省中心办理"):
        access.own_province(reporter)
