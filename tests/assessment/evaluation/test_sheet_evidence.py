"""What proves an indicator opens from a university's sheet."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation.checking import reporter_of
from wangyu.assessment.evaluation.models import Answer
from wangyu.assessment.evaluation.queries.points import unproved
from wangyu.records.evidence import ops as evidence

pytestmark = pytest.mark.django_db


def test_evidence_of_a_university_that_was_not_visited_opens_from_its_sheet(
    concluding, client, officer_user, now
):
    member = concluding.members.filter(visit=None).first()
    answer, _ = Answer.objects.get_or_create(member=member, indicator="plans")
    actor = reporter_of(member)
    file, _ = evidence.add_file(
        organisation=member.organisation, upload=ContentFile(b"1" * 99, "要点.txt"), actor=actor,
        now=now,
    )  # fmt: skip
    factories.use(file, "evaluation.answer", answer.pk, actor, now)
    factories.sign_in(client, officer_user)
    page = client.get(reverse("evaluation:sheet", args=[member.pk]))
    assert page.status_code == 200
    assert reverse("evidence:file", args=[file.pk]) in page.content.decode()


def test_nothing_is_wanted_where_nothing_is_claimed(checked):
    """A draw weighs by what is unproved: 0 meetings need no minutes."""
    by_meetings = {
        member.pk: member.facts.get(measure="fact.group_meetings").value
        for member in checked.members.all()
    }
    lacking = unproved(checked)
    assert {pk: bool(value) for pk, value in by_meetings.items()} == {
        pk: count == 1 for pk, count in lacking.items()
    }
    assert set(lacking.values()) == {0, 1}
