"""A sheet that is handed in while evidence is attached: what is signed is what was proved."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from tests.meanwhile import meanwhile
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import Use
from wangyu.records.ledger.enums import SheetState
from wangyu.records.ledger.models import Entry, Sheet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper(university, reporter, now):
    given = SimpleUploadedFile("佐证.txt", "佐证".encode())
    return evidence.add_file(organisation=university, upload=given, actor=reporter, now=now)[0]


@pytest.fixture
def entry(filled):
    return Entry.objects.get(sheet=filled, key="students")


def hand_in(sheet):
    return lambda: Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.SUBMITTED)


def test_nothing_is_attached_to_what_is_being_handed_in(filled, entry, paper, reporter, now):
    with pytest.raises(evidence.EvidenceError, match="现在不能为它增减佐证"):
        meanwhile(hand_in(filled), lambda: evidence.attach(
            file=paper, kind="ledger.entry", subject_id=entry.pk, actor=reporter, now=now
        ))  # fmt: skip
    assert not Use.objects.exists()


def test_nothing_is_taken_from_what_is_being_handed_in(filled, entry, paper, reporter, now):
    use = factories.use(paper, "ledger.entry", entry.pk, reporter, now)
    with pytest.raises(evidence.EvidenceError, match="现在不能为它增减佐证"):
        meanwhile(hand_in(filled), lambda: evidence.detach(use=use, actor=reporter, now=now))
    assert Use.objects.get().removed_at is None
