"""Looking at who judges what is itself in the log: once for a reader, a call and a day (clause 12)."""

from __future__ import annotations

from datetime import datetime

from wangyu.activities.calls.models import Call
from wangyu.base.audit.reads import note_read
from wangyu.base.core.access import Actor


def note_reviewers_reading(*, call: Call, actor: Actor, now: datetime) -> None:
    note_read(
        "calls.reviewers.read", "查看评委及其评审", actor=actor, now=now, target=call,
        org_path=call.owner.path,
    )  # fmt: skip
