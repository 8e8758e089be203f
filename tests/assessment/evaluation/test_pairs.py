"""Universities are paired with reasons, and the mutual check begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import factories
from tests.assessment.evaluation import checking
from wangyu.assessment.evaluation.access import checks as access
from wangyu.assessment.evaluation.logic.pairing import Clash
from wangyu.assessment.evaluation.models import CheckMark, Cycle, Member
from wangyu.assessment.evaluation.ops import pairs
from wangyu.assessment.evaluation.ops.cycles import EvaluationError, begin_cycle, create_cycle
from wangyu.assessment.evaluation.queries import checks as queries
from wangyu.base.core.access import NotVisible
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_pairs_wait_until_all_have_signed_or_time_is_over(eight, officer, now):
    with pytest.raises(EvaluationError, match="还没有高校上报"):
        pairs.require_ready(eight, now)
    checking.sign(eight, "第0大学")
    with pytest.raises(EvaluationError, match=r"还有 1 所高校没有上报"):
        pairs.take_pairs(cycle=eight, chosen=checking.chosen(now), actor=officer, now=now)
    Member.objects.filter(state="signed").update(due_at=now)
    late = now + timedelta(days=31)
    assert pairs.take_pairs(cycle=eight, chosen=checking.chosen(now), actor=officer, now=late) == 14


def test_one_university_with_more_time_is_waited_for(eight, officer, now):
    checking.sign(eight, "第0大学")
    Member.objects.filter(organisation__name="第0大学").update(due_at=now + timedelta(days=40))
    with pytest.raises(EvaluationError, match="没有上报"):
        pairs.require_ready(eight, now + timedelta(days=31))


def test_everybody_checks_two_and_is_checked_by_two_and_nobody_pays_back(mutual):
    found = queries.names_of(queries.checks_of(mutual))
    assert len(found) == 16
    assert all(sum(a == name for a, _ in found) == 2 for name, _ in found)
    assert not {(b, a) for a, b in found} & set(found)


def test_rivals_are_neighbours_in_a_group(eight, now):
    checking.sign(eight)
    rivals = queries.rivals_of(eight, queries.signed_members(eight))
    assert ("第0大学", "第1大学") in rivals
    assert ("第0大学", "第2大学") not in rivals
    assert not rivals & set(queries.names_of(queries.checks_of(eight)))


def test_nobody_is_ranked_by_what_is_unknown(eight):
    Member.objects.filter(cycle=eight).update(state="signed")
    assert queries.rivals_of(eight, queries.signed_members(eight)) == set()


def test_pairs_of_the_round_before_do_not_come_again(mutual, facts, province, officer, now):
    before = set(queries.names_of(queries.checks_of(mutual)))
    Cycle.objects.filter(pk=mutual.pk).update(state="released")
    draft = create_cycle(
        owner=province, charter=checking.charter(), facts=replace(facts, follows=again(mutual)),
        actor=officer, now=now,
    )  # fmt: skip
    cycle = begin_cycle(cycle=draft, actor=officer, now=now)
    assert queries.past_pairs(cycle) == before
    checking.sign(cycle)
    pairs.take_pairs(cycle=cycle, chosen=checking.chosen(now, seed=5), actor=officer, now=now)
    assert not before & set(queries.names_of(queries.checks_of(cycle)))


def test_the_same_seed_gives_the_same_pairs_and_another_may_be_taken_instead(eight, officer, now):
    checking.sign(eight)
    first, second = (queries.proposal(eight, seed=seed) for seed in (1, 2))
    assert first == queries.proposal(eight, seed=1)
    assert first != second
    for seed in (1, 2):
        pairs.take_pairs(cycle=eight, chosen=checking.chosen(now, seed), actor=officer, now=now)
    taken = set(queries.names_of(queries.checks_of(eight)))
    assert taken == {(one.checker, one.checked) for one in second.pairs}


def test_a_clash_is_told(eight, officer, now):
    checking.sign(eight)
    Member.objects.filter(cycle=eight).update(city="云梦市")
    assert isinstance(queries.proposal(eight, seed=1), Clash)
    with pytest.raises(EvaluationError, match="排不出互查"):
        pairs.take_pairs(cycle=eight, chosen=checking.chosen(now), actor=officer, now=now)


def test_too_few_to_check_each_other_is_told(cycle, officer, now):
    checking.sign(cycle)
    with pytest.raises(EvaluationError, match="配不出互查"):
        pairs.take_pairs(cycle=cycle, chosen=checking.chosen(now), actor=officer, now=now)


def test_what_rule_was_given_up_is_kept(eight, officer, now):
    checking.sign(eight)
    rules = ("city", "past", "mutual", "connected")
    pairs.take_pairs(cycle=eight, chosen=checking.chosen(now, rules=rules), actor=officer, now=now)
    assert "自查总分相邻" in eight.steps.get(verb="pairs").reason


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda c: Cycle.objects.filter(pk=c.pk).update(state="mutual"), "只能逐对改派"),
        (
            lambda c: checking.with_charter(c, checks_each=0, mutual_share=0, self_share=50),
            "没有互查",
        ),
    ],
)
def test_pairs_are_made_when_a_self_check_with_mutual_checks_ends(
    eight, officer, now, prepare, sentence
):
    checking.sign(eight)
    prepare(eight)
    with pytest.raises(EvaluationError, match=sentence):
        pairs.take_pairs(cycle=eight, chosen=checking.chosen(now), actor=officer, now=now)


def test_a_deadline_in_the_past_is_refused(eight, officer, now):
    checking.sign(eight)
    with pytest.raises(EvaluationError, match="应在现在之后"):
        pairs.take_pairs(cycle=eight, chosen=pairs.Chosen(1, now), actor=officer, now=now)


def test_what_somebody_has_worked_on_is_not_paired_anew(mutual, check, officer, now):
    CheckMark.objects.create(check_of=check, indicator="plans", updated_at=now)
    Cycle.objects.filter(pk=mutual.pk).update(state="self_check")
    with pytest.raises(EvaluationError, match="逐对改派"):
        pairs.take_pairs(cycle=mutual, chosen=checking.chosen(now), actor=officer, now=now)


def test_the_check_begins_with_pairs_of_all_that_signed(eight, officer, now):
    checking.sign(eight)
    with pytest.raises(EvaluationError, match="还没有分派"):
        pairs.begin_checks(cycle=eight, actor=officer, now=now)
    pairs.take_pairs(cycle=eight, chosen=checking.chosen(now), actor=officer, now=now)
    with pytest.raises(EvaluationError, match="另定截止时间"):
        pairs.begin_checks(cycle=eight, actor=officer, now=now + timedelta(days=60))
    Member.objects.filter(organisation__name="第0大学").update(state="returned", due_at=now)
    with pytest.raises(EvaluationError, match="名单变了"):
        pairs.begin_checks(cycle=eight, actor=officer, now=now)


def test_who_did_not_sign_is_left_out_and_named(eight, officer, now):
    checking.sign(eight, "第0大学")
    late = now + timedelta(days=31)
    pairs.take_pairs(cycle=eight, chosen=checking.chosen(now), actor=officer, now=late)
    pairs.begin_checks(cycle=eight, actor=officer, now=late)
    assert "第0大学" in eight.steps.get(verb="check").reason
    assert not queries.checks_of(eight).filter(checker__organisation__name="第0大学").exists()


def test_checkers_are_told(eight, officer, now):
    who = factories.officer(
        Role.UNIVERSITY_REPORTER, eight.members.get(organisation__name="第3大学").organisation
    )
    checking.paired(eight, officer, now)
    assert Notification.objects.filter(recipient=who, title__startswith="请互查").count() == 2


def test_a_round_goes_back_to_the_self_check_with_its_reason(mutual, check, checker, officer, now):
    with pytest.raises(IllegalMoveError, match="理由"):
        pairs.reopen_self(cycle=mutual, actor=officer, now=now)
    pairs.reopen_self(cycle=mutual, actor=officer, now=now, reason="指标口径有误")
    assert again(mutual).state == "self_check"
    with pytest.raises(NotVisible):
        access.access_check(checker, check.pk)
