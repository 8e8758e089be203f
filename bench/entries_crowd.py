"""Fill a throw-away WANGYU_HOME with the last day of a call: a student at each university, works ready.

Usage: entries_crowd.py UNIVERSITIES WORKS. The call is announced through the ops; people, sessions and
works are written in bulk, for what is measured is handing in. Every work has its own file of the
store. Writes ``entries.json``: who hands in what.
"""

import json
import sys
from datetime import timedelta

from crowd import as_in_operation, now, people, prepare, signed_in, universities
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from tests.factories import officer

from wangyu.activities.calls import ops, queries
from wangyu.activities.calls.enums import Part
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.logic.likeness import likeness_of
from wangyu.activities.calls.models import Call, Contributor, Entry, Piece
from wangyu.base.core.files.store import store_bytes
from wangyu.base.core.keys import receipt_key
from wangyu.base.core.once import new_key
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import actor_for

TRACK = "pictures"
ANSWERS = {"summary": "一组记录家乡变化的图片", "published_on": "2025-03-01"}


def announce() -> Call:
    province = Organisation.objects.get(parent=None)
    staff = actor_for(officer(Role.PROVINCE_OFFICER, province, "测速员"), on=timezone.localdate(), strong=True)  # fmt: skip
    facts = ops.Facts("测速征集", "", now - timedelta(days=1), now + timedelta(hours=6))
    made = ops.create_call(owner=province, rules=editions()["hunan_2025"].data, facts=facts, actor=staff, now=now)  # fmt: skip
    ops.open_call(call=made, actor=staff, now=now)
    return Call.objects.get(pk=made.pk)


def ready(call: Call, who, org: Organisation, number: int) -> Entry:
    """A work with everything its form asks for."""
    title = f"{org.name}的第{number}件作品"
    made = Entry.objects.create(
        call=call, track=TRACK, organisation=org, entrant=who, title=title, answers=ANSWERS,
        begun_at=now, saved_at=now, likeness=likeness_of(title),
    )  # fmt: skip
    Contributor.objects.create(
        entry=made, part=Part.AUTHOR, position=1, name=who.name, confirmed_at=now
    )
    data = f"{org.pk}-{number}".encode()
    Piece.objects.create(
        entry=made, slot="work", position=1, original_name="家乡.png", stored_name=store_bytes(data),
        sha256=f"{org.pk:032x}{number:032x}", size=len(data), media_type="image/png",
        measured={"width": 640, "height": 480}, added_at=now,
    )  # fmt: skip
    return made


def build(schools: int, works: int) -> None:
    prepare()
    with transaction.atomic():
        pairs = universities(schools)
        students = people(pairs, Role.STUDENT)
        people(pairs, Role.UNIVERSITY_OFFICER)
        sessions, call = signed_in(students), announce()
        found = [
            [session, ready(call, who, org, number).pk, new_key(who.pk)]
            for session, who, (_, org) in zip(sessions, students, pairs, strict=True)
            for number in range(1, works + 1)
        ]
    bad = [p for p in queries.problems_of(Entry.objects.select_related("call").get(pk=found[0][1])) if p.tone == "bad"]  # fmt: skip
    assert not bad, bad
    as_in_operation()
    public = receipt_key(settings.HOME).public_key().public_bytes_raw().hex()
    (settings.HOME / "entries.json").write_text(json.dumps({"key": public, "who": found}))


if __name__ == "__main__":
    build(int(sys.argv[1]), int(sys.argv[2]))
