"""What was signed, decided, proved or frozen stays as it was: the database refuses anything else."""

import pytest
from django.db import IntegrityError, transaction

from wangyu.base.lib.periods import Period
from wangyu.records.ledger import ops
from wangyu.records.ledger.models import Decision, Fact, Receipt, Snapshot, SnapshotRow

CHANGES = {
    Decision: {"reason": "改写的理由"},
    Fact: {"value": 1},
    Receipt: {"verb": "sign"},
    Snapshot: {"sha256": "0" * 64},
    SnapshotRow: {"value": 1},
}


@pytest.fixture
def everything(verified, officer, now):
    """A row of each kind."""
    period, orgs = Period.parse("Y2025"), [verified.organisation_id]
    ops.take_snapshot(
        name="年末", keys=["fact.students"], org_ids=orgs, period=period, actor=officer, now=now
    )


@pytest.mark.parametrize("model", CHANGES)
def test_no_row_is_changed(everything, model):
    before = list(model.objects.order_by("pk").values())
    assert before
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        model.objects.update(**CHANGES[model])
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("model", CHANGES)
def test_no_row_is_deleted(everything, model):
    last = model.objects.latest("pk")
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        model.objects.filter(pk=last.pk)._raw_delete("default")
    assert model.objects.filter(pk=last.pk).exists()
