"""The self-check's deadline moves for all, for a city, for one; nobody has less time by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from wangyu.assessment.evaluation.models import Cycle, CycleStep, Member, MemberStep
from wangyu.assessment.evaluation.ops import pairs
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.deadlines import move_deadline
from wangyu.assessment.evaluation.queries import checks
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import show_time
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db
FLOODED = "云梦二市"


@pytest.fixture
def flooded(cycle, other_university):
    """A university of the other city."""
    return cycle.members.get(organisation=other_university)


def moved(cycle, officer, now, due_at, **more):
    facts = {"reason": "汛期"} | more
    return move_deadline(cycle=cycle, due_at=due_at, actor=officer, now=now, **facts)


def due_of(member):
    return Member.objects.get(pk=member.pk).due_at


def test_the_deadline_moves_for_all(cycle, member, reporter_user, officer, now):
    Member.objects.filter(pk=member.pk).update(due_at=now + timedelta(days=31))
    later = now + timedelta(days=40)
    told = move_deadline(cycle=cycle, due_at=later, reason="疫情", actor=officer, now=now)
    assert (told, Cycle.objects.get(pk=cycle.pk).due_at) == (1, later)
    assert Member.objects.get(pk=member.pk).due_at is None


def test_the_deadline_moves_for_one(cycle, member, reporter_user, stranger, officer, now):
    later = now + timedelta(days=40)
    told = move_deadline(
        cycle=cycle, due_at=later, reason="迁址", actor=officer, now=now, member=member
    )
    assert (told, Member.objects.get(pk=member.pk).due_at) == (1, later)
    assert Cycle.objects.get(pk=cycle.pk).due_at != later


@pytest.mark.parametrize(
    ("days", "reason", "sentence"), [(40, " ", "写明理由"), (-1, "因故", "应在现在之后")]
)
def test_a_deadline_needs_a_reason_and_a_future(cycle, officer, now, days, reason, sentence):
    with pytest.raises(EvaluationError, match=sentence):
        move_deadline(
            cycle=cycle, due_at=now + timedelta(days=days), reason=reason, actor=officer, now=now
        )


def test_only_a_self_check_has_a_deadline_to_move(draft, officer, now):
    with pytest.raises(EvaluationError, match="只有自查期间"):
        move_deadline(cycle=draft, due_at=now, reason="因故", actor=officer, now=now)


def test_one_city_is_given_longer_and_told(
    cycle, member, flooded, other_university, reporter_user, officer, now
):
    there = factories.officer(Role.UNIVERSITY_REPORTER, other_university, "填报乙")
    later = cycle.due_at + timedelta(days=10)
    assert moved(cycle, officer, now, later, city=FLOODED) == 1
    assert (due_of(flooded), due_of(member)) == (later, None)
    assert Cycle.objects.get(pk=cycle.pk).due_at != later
    (told,) = Notification.objects.filter(title__contains="延期至")
    assert (told.recipient, told.body) == (there, "汛期")
    assert FLOODED in told.title
    assert "汛期" in MemberStep.objects.get(member=flooded, verb="deadline").reason
    assert FLOODED in CycleStep.objects.get(verb="deadline").reason
    line = Line.objects.filter(action="evaluation.cycle.deadline").get()
    assert FLOODED in line.sentence


def test_who_was_given_longer_keeps_it_when_its_city_moves(cycle, flooded, officer, now):
    longest = cycle.due_at + timedelta(days=30)
    moved(cycle, officer, now, longest, member=flooded)
    assert moved(cycle, officer, now, cycle.due_at + timedelta(days=10), city=FLOODED) == 0
    assert due_of(flooded) == longest


def test_who_came_late_in_that_city_alone_is_forgiven(cycle, member, flooded, officer, now):
    at = cycle.due_at + timedelta(days=2)
    Member.objects.update(late=True, signed_at=at, state="signed")
    moved(cycle, officer, now, at + timedelta(days=1), city=FLOODED)
    assert not Member.objects.get(pk=flooded.pk).late
    assert Member.objects.get(pk=member.pk).late


def test_no_city_has_less_time_than_all(cycle, flooded, officer, now):
    with pytest.raises(EvaluationError, match="单独延期应晚于全体的截止时间"):
        moved(cycle, officer, now, cycle.due_at - timedelta(days=1), city=FLOODED)
    assert due_of(flooded) is None


def test_open_checks_of_one_citys_checkers_move_alone(mutual, officer, now):
    rows = checks.checks_of(mutual)
    city = rows.first().checker.city
    theirs = set(rows.filter(checker__city=city).values_list("pk", flat=True))
    later = rows.first().due_at + timedelta(days=20)
    told = pairs.move_check_deadline(
        cycle=mutual, due_at=later, reason="汛期", actor=officer, now=now, city=city
    )
    assert told == len(theirs) < rows.count()
    assert set(rows.filter(due_at=later).values_list("pk", flat=True)) == theirs


def test_a_city_without_open_checks_is_told_by_its_name(mutual, officer, now):
    with pytest.raises(EvaluationError, match="现在海角市没有待查的互查"):
        pairs.move_check_deadline(
            cycle=mutual, due_at=now + timedelta(days=90), reason="汛期", actor=officer, now=now,
            city="海角市",
        )  # fmt: skip


def test_the_province_sees_who_has_longer_and_how_many(
    client, cycle, flooded, officer, officer_user, reporter_user, now
):
    moved(cycle, officer, now, cycle.due_at + timedelta(days=10), city=FLOODED)
    factories.sign_in(client, officer_user)
    assert "1 所单独延期" in client.get(f"/evaluation/{cycle.pk}/").content.decode()
    listed = client.get(f"/evaluation/{cycle.pk}/members/?sort=-due").content.decode()
    assert show_time(due_of(flooded)) in listed
    factories.sign_in(client, reporter_user)
    assert "单独延期" not in client.get(f"/evaluation/{cycle.pk}/").content.decode()
