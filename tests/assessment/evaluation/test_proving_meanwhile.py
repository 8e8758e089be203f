"""A self-check that is handed in, a problem that is reported mended, a visit that is handed in, while
evidence is on its way to it."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from tests import factories
from tests.meanwhile import meanwhile
from wangyu.assessment.evaluation.models import Answer, Member, Problem
from wangyu.assessment.evaluation.ops import mending
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import File, Use

pytestmark = pytest.mark.django_db(transaction=True)
MAY_NOT = "现在不能为它增减佐证"


@pytest.fixture
def paper(university, reporter, now):
    upload = ContentFile("纪要".encode(), "纪要.txt")
    return evidence.add_file(organisation=university, upload=upload, actor=reporter, now=now)[0]


@pytest.fixture
def answer(member):
    return Answer.objects.get(member=member, indicator="plans")


def hand_in(member):
    return lambda: Member.objects.filter(pk=member.pk).update(state="submitted")


def test_nothing_is_attached_to_an_answer_that_is_being_handed_in(
    member, answer, paper, reporter, now
):
    with pytest.raises(evidence.EvidenceError, match=MAY_NOT):
        meanwhile(hand_in(member), lambda: evidence.attach(
            file=paper, kind="evaluation.answer", subject_id=answer.pk, actor=reporter, now=now
        ))  # fmt: skip
    assert not Use.objects.exists()


def test_nothing_is_taken_from_an_answer_that_is_being_handed_in(
    member, answer, paper, reporter, now
):
    use = factories.use(paper, "evaluation.answer", answer.pk, reporter, now)
    with pytest.raises(evidence.EvidenceError, match=MAY_NOT):
        meanwhile(hand_in(member), lambda: evidence.detach(use=use, actor=reporter, now=now))
    assert Use.objects.get().removed_at is None


def test_a_new_paper_for_a_problem_that_is_being_reported_is_not_kept(
    member, cycle, officer, reporter, now, settings
):
    type(cycle).objects.filter(pk=cycle.pk).update(state="released")
    problem = mending.find_problem(
        member=Member.objects.get(pk=member.pk), indicator="plans", words="没有签到", due_on=None,
        actor=officer, now=now,
    )  # fmt: skip
    with pytest.raises(evidence.EvidenceError, match=MAY_NOT):
        meanwhile(
            lambda: Problem.objects.filter(pk=problem.pk).update(state="done"),
            lambda: evidence.bring(
                organisation=member.organisation, upload=ContentFile(b"1", "1.txt"),
                kind="evaluation.problem", subject_id=problem.pk, actor=reporter, now=now,
            ),
        )  # fmt: skip
    assert not File.objects.exists()
    assert not [one for one in settings.MEDIA_ROOT.glob("??/*") if one.is_file()]
