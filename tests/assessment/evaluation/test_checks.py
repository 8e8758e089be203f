"""Mutual checks: made leaf by leaf, given back, given to somebody else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from tests import factories
from tests.assessment.evaluation import checking
from tests.assessment.evaluation.conftest import actor_of
from wangyu.assessment.evaluation.access import checks as access
from wangyu.assessment.evaluation.logic.standins import stand_ins
from wangyu.assessment.evaluation.models import Answer, Check, Cycle
from wangyu.assessment.evaluation.ops import checks as ops
from wangyu.assessment.evaluation.ops import pairs
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.marking import Typed
from wangyu.assessment.evaluation.ports.checks import to_check, to_pair
from wangyu.assessment.evaluation.queries import checks as queries
from wangyu.assessment.evaluation.queries import points
from wangyu.assessment.evaluation.queries.shown import leaves_shown
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import Use

pytestmark = pytest.mark.django_db


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_marks_are_kept_one_by_one(check, checker, now):
    typed = {"plans": Typed("", points="１２.5", words="第 3 页")}
    kept = ops.save_marks(check=check, typed=typed, actor=checker, now=now)
    mark = check.marks.get()
    assert (mark.points, mark.words, kept.refused) == (Decimal("12.5"), "第 3 页", {})
    ops.save_marks(check=check, typed={"plans": Typed("", place="3")}, actor=checker, now=now)
    assert (again(mark).points, again(mark).place) == (Decimal("12.5"), "3")
    ops.save_marks(check=check, typed={"plans": Typed("", points="")}, actor=checker, now=now)
    assert again(mark).points is None


def test_nothing_typed_makes_no_mark(check, checker, now):
    typed = {"plans": Typed("", points="", words="", file="", place="")}
    ops.save_marks(check=check, typed=typed, actor=checker, now=now)
    assert not check.marks.exists()


@pytest.mark.parametrize("said", ["20.5", "-1", "多", "1.005"])
def test_points_beyond_the_indicator_are_told_and_the_words_kept(check, checker, now, said):
    typed = {"plans": Typed("", points=said, words="理由")}
    kept = ops.save_marks(check=check, typed=typed, actor=checker, now=now)
    assert "应为 0 到 20 的数" in kept.refused["plans"]
    assert (check.marks.get().points, check.marks.get().words) == (None, "理由")


def test_a_colleague_who_was_quicker_is_not_overwritten(check, checker, now):
    colleague = actor_of(
        factories.officer(Role.UNIVERSITY_OFFICER, check.checker.organisation, "同事")
    )
    ops.save_marks(check=check, typed={"plans": Typed("", points="3")}, actor=colleague, now=now)
    kept = ops.save_marks(
        check=check, typed={"plans": Typed("", points="9")}, actor=checker, now=now
    )
    assert kept.overtaken["plans"].points == 3
    seen = check.marks.get().updated_at.isoformat()
    ops.save_marks(check=check, typed={"plans": Typed(seen, points="9")}, actor=checker, now=now)
    assert check.marks.get().points == 9


def test_only_evidence_of_the_checked_university_is_named(check, checker, now):
    file = attach(check.checked, "plans", now)
    other = attach(check.checker, "plans", now)
    typed = {
        "plans": Typed("", points="5", file=str(file.pk)),
        "office": Typed("", points="5", file=str(other.pk)),
    }
    ops.save_marks(check=check, typed=typed, actor=checker, now=now)
    named = dict(check.marks.values_list("indicator", "file_id"))
    assert named == {"plans": file.pk, "office": None}


def attach(member, leaf, now):
    answer = Answer.objects.get(member=member, indicator=leaf)
    actor = checking.reporter_of(member)
    upload = ContentFile(f"佐证{member.pk}".encode(), "proof.txt")
    file, _ = evidence.add_file(
        organisation=member.organisation, upload=upload, actor=actor, now=now
    )
    factories.use(file, "evaluation.answer", answer.pk, actor, now)
    return file


def test_a_checker_opens_exactly_what_is_attached(check, checker, now):
    file = attach(check.checked, "plans", now)
    use = file.uses.get()
    assert access.access_check_file(checker, check.pk, use.pk) == (check, use)
    own = attach(check.checker, "plans", now).uses.get()
    stranger = factories.actor(
        Role.UNIVERSITY_REPORTER, factories.university(check.checked.cycle.owner)
    )
    for who, pk in ((checker, own.pk), (stranger, use.pk)):
        with pytest.raises(NotVisible):
            access.access_check_file(who, check.pk, pk)
    Use.objects.filter(pk=use.pk).update(removed_at=now)
    with pytest.raises(NotVisible):
        access.access_check_file(checker, check.pk, use.pk)


def test_what_is_missing_is_told_by_name(check, checker, now):
    with pytest.raises(ops.LackingError, match="还有 5 处要补") as caught:
        ops.submit_check(check=check, actor=checker, now=now)
    assert caught.value.lacks[0].sentence == "“专题研究”还没有打分。"


def test_the_log_names_a_check(check):
    names = queries.names_of([check])[0]
    assert queries.check_names([check.pk]) == {check.pk: "查".join(names)}


def test_a_check_is_handed_in_and_then_stands(mutual, check, checker, officer, now):
    ops.save_marks(check=check, typed=checking.every_mark(mutual), actor=checker, now=now)
    ops.submit_check(check=check, actor=checker, now=now)
    assert (again(check).state, again(check).submitted_by_id) == ("submitted", checker.user_id)
    with pytest.raises(EvaluationError, match="已经提交"):
        ops.save_marks(check=check, typed={}, actor=checker, now=now)
    assert points.mutual_points(mutual)[check.checked_id]["plans"] == 5
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.return_check(check=check, reason=" ", actor=officer, now=now)
    ops.return_check(check=check, reason="没有看佐证", actor=officer, now=now)
    assert (again(check).state, again(check).reason) == ("open", "没有看佐证")
    assert points.mutual_points(mutual) == {}


def test_a_checker_says_that_it_cannot(check, checker, officer_user, now):
    with pytest.raises(EvaluationError, match="为什么不能查"):
        ops.decline_check(check=check, reason="", actor=checker, now=now)
    ops.decline_check(check=check, reason="两校合并在即", actor=checker, now=now)
    assert again(check).conflict == "两校合并在即"
    assert Notification.objects.filter(recipient=officer_user, title__contains="不能查").exists()
    assert [item.title for item in to_pair(actor_of(officer_user), now)] == ["为 1 对互查改派"]
    assert len(list(to_check(checker, now))) == 1


def test_one_pair_is_replaced_and_no_other(mutual, check, officer, now):
    before = set(queries.names_of(queries.checks_of(mutual)))
    (dropped,) = queries.names_of([check])
    offered = stand_ins(queries.problem_for(mutual), sorted(before), dropped)
    instead = offered[0]
    assert instead.load == 2
    assert instead.id not in {dropped[0], dropped[1]}
    assert (dropped[1], instead.id) not in before
    member = mutual.members.get(organisation__name=instead.id)
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.replace_check(check=check, checker=member, reason="", actor=officer, now=now)
    made = ops.replace_check(check=check, checker=member, reason="有合作", actor=officer, now=now)
    after = set(queries.names_of(queries.checks_of(mutual)))
    assert after == before - {dropped} | {(instead.id, dropped[1])}
    assert again(check).state == "dropped"
    with pytest.raises(EvaluationError, match="查过或正在查"):
        ops.replace_check(check=made, checker=check.checker, reason="又", actor=officer, now=now)


def test_before_it_begins_a_pair_is_replaced_without_telling_anybody(eight, officer, now):
    checking.sign(eight)
    pairs.take_pairs(cycle=eight, chosen=checking.chosen(now), actor=officer, now=now)
    check = queries.checks_of(eight).first()
    (dropped,) = queries.names_of([check])
    names = queries.names_of(queries.checks_of(eight))
    instead = stand_ins(queries.problem_for(eight), names, dropped)[0]
    told = Notification.objects.count()
    member = eight.members.get(organisation__name=instead.id)
    ops.replace_check(check=check, checker=member, reason="有合作", actor=officer, now=now)
    assert Notification.objects.count() == told


def test_nothing_moves_once_the_mutual_check_is_over(mutual, check, checker, officer, now):
    Cycle.objects.filter(pk=mutual.pk).update(state="spot")
    with pytest.raises(EvaluationError, match="不是互查阶段"):
        ops.save_marks(check=check, typed={}, actor=checker, now=now)
    with pytest.raises(EvaluationError, match="不能再退回"):
        ops.return_check(check=check, reason="x", actor=officer, now=now)
    with pytest.raises(EvaluationError, match="不能再改派"):
        ops.replace_check(check=check, checker=check.checked, reason="x", actor=officer, now=now)
    with pytest.raises(EvaluationError, match="没有待查"):
        pairs.move_check_deadline(
            cycle=mutual, due_at=now + timedelta(1), reason="x", actor=officer, now=now
        )


def test_the_deadline_of_open_checks_moves_with_its_reason(mutual, officer, now):
    due = now + timedelta(days=70)
    facts = {"cycle": mutual, "actor": officer, "now": now}
    with pytest.raises(EvaluationError, match="写明理由"):
        pairs.move_check_deadline(due_at=due, reason="", **facts)
    with pytest.raises(EvaluationError, match="应在现在之后"):
        pairs.move_check_deadline(due_at=now, reason="雨", **facts)
    assert pairs.move_check_deadline(due_at=due, reason="雨", **facts) == 16
    assert set(Check.objects.values_list("due_at", flat=True)) == {due}


def test_who_is_checked_reads_it_only_when_it_may_object(mutual, check, now):
    checked = checking.reporter_of(check.checked)
    Check.objects.filter(pk=check.pk).update(state="submitted")
    with pytest.raises(NotVisible):
        access.access_check(checked, check.pk)
    Cycle.objects.filter(pk=mutual.pk).update(state="noticed")
    assert access.access_check(checked, check.pk) == check
    with pytest.raises(Refused, match="查的那所高校"):
        access.access_own_check(checked, check.pk)


def test_the_province_sees_and_does_not_fill_in(check, officer, checker):
    assert access.access_kept_check(officer, check.pk) == check
    with pytest.raises(Refused, match="查的那所高校"):
        access.access_own_check(officer, check.pk)
    with pytest.raises(Refused, match="省中心"):
        access.access_kept_check(checker, check.pk)


def test_a_checker_reads_what_the_other_says(check):
    shown = {one.leaf.key: one for one in leaves_shown(check.checked, peer=True)}
    plans, exchange = shown["plans"], shown["exchange"]
    assert (plans.own, plans.own_text, plans.typed_points) == (20, "20", "")
    assert [f.label for f in exchange.figures] == ["承办了几次全省交流？", "参加了几次全省交流？"]
    assert {f.period for f in shown["articles"].figures} == {"2024年", "2025年"}
    assert shown["meetings"].wants_evidence


def test_the_desk_says_what_to_check_and_what_to_pair(eight, officer, reporter, now):
    assert list(to_pair(reporter, now)) == list(to_check(officer, now)) == []
    assert list(to_pair(officer, now)) == []
    checking.sign(eight)
    assert [one.title for one in to_pair(officer, now)] == ["自查已结束，分派互查"]
    pairs.take_pairs(cycle=eight, chosen=checking.chosen(now), actor=officer, now=now)
    pairs.begin_checks(cycle=eight, actor=officer, now=now)
    late = now + timedelta(days=51)
    assert [one.title for one in to_pair(officer, late)] == ["16 对互查已逾期"]
    mine = checking.reporter_of(eight.members.first())
    assert [one.tone for one in to_check(mine, late)] == ["bad", "bad"]
