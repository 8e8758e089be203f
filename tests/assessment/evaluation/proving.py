"""A figure of a university's ledger as its frozen fact refers to it, with papers that prove it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db.models import Max

from tests import factories
from tests.assessment.evaluation.checking import reporter_of
from wangyu.assessment.evaluation.models import Frozen
from wangyu.records.evidence import ops as evidence
from wangyu.records.ledger.enums import Source, WindowState
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.models import Decision, Entry, Fact, Sheet, Window, WindowItem


def in_ledger(member, key, now, period="Y2025", value=3):
    """Signed and verified; what the member froze stands on it. Returns the fact."""
    window, _ = Window.objects.get_or_create(
        title=f"{period}填报", owner=member.cycle.owner, period_key=period,
        defaults={
            "pack": "hunan-2021-07", "opens_at": now, "due_at": now + timedelta(days=9),
            "created_at": now, "state": WindowState.OPEN,
        },
    )  # fmt: skip
    spec = catalogue().items[key].as_spec()
    WindowItem.objects.get_or_create(window=window, key=key, defaults={"position": 1, "spec": spec})
    sheet, _ = Sheet.objects.get_or_create(
        window=window, organisation=member.organisation,
        defaults={"state": "verified", "revision": 1, "signed_at": now},
    )  # fmt: skip
    number = Decimal(value)
    entry = Entry.objects.create(
        sheet=sheet, key=key, value=number, source=Source.TYPED, updated_at=now
    )
    fact = Fact.objects.create(
        organisation=member.organisation, key=key, period_key=period, version=1, value=number,
        note="按纪要统计", source=Source.TYPED, sheet=sheet, entry=entry, revision=1, at=now,
    )  # fmt: skip
    if not sheet.decisions.exists():
        for verb in ("submit", "sign", "verify"):
            Decision.objects.create(sheet=sheet, revision=1, verb=verb, at=now)
    place = {"member": member, "measure": f"fact.{key}", "period_key": period}
    last = Frozen.objects.filter(member=member).aggregate(last=Max("revision"))["last"]
    told = {
        "value": number,
        "source": "填报表",
        "ref": f"ledger.fact:{fact.pk}",
        "state": "verified",
    }
    freeze_again(place, last, told)
    return fact


def freeze_again(place, last, told):
    """Frozen rows never change: the member is frozen anew, with this figure told otherwise."""
    member = place["member"]
    rows = Frozen.objects.filter(member=member, revision=last)
    for row in rows:
        row.pk, row.revision = None, last + 1
        row._state.adding = True
        if (row.measure, row.period_key) == (place["measure"], place["period_key"]):
            for name, value in told.items():
                setattr(row, name, value)
    made = Frozen.objects.bulk_create(rows)
    if not any((r.measure, r.period_key) == (place["measure"], place["period_key"]) for r in made):
        Frozen.objects.create(**place, revision=last + 1, **told)
    type(member).objects.filter(pk=member.pk).update(revision=last + 1)
    member.revision = last + 1


def prove(member, kind, pk, name, now, note="", content=b""):
    """A paper of the university, attached. Returns its use."""
    actor = reporter_of(member)
    upload = ContentFile(content or f"{name}{member.pk}".encode(), name)
    file, _ = evidence.add_file(
        organisation=member.organisation, upload=upload, actor=actor, now=now
    )
    return factories.use(file, kind, pk, actor, now, note)
