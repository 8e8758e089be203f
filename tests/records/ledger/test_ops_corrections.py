"""After verifying: a correction is a new version with its reason; nothing is overwritten."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from wangyu.base.audit.models import Entry as AuditRow
from wangyu.base.core.access import Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib.measures import UnknownMeasureError
from wangyu.base.lib.periods import Period
from wangyu.base.notify.models import Notification
from wangyu.institutions.orgs.models import Office
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import CorrectionState, FactState, SheetState, Source
from wangyu.records.ledger.models import Correction, Current, Fact, Sheet, Snapshot
from wangyu.records.ledger.ops.corrections import CorrectionError


@pytest.fixture
def fact(verified):
    return Fact.objects.get(key="students")


@pytest.fixture
def ask(reporter, now):
    def run(fact, raw="38000", reason="年报更正", actor=reporter):
        return ops.ask_correction(fact=fact, raw=raw, reason=reason, actor=actor, now=now)

    return run


@pytest.fixture
def asked(ask, fact):
    return ask(fact)


@pytest.fixture
def accept(officer, now):
    return lambda correction, actor=officer: ops.accept_correction(
        correction=correction, answer="同意", actor=actor, now=now
    )


@pytest.fixture
def refuse(officer, now):
    def run(correction, answer="请附年报", actor=officer):
        ops.refuse_correction(correction=correction, answer=answer, actor=actor, now=now)

    return run


def titles(user):
    rows = Notification.objects.filter(recipient=user, kind="ledger.correction")
    return [(row.title, row.body) for row in rows]


def test_a_university_asks_and_the_province_is_told(ask, fact, reporter, officer_user, now):
    made = ask(fact, " ３８０００ ", "  年报更正  ")
    assert (made.value, made.reason, made.state) == (38000, "年报更正", CorrectionState.PROPOSED)
    assert (made.asked_by_id, made.asked_at) == (reporter.user_id, now)
    assert Current.objects.get(key="students").value == 38200
    assert titles(officer_user) == [("云梦大学申请更正一项数字", "年报更正")]
    row = AuditRow.objects.get(action="ledger.correction.ask")
    assert row.sentence == "申请更正“在校生总数”"
    assert row.private.values == {"理由": "年报更正"}
    assert row.org_path == fact.organisation.path


@pytest.mark.parametrize(
    ("raw", "reason", "sentence"),
    [
        ("38000", "  ", "申请更正必须写明理由"),
        ("约三万", "年报更正", "应填数字\\（单位 人\\）"),
        ("38,200", "年报更正", "与现行数字相同"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(ask, fact, raw, reason, sentence):
    rows = AuditRow.objects.count()
    with pytest.raises(CorrectionError, match=sentence):
        ask(fact, raw, reason)
    assert not Correction.objects.exists()
    assert AuditRow.objects.count() == rows


def test_a_figure_can_be_corrected_to_not_reported(ask, accept, fact):
    assert accept(ask(fact, "")).value is None


def test_one_question_at_a_time(ask, asked, fact):
    with pytest.raises(CorrectionError, match="已有一份更正申请"):
        ask(fact)


def test_only_the_newest_version_is_corrected(ask, asked, accept, fact):
    accept(asked)
    with pytest.raises(CorrectionError, match="已经有更新的版本"):
        ask(fact, "37000")


@pytest.mark.parametrize("state", [SheetState.SIGNED, SheetState.RETURNED, SheetState.SUBMITTED])
def test_what_is_not_verified_yet_is_sent_back_instead(ask, fact, state):
    Sheet.objects.update(state=state)
    with pytest.raises(CorrectionError, match=r"还没有核实.*联系省中心退回"):
        ask(fact)


def test_a_figure_without_a_sheet_is_corrected_too(ask, university, now):
    fact = Fact.objects.create(
        organisation=university, key="students", period_key="Y2020", version=1, value=5, at=now,
        source=Source.TYPED,
    )  # fmt: skip
    Current.objects.create(
        organisation=university, key="students", period_key="Y2020", fact=fact, value=5,
        state=FactState.VERIFIED,
    )  # fmt: skip
    assert ask(fact, "6").value == 6


def test_only_its_university_asks(ask, fact, officer, stranger):
    for actor in (officer, stranger):
        with pytest.raises(Refused, match="更正由本校申请"):
            ask(fact, actor=actor)
    assert not Correction.objects.exists()


def test_an_accepted_correction_is_a_new_version_and_the_old_one_stays(
    asked, accept, fact, reporter, reporter_user, officer, now
):
    new = accept(asked)
    assert (new.version, new.value, new.source) == (2, 38000, Source.CORRECTED)
    assert (new.reason, new.source_text) == ("年报更正", "更正第 1 版")
    assert (new.sheet, new.entry, new.entered_by_id) == (fact.sheet, fact.entry, reporter.user_id)
    current = Current.objects.get(key="students")
    assert (current.fact, current.value, current.state) == (new, 38000, FactState.VERIFIED)
    fact.refresh_from_db()
    assert (fact.value, fact.version) == (38200, 1)
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (CorrectionState.ACCEPTED, "同意")
    assert (asked.decided_by_id, asked.decided_at) == (officer.user_id, now)
    assert titles(reporter_user) == [("更正申请已采纳", "年报更正")]
    row = AuditRow.objects.get(action="ledger.correction.accept")
    assert (row.sentence, row.private.values) == ("采纳更正", {"理由": "年报更正"})


def test_a_refused_correction_leaves_the_figure_and_says_why(asked, refuse, reporter_user, fact):
    refuse(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (CorrectionState.REFUSED, "请附年报")
    assert Current.objects.get(key="students").fact == fact
    assert titles(reporter_user) == [("更正申请未采纳", "年报更正")]
    row = AuditRow.objects.get(action="ledger.correction.refuse")
    assert (row.sentence, row.private.values) == ("未采纳更正", {"答复": "请附年报"})


def test_a_refusal_without_a_reason_is_none(asked, refuse):
    with pytest.raises(CorrectionError, match="不采纳更正必须写明理由"):
        refuse(asked, " ")
    asked.refresh_from_db()
    assert asked.state == CorrectionState.PROPOSED


def test_a_decision_is_made_once(asked, accept, refuse):
    accept(asked)
    for run in (accept, refuse):
        with pytest.raises(CorrectionError, match="已经有了决定"):
            run(asked)
    assert Fact.objects.filter(key="students").count() == 2


def test_only_the_province_decides(asked, accept, refuse, reporter, university):
    for actor in (reporter, factories.actor(Role.UNIVERSITY_LEADER, university)):
        with pytest.raises(Refused, match="更正由省中心决定"):
            accept(asked, actor)
        with pytest.raises(Refused, match="更正由省中心决定"):
            refuse(asked, "", actor)
    assert Current.objects.get(key="students").value == 38200


def test_a_refused_figure_may_be_asked_about_again(asked, refuse, ask, fact):
    refuse(asked)
    assert ask(fact, "38100").value == 38100


@pytest.fixture
def freeze(officer, university, other_university, now):
    def run(*keys):
        orgs = [university.pk, other_university.pk]
        return ops.take_snapshot(
            name="2025年末", keys=keys, org_ids=orgs, period=Period.parse("Y2025"), actor=officer,
            now=now,
        )  # fmt: skip

    return run


def test_a_snapshot_freezes_what_is_known_with_one_hash(
    freeze, verified, university, asked, accept, officer, now
):
    Office.objects.create(organisation=university, name="网络思政科", since=date(2024, 3, 5))
    first = freeze("orgs.office", "fact.students")
    rows = first.rows.order_by("key").values_list("organisation_id", "key", "value")
    assert list(rows) == [
        (university.pk, "fact.students", 38200),
        (university.pk, "orgs.office", 1),
    ]
    assert (first.row_count, first.taken_by_id, first.taken_at) == (2, officer.user_id, now)
    assert freeze("fact.students", "orgs.office").sha256 == first.sha256
    accept(asked)
    assert freeze("orgs.office", "fact.students").sha256 != first.sha256
    assert first.rows.get(key="fact.students").value == 38200
    row = AuditRow.objects.filter(action="ledger.snapshot.take").earliest("pk")
    assert row.sentence == "冻结快照“2025年末”，2 个数字"
    assert row.details["sha256"] == first.sha256


def test_a_snapshot_of_an_unknown_measure_is_not_taken(freeze):
    with pytest.raises(UnknownMeasureError):
        freeze("fact.happiness")
    assert not Snapshot.objects.exists()
