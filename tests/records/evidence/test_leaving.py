"""Somebody who leaves takes no half-sent file along, and leaves none behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from wangyu.base.audit.models import Entry
from wangyu.base.core.roles import Role
from wangyu.institutions.people import ops as people
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence.models import Upload


@pytest.fixture
def pair(university):
    return [factories.officer(Role.UNIVERSITY_REPORTER, university) for _ in range(2)]


def test_unfinished_uploads_end_with_their_owner_and_nobody_elses(pair, university, now):
    head = factories.officer(Role.UNIVERSITY_OFFICER, university)
    for number, owner in enumerate(pair):
        Upload.objects.create(
            key=f"key{number}", owner=owner, organisation=university, kind="evidence.room",
            target_id=university.pk, name="会议.mp4", size=9,
            begun_at=now, expires_at=now + timedelta(days=1),
        )  # fmt: skip
    ended = Upload.objects.create(
        key="ended", owner=pair[0], organisation=university, kind="evidence.room",
        target_id=university.pk, name="旧.mp4", size=9, begun_at=now, expires_at=now + timedelta(days=1), ended_at=now,
    )  # fmt: skip
    people.leave(actor=actor_for(head, on=factories.TODAY), now=now, user=pair[0])
    left = Upload.objects.order_by("pk")
    assert [(upload.owner, upload.ended_at) for upload in left] == [(pair[1], None), (pair[0], now)]
    assert ended in left
    assert Entry.objects.latest("pk").details["ended"]["uploads"] == 1
