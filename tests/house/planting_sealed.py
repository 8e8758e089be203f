"""What no page shows: rows that other planting leaves out, and every sealed value as it is kept."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps

from tests.house.markers import Markers
from wangyu.activities.calls.models import Entry as Work
from wangyu.base.audit.op import op, say
from wangyu.base.backup.models import Copy
from wangyu.base.core import drafts
from wangyu.base.core.access import Actor
from wangyu.base.core.models import Sent, Shared
from wangyu.institutions.people.models import Invitation, OldPassword, User

TABLE = Path(__file__).with_name("fields.toml")
KNOWN = re.compile(r"[0-9A-Za-z]{24,}")
"""What a key, a hash or a name of a file is known by: no word and no number is so long."""
SOON = timedelta(days=1)


def plant_beside(officer: User, invitation: int, marks: Markers, now: datetime) -> None:
    """What lies beside the officer's things: typed, remembered, decided and copied."""

    def text(name: str) -> str:
        return marks.text("own", name)

    drafts.keep(officer.pk, "/orgs/1/edit/", "one", [("duties", text("core.Draft.said"))], now)
    Sent.objects.create(digest="5" * 64, at=now, place=text("core.Sent.place"))
    Shared.objects.create(digest="6" * 64, value=text("core.Shared.value"), expires=now + SOON)
    OldPassword.objects.create(user=officer, hash="md5$salt$" + "7" * 32, at=now)
    shown = Work.objects.filter(entrant=officer).latest("pk")
    Work.objects.filter(pk=shown.pk).update(likeness="8" * 64)
    Copy.objects.create(
        name=text("backup.Copy.name"), folder=text("backup.Copy.folder"), taken_at=now,
        verified_at=now, findings=[text("backup.Copy.findings")],
    )  # fmt: skip
    _note(Invitation.objects.get(pk=invitation), text("audit.Private.values"), now)


def _note(about: Invitation, why: str, now: datetime) -> None:
    @op("people.noted")
    def note(*, actor: Actor, now: datetime) -> None:
        say("改了邀请", target=about, org_path=about.organisation.path, private={"理由": why})

    note(actor=Actor.system(), now=now)


def mark_sealed(marks: Markers) -> None:
    """Keys, hashes and names of files are their own markers: each is found nowhere else."""
    for name in sealed():
        for value in values_of(name):
            for piece in KNOWN.findall(value):
                marks.known("own", name, piece)


def sealed() -> Iterator[str]:
    for file in [TABLE, *sorted(TABLE.with_suffix("").glob("*.toml"))]:
        for model, row in tomllib.loads(file.read_text("utf-8")).items():
            yield from (f"{model}.{field}" for field in row.get("sealed", "").split())


def values_of(name: str) -> Iterator[str]:
    label, _, field = name.rpartition(".")
    rows: Any = apps.get_model(label)._default_manager
    for value in rows.values_list(field, flat=True):
        yield value if isinstance(value, str) else json.dumps(value)
