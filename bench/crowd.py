"""Fill a throw-away WANGYU_HOME with everybody of a stampede: universities, their filled sheets, and
a signed-in reporter at each.

Usage: crowd.py SCHOOLS WINDOWS. The province, its universities and the windows go in through the ops;
people, sessions and figures are written in bulk, for what is measured is the submitting.
Writes ``crowd.json``: for each window, who submits what.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import django

from wangyu.base.core.keys import ensure_keys

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
ensure_keys(Path(os.environ["WANGYU_HOME"]))  # before the settings read them
django.setup()

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.utils import timezone
from tests.factories import SINCE, officer

from wangyu.base.core.access import Actor
from wangyu.base.core.keys import receipt_key
from wangyu.base.core.once import new_key
from wangyu.base.core.ready import prepare
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs import ops as orgs
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import Grant, Session, User
from wangyu.institutions.people.models.sessions import SessionStore, handle_of
from wangyu.institutions.people.queries import actor_for
from wangyu.portal.demo.figures import Strength, figures
from wangyu.portal.demo.names import School
from wangyu.records.ledger import ops, queries
from wangyu.records.ledger.enums import Source
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.models import Entry, Sheet, Window

BATCH = 1000
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
random, now = Random(7), timezone.now()


def universities(count: int) -> list[tuple[School, Organisation]]:
    system = Actor.system()
    province = orgs.found_province(name="云梦省（测速）", actor=system, now=now, demo=True)
    found = []
    for number in range(1, count + 1):
        school = School(f"云梦第{number}学院", "泽溪市", "本科", "公办", random.randrange(4000, 38000), 900)  # fmt: skip
        roster = {"city": school.city, "level": "本科", "ownership": "公办", "source": "测速"}
        org = orgs.create(parent=province, name=school.name, actor=system, now=now, roster=roster)
        found.append((school, org))
    return found


def people(pairs: list[tuple[School, Organisation]], role: Role) -> list[User]:
    made = [
        User(username=f"{role}-{org.pk}", name=f"测速{org.pk}", password="!", joined_at=now)
        for _, org in pairs
    ]
    made = User.objects.bulk_create(made, batch_size=BATCH)
    Grant.objects.bulk_create(
        (
            Grant(user=who, role=role, organisation=org, since=SINCE, granted_at=now)
            for who, (_, org) in zip(made, pairs, strict=True)
        ),
        batch_size=BATCH,
    )
    return made


def signed_in(everybody: list[User]) -> list[str]:
    """A session for each, as it is after the second factor."""
    rows = []
    for who in everybody:
        key = f"{random.getrandbits(128):032x}"
        data = {
            SESSION_KEY: str(who.pk), "_auth_user_backend": BACKEND, HASH_SESSION_KEY: who.get_session_auth_hash(),
            "account_authentication_methods": [{"method": "mfa", "type": "totp", "at": 0}],
            "account_authentication_methods_user": str(who.pk),
            "seen_on": timezone.localdate().isoformat(),
        }  # fmt: skip
        rows.append(
            Session(
                session_key=key, session_data=SessionStore().encode(data), handle=handle_of(key), user=who,
                expire_date=now + timedelta(days=1), created_on=timezone.localdate(), seen_on=timezone.localdate(),
            )
        )  # fmt: skip
    Session.objects.bulk_create(rows, batch_size=BATCH)
    return [row.session_key for row in rows]


def window(number: int, province: Organisation, actor: Actor, at: datetime) -> Window:
    facts = ops.WindowFacts(
        title=f"踩踏{number}", period_key=f"Y{at.year - 20 - number}", opens_at=at, due_at=at + timedelta(hours=6),
    )  # fmt: skip
    keys = list(catalogue(settings.PACK).items)
    made = ops.create_window(
        owner=province, pack=settings.PACK, facts=facts, items=dict.fromkeys(keys, "ask"), actor=actor, now=at,
    )  # fmt: skip
    if ops.draft_cost(made)[1]:
        ops.cite_known_items(window=made, actor=actor, now=at)
    ops.open_window(window=made, actor=actor, now=at)
    made.refresh_from_db()
    return made


def fill(made: Window, pairs: list[tuple[School, Organisation]]) -> list[Sheet]:
    """Every figure asked for, consistent and confirmed."""
    sheets = {s.organisation_id: s for s in Sheet.objects.filter(window=made)}
    asked, done = queries.form_of(made).asked, set(Entry.objects.filter(sheet__window=made).values_list("sheet_id", "key"))  # fmt: skip
    rows = []
    for school, org in pairs:
        told = figures(school, Strength(random.uniform(0.3, 1), 0.05), 0, random)
        rows += [
            Entry(
                sheet=sheets[org.pk], key=key, value=told.get(key), text="" if key in told else "有",
                note="测速", source=Source.TYPED, updated_at=now,
            )
            for key in asked
            if (sheets[org.pk].pk, key) not in done
        ]  # fmt: skip
    Entry.objects.bulk_create(rows, batch_size=BATCH)
    first = Sheet.objects.select_related("window", "organisation").get(pk=sheets[pairs[0][1].pk].pk)
    assert not queries.problems_of(first), queries.problems_of(first)
    return [sheets[org.pk] for _, org in pairs]


def as_in_operation() -> None:
    """The throw-away PostgreSQL forgets by design: here it keeps what it says, and knows its tables.

    Nor is it still tidying up half a million figures, which in operation were typed over weeks.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in (
                "ALTER SYSTEM RESET ALL",
                "SELECT pg_reload_conf()",
                "VACUUM ANALYZE",
                "CHECKPOINT",
            ):
                cursor.execute(statement)


def build(schools: int, windows: int) -> None:
    prepare()
    with transaction.atomic():
        pairs = universities(schools)
        reporters = people(pairs, Role.UNIVERSITY_REPORTER)
        people(pairs, Role.UNIVERSITY_LEADER)
        sessions = signed_in(reporters)
        province = Organisation.objects.get(parent=None)
        staff = actor_for(officer(Role.PROVINCE_OFFICER, province, "测速员"), on=timezone.localdate(), strong=True)  # fmt: skip
        crowds = []
        for number in range(windows):
            made = window(number, province, staff, now)
            sheets = fill(made, pairs)
            crowds.append(
                [[key, sheet.pk, new_key(who.pk)]
                 for key, sheet, who in zip(sessions, sheets, reporters, strict=True)]
            )  # fmt: skip
    as_in_operation()
    public = receipt_key(settings.HOME).public_key().public_bytes_raw().hex()
    found = {"key": public, "crowds": crowds}
    (settings.HOME / "crowd.json").write_text(json.dumps(found))


if __name__ == "__main__":
    build(int(sys.argv[1]), int(sys.argv[2]))
