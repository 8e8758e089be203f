"""A conclusion is reckoned before the round is held, and once more where something moved meanwhile."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wangyu.assessment.evaluation.exports.bundle import stored
from wangyu.assessment.evaluation.logic import bundle
from wangyu.assessment.evaluation.logic.bundle.container import unpack
from wangyu.assessment.evaluation.models import CheckMark, Conclusion, Cycle, Member, Verdict
from wangyu.assessment.evaluation.ops import concluding as concluding_ops
from wangyu.assessment.evaluation.ops import noticing, objections
from wangyu.assessment.evaluation.queries import combined, reckoning
from wangyu.assessment.evaluation.queries import conclusions as queries
from wangyu.base.audit.op import _scope
from wangyu.institutions.orgs.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(noticed, university):
    return noticed.members.get(organisation=university)


@pytest.fixture
def upheld(mine, officer, reporter, now):
    """Points and grade change at once."""
    made = objections.object_to(
        member=mine, indicator="meetings", words="纪要少算一次", actor=reporter, now=now
    )
    said = objections.Answer("uphold", "纪要有三次", points=Decimal(30), grade="model")
    return lambda: objections.answer_objection(objection=made, answer=said, actor=officer, now=now)


@pytest.fixture
def noticed_again(noticed, officer, now):
    back = noticing.withdraw_notice(cycle=noticed, actor=officer, now=now, reason="漏了一所")
    return lambda: noticing.publicize(cycle=back, actor=officer, now=now)


@pytest.fixture
def corrected(noticed, mine, officer, now):
    Cycle.objects.filter(pk=noticed.pk).update(state="released")
    released = Cycle.objects.get(pk=noticed.pk)
    return lambda: noticing.correct(
        cycle=released, member=mine, grade="mending", reason="核查后更正", actor=officer, now=now
    )


@pytest.fixture(params=["upheld", "noticed_again", "corrected"])
def conclude(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def seen(monkeypatch):
    """For each reckoning, whether somebody was kept from writing by it."""
    found = []

    def telling(real):
        def tell(*args):
            found.append(_scope.get() is not None)
            return real(*args)

        return tell

    combined.kept_round.cache_clear()
    monkeypatch.setattr(combined, "conclude", telling(combined.conclude))
    monkeypatch.setattr(reckoning.bundle, "whole", telling(bundle.whole))
    return found


def said(conclusion):
    rows = {row.member_id: (row.grade, row.reason, row.scores) for row in conclusion.rows.all()}
    return conclusion.number, conclusion.reason, conclusion.formulas, rows


def test_nobody_waits_while_a_conclusion_is_reckoned(conclude, seen):
    before = Conclusion.objects.count()
    conclude()
    assert Conclusion.objects.count() == before + 1
    assert True not in seen
    assert False in seen


def test_it_says_what_one_reckoned_afterwards_would_say(conclude, noticed):
    conclude()
    made = noticed.conclusions.last()
    whole = stored(made)
    again = reckoning.reckon(Cycle.objects.get(pk=noticed.pk), made.reason)
    assert again.number == made.number + 1
    assert (made.number, made.reason, again.formulas, {
        pk: (*again.decided.get(pk, ("", "")), scores) for pk, scores in again.scores.items()
    }) == said(made)  # fmt: skip
    assert bundle.recompute(whole, "包").identical


def give_points(noticed):
    CheckMark.objects.filter(check_of__checked__cycle=noticed).update(points=1)


def decide_otherwise(noticed):
    Verdict.objects.filter(member=noticed.members.last()).update(grade="mending")


def take_back(noticed):
    """Then what is not signed moves with the ledger."""
    Member.objects.filter(pk=noticed.members.last().pk).update(state="returned")


@pytest.mark.parametrize("move", [give_points, decide_otherwise, take_back])
def test_what_moves_meanwhile_is_in_it(conclude, noticed, seen, monkeypatch, move):
    real, moved = noticing.reckon, []

    def reckon(cycle, *more):
        ready = real(cycle, *more)
        if not moved:
            moved.append(move(noticed))
        return ready

    monkeypatch.setattr(noticing, "reckon", reckon)
    monkeypatch.setattr(objections, "reckon", reckon)
    conclude()
    made = noticed.conclusions.last()
    now = reckoning.reckon(Cycle.objects.get(pk=noticed.pk), made.reason)
    rows = {pk: (*now.decided.get(pk, ("", "")), scores) for pk, scores in now.scores.items()}
    assert said(made)[-1] == rows
    assert True in seen


def test_it_calls_each_university_as_it_is_called_now(conclude, noticed, mine):
    combined.round_of(noticed)
    Organisation.objects.filter(pk=mine.organisation_id).update(name="更名大学")
    conclude()
    texts = unpack(stored(noticed.conclusions.last()), "包")[1]
    assert "更名大学" in "".join(texts.values())


def test_nothing_moved_means_nothing_is_reckoned_twice(conclude, seen, noticed):
    conclude()
    assert len(seen) <= 2
    assert noticed.conclusions.count() == 2


class TestVerdicts:
    """What the meeting decides stands on the same numbers."""

    @pytest.fixture(params=["one", "clear"])
    def decide(self, request, concluding, officer, now):
        member = concluding.members.first()
        said = {"actor": officer, "now": now}
        if request.param == "one":
            return lambda: concluding_ops.decide(
                member=member, grade="passed", reason="会议讨论", **said
            )
        group = queries.lines_of(concluding).brief(member.pk)["group"]
        return lambda: concluding_ops.decide_clear(
            cycle=concluding, group=group, proposal="passed", **said
        )

    def test_nobody_waits_while_it_is_reckoned(self, decide, seen):
        decide()
        assert seen == [False]

    def test_it_is_reckoned_once_more_where_something_moved(
        self, decide, concluding, seen, monkeypatch
    ):
        real = concluding_ops.read_lines

        def read_lines(cycle):
            read = real(cycle)
            give_points(concluding)
            return read

        monkeypatch.setattr(concluding_ops, "read_lines", read_lines)
        decide()
        assert seen == [False, True]
