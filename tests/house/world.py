"""A small 云梦省 with one of everything an address can name, all of it 云梦大学's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests import factories
from wangyu.base.core import files
from wangyu.base.core.models import Job
from wangyu.base.core.roles import Role, Tier
from wangyu.base.notify.models import Notification
from wangyu.institutions.orgs.models import Office
from wangyu.institutions.people import ops as people
from wangyu.institutions.people.models import Delegation, Session, User
from wangyu.institutions.people.models.sessions import handle_of
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence.models import File, Use
from wangyu.records.ledger.enums import FactState, Source, WindowState
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.models import (
    Correction,
    Current,
    Entry,
    Fact,
    Receipt,
    Sheet,
    Window,
    WindowItem,
)

PERSONAS: dict[str, Role | None] = {
    "anonymous": None,
    "student": Role.STUDENT,
    "department_officer": Role.DEPARTMENT_OFFICER,
    "reporter": Role.UNIVERSITY_REPORTER,
    "officer": Role.UNIVERSITY_OFFICER,
    "leader": Role.UNIVERSITY_LEADER,
    "province_officer": Role.PROVINCE_OFFICER,
    "province_leader": Role.PROVINCE_LEADER,
    "system_admin": Role.SYSTEM_ADMIN,
    "security_admin": Role.SECURITY_ADMIN,
    "auditor": Role.AUDITOR,
    "reviewer": Role.REVIEWER,
    "neighbour": Role.UNIVERSITY_OFFICER,
}
"""Who calls. All of them belong to 云梦大学 or the province; the neighbour to another university."""
GROUPS: dict[str, tuple[str, ...]] = {
    "anyone": tuple(PERSONAS),
    "signed_in": tuple(p for p in PERSONAS if p != "anonymous"),
    "campus": ("reporter", "officer", "leader"),
    "province": ("province_officer", "province_leader"),
    "every_campus": ("reporter", "officer", "leader", "neighbour"),
}
MISSING = 999_999_999


@dataclass(slots=True)
class World:
    names: dict[str, Any] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)

    def call(self, persona: str, method: str, url: str, query: dict[str, str] | None = None) -> Any:
        """The answer, and nothing remembered of the call."""
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self.cookies[persona].output(header="", sep=";"))
        with transaction.atomic():
            answer = getattr(client, method.lower())(url, query or {})
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        return answer


def build() -> World:
    province = factories.province()
    own = factories.university(province, "云梦大学")
    other = factories.university(province, "云梦师范学院")
    world = World()
    department = factories.organisation(own, Tier.DEPARTMENT, "云梦大学文学院")
    places = {Tier.PROVINCE: province, Tier.UNIVERSITY: own, Tier.DEPARTMENT: department}
    for persona, role in PERSONAS.items():
        client = Client()
        if role is not None:
            place = other if persona == "neighbour" else places[factories.ROLE_TIER[role]]
            world.people[persona] = factories.officer(role, place)
            factories.sign_in(client, world.people[persona])
        world.cookies[persona] = client.cookies
    world.names |= {"organisation": own.pk, "department": department.pk, "clause": 1}
    _people(world, own)
    _records(world, province, own)
    return world


def _people(world: World, own: Any) -> None:
    officer, colleague, now = world.people["officer"], world.people["reporter"], timezone.now()
    grant = officer.grants.get()
    actor = actor_for(officer, on=timezone.localdate())
    wanted = people.Wanted("新人甲", Role.UNIVERSITY_REPORTER, own)
    made = people.invite(actor=actor, now=now, wanted=wanted)
    token = made.link.rstrip("/").rsplit("/", 1)[-1]
    lent = Delegation.objects.create(
        grant=grant, delegate=colleague, since=timezone.localdate(), reason="出差",
        until=timezone.localdate() + timedelta(days=9), created_at=now,
    )  # fmt: skip
    notice = Notification.objects.create(
        recipient=officer, kind="test", title="通知", url="/desk/", key="one", created_at=now
    )
    job = Job.objects.create(kind="test", label="任务", key="one", owner=officer, created_at=now)
    session = Session.objects.filter(user_id=officer.pk).first()
    office = Office.objects.create(organisation=own, name="网络思政科", since=date(2024, 3, 5))
    world.names |= {
        "person": colleague.pk, "grant": colleague.grants.get().pk, "own_grant": grant.pk,
        "invitation": made.invitation.pk, "token": token, "delegation": lent.pk,
        "notification": notice.pk, "job": job.pk, "office": office.pk,
        "handle": handle_of(session.session_key) if session else "none",
    }  # fmt: skip


def _records(world: World, province: Any, own: Any) -> None:
    now, key = timezone.now(), "students"
    known = catalogue("hunan-2021-07").items
    window = Window.objects.create(
        title="年度填报", owner=province, pack="hunan-2021-07", period_key="Y2025",
        opens_at=now, due_at=now + timedelta(days=9), state=WindowState.OPEN, created_at=now,
    )  # fmt: skip
    key = key if key in known else next(iter(known))
    WindowItem.objects.create(window=window, key=key, position=0, spec=known[key].as_spec())
    draft = Window.objects.create(
        title="拟定", owner=province, pack="hunan-2021-07", period_key="Y2026",
        opens_at=now, due_at=now + timedelta(days=9), created_at=now,
    )  # fmt: skip
    sheet = Sheet.objects.create(window=window, organisation=own)
    facts = {"source": Source.TYPED, "value": 8}
    entry = Entry.objects.create(sheet=sheet, key=key, updated_at=now, **facts)
    fact = Fact.objects.create(
        organisation=own, key=key, period_key="Y2025", version=1, sheet=sheet, entry=entry, at=now,
        **facts,
    )  # fmt: skip
    asked = Correction.objects.create(fact=fact, reason="填错", value=9, asked_at=now)
    receipt = Receipt.objects.create(
        number="WY-AAAA-BBBB-CCCC", sheet=sheet, revision=1, verb="submit", at=now,
        content_sha256="0" * 64, signature="",
    )  # fmt: skip
    Current.objects.create(
        organisation=own, key=key, period_key="Y2025", fact=fact, value=8, state=FactState.REPORTED
    )
    stored = files.store(ContentFile("佐证".encode(), "proof.txt"), limit_mb=1)
    file = File.objects.create(
        organisation=own, title="佐证", original_name="proof.txt", stored_name=stored.name,
        sha256=stored.sha256, size=stored.size, media_type=stored.media_type, uploaded_at=now,
    )  # fmt: skip
    use = Use.objects.create(
        file=file, subject_kind="ledger.entry", subject_id=entry.pk, added_at=now
    )
    world.names |= {
        "window": window.pk, "draft": draft.pk, "sheet": sheet.pk, "entry": entry.pk,
        "item": key, "fact": fact.pk, "correction": asked.pk, "receipt": receipt.number,
        "file": file.pk, "use": use.pk,
    }  # fmt: skip
