"""One of everything an address can name, at one place of a small 云梦省, each field marked."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from tests.house.blind import plant_blind
from tests.house.markers import LETTERS, Markers
from wangyu.activities.calls import ops as calls
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import (
    Call,
    CallStep,
    Check,
    Contributor,
    Piece,
    Roll,
    RollStep,
    Slip,
    Step,
)
from wangyu.activities.calls.models import Entry as Work
from wangyu.base.core import files, search
from wangyu.base.core.models import Job
from wangyu.base.core.roles import Role
from wangyu.base.core.sealed import seal
from wangyu.base.notify.models import Notification
from wangyu.institutions.connections.kinds import keypair
from wangyu.institutions.connections.models import Binding, Connection, KeyPair
from wangyu.institutions.connections.queries import SEALED_FOR
from wangyu.institutions.orgs.models import (
    Appointment,
    Budget,
    FormerName,
    GroupMember,
    LeadingGroup,
    Meeting,
    Office,
    Organisation,
    Room,
)
from wangyu.institutions.people import ops as people
from wangyu.institutions.people.logic.links import hash_of
from wangyu.institutions.people.models import Delegation, Invitation, Recovery, User
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import File, Upload, Use
from wangyu.records.ledger.enums import FactState, Source
from wangyu.records.ledger.models import (
    Correction,
    Current,
    Decision,
    Entry,
    Fact,
    Receipt,
    Sheet,
    Window,
)


@dataclass(slots=True)
class Plot:
    """Where things are planted: ``officer`` looks after it, ``colleague`` works there."""

    place: str
    org: Organisation
    officer: User
    colleague: User
    inviter: User
    marks: Markers
    now: datetime

    def text(self, model: type, *names: str) -> dict[str, str]:
        label = model._meta.label
        return {name: self.marks.text(self.place, f"{label}.{name}") for name in names}

    def numbers(self, model: type, *names: str) -> dict[str, int]:
        label = model._meta.label
        return {name: self.marks.number(self.place, f"{label}.{name}") for name in names}


def plant_people(plot: Plot) -> dict[str, Any]:
    """A colleague, a waiting invitation, and what belongs to the officer alone."""
    User.objects.filter(pk=plot.colleague.pk).update(
        **plot.text(User, "name", "username"),
        email=plot.marks.mail(plot.place, "people.User.email"),
    )
    role = plot.colleague.grants.get().role
    made = people.invite(
        actor=actor_for(plot.inviter, on=timezone.localdate()), now=plot.now,
        wanted=people.Wanted("新人甲", Role(role), plot.org),
    )  # fmt: skip
    Invitation.objects.filter(pk=made.invitation.pk).update(
        **plot.text(Invitation, "name"),
        email=plot.marks.mail(plot.place, "people.Invitation.email"),
    )
    return {
        "organisation": plot.org.pk, "person": plot.colleague.pk,
        "grant": plot.colleague.grants.get().pk, "invitation": made.invitation.pk,
        "token": made.link.rstrip("/").rsplit("/", 1)[-1],
    }  # fmt: skip


def plant_own(plot: Plot) -> dict[str, Any]:
    """What only the officer, or the officer and one colleague, may touch."""
    grant, today = plot.officer.grants.get(), timezone.localdate()
    lent = Delegation.objects.create(
        grant=grant, delegate=plot.colleague, since=today, until=today + timedelta(days=9),
        created_at=plot.now, **plot.text(Delegation, "reason"),
    )  # fmt: skip
    notice = Notification.objects.create(
        recipient=plot.officer, kind="test", url="/desk/", key="one", created_at=plot.now,
        **plot.text(Notification, "title", "body"),
    )  # fmt: skip
    job = Job.objects.create(
        kind="test", key=f"one-{plot.place}", owner=plot.officer, created_at=plot.now,
        payload=plot.text(Job, "payload"),
        result={"text": plot.marks.text(plot.place, "core.Job.result")},
        **plot.text(Job, "label", "note", "error"),
    )  # fmt: skip
    return {
        "own_grant": grant.pk, "delegation": lent.pk, "notification": notice.pk, "job": job.pk,
    }  # fmt: skip


def plant_facts(plot: Plot) -> dict[str, Any]:
    """The dated facts of an organisation (clauses 7 and 9)."""
    org, day = plot.org, date(2024, 3, 5)
    group = LeadingGroup.objects.create(
        organisation=org, **plot.text(LeadingGroup, "name", "document_no", "duties")
    )
    GroupMember.objects.create(
        organisation=org, role="组长",
        **plot.text(GroupMember, "name", "department", "title"),
    )  # fmt: skip
    meeting = Meeting.objects.create(
        organisation=org, held_on=day,
        **plot.text(Meeting, "topics", "attendees", "summary"),
    )  # fmt: skip
    room = Room.objects.create(
        organisation=org, use="办公", **plot.text(Room, "name", "address"),
        **plot.numbers(Room, "area_m2"),
    )  # fmt: skip
    Budget.objects.create(
        organisation=org, year=2025, level="校级",
        **plot.numbers(Budget, "allocated", "received", "spent"),
    )  # fmt: skip
    office = Office.objects.create(
        organisation=org, since=day, **plot.text(Office, "name", "duties", "head", "phone")
    )
    appointment = Appointment.objects.create(
        organisation=org, since=day,
        **plot.text(Appointment, "title", "person_name", "duties"),
    )  # fmt: skip
    ended = {"until": day, **plot.text(Office, "end_reason")}
    old = Office.objects.create(organisation=org, name="旧科室", since=day, **ended)
    FormerName.objects.create(
        organisation=org, name="旧名", until=day, **plot.text(FormerName, "reason")
    )
    Organisation.objects.filter(pk=org.pk).update(
        **plot.text(Organisation, "document_no", "duties")
    )
    return {
        "office": office.pk, "old_office": old.pk, "group": group.pk, "meeting": meeting.pk,
        "room": room.pk, "appointment": appointment.pk,
    }  # fmt: skip


@functools.cache
def certificate() -> str:
    return keypair.make("wangyu.example", timezone.now()).certificate


def plant_connection(plot: Plot) -> dict[str, Any]:
    """The university's own way in, with the officer bound to it. Its address is read by nobody."""
    made = Connection.objects.create(
        organisation=plot.org, kind="oidc", title=f"{plot.org.name}统一身份认证", state="on",
        settings={
            "issuer": "https://localhost", "scope": "openid",
            "client_id": plot.marks.text(plot.place, "connections.Connection.settings"),
        },
        secrets=seal(
            SEALED_FOR,
            json.dumps(
                {"client_secret": plot.marks.text(plot.place, "connections.Connection.secrets")}
            ),
        ),
        made_at=plot.now, changed_at=plot.now, **plot.text(Connection, "domains"),
    )  # fmt: skip
    told = Connection.objects.create(
        organisation=plot.org, kind="saml", title=f"{plot.org.name} SAML", made_at=plot.now,
        changed_at=plot.now,
    )  # fmt: skip
    for use in ("current", "old"):
        key = KeyPair.objects.create(
            connection=told, use=use, certificate=certificate(), made_at=plot.now,
            until=None if use == "current" else plot.now,
            secret=seal(SEALED_FOR, plot.marks.text(plot.place, "connections.KeyPair.secret")),
        )  # fmt: skip
    bound = Binding.objects.create(
        connection=made, user=plot.officer, bound_at=plot.now,
        **plot.text(Binding, "fingerprint"),
    )  # fmt: skip
    asked = Recovery.objects.create(
        user=plot.colleague, asked_by=plot.officer, asked_at=plot.now,
        **plot.text(Recovery, "reason", "answer"),
    )  # fmt: skip
    return {
        "connection": made.pk,
        "saml": told.pk,
        "key": key.pk,
        "binding": bound.pk,
        "recovery": asked.pk,
    }


def plant_file(plot: Plot) -> dict[str, Any]:
    stored = files.store(ContentFile(f"佐证{plot.place}".encode(), "proof.txt"), limit_mb=1)
    file = File.objects.create(
        organisation=plot.org, stored_name=stored.name, sha256=stored.sha256, size=stored.size,
        media_type=stored.media_type, uploaded_at=plot.now, uploaded_by=plot.colleague,
        **plot.text(File, "title", "original_name"),
    )  # fmt: skip
    plot.marks.known(plot.place, "evidence.File.sha256", stored.sha256)
    search.put(evidence.document(file))
    upload = Upload.objects.create(
        key=f"{plot.org.pk:040d}", owner=plot.officer, organisation=plot.org, kind="evidence.room",
        target_id=plot.org.pk, size=9,
        begun_at=plot.now, expires_at=plot.now + timedelta(days=7), ended_at=plot.now,
        **plot.text(Upload, "name", "refused"),
    )  # fmt: skip
    return {"file": file.pk, "upload": upload.key}


def plant_sheet(plot: Plot, window: Window, file: int) -> dict[str, Any]:
    """A sheet: one figure signed, proved and asked to be corrected; another not understood."""
    key, other = window.items.values_list("key", flat=True)[:2]
    sheet = Sheet.objects.create(window=window, organisation=plot.org)
    entry = Entry.objects.create(
        sheet=sheet, key=key, updated_at=plot.now, updated_by=plot.colleague, source=Source.TYPED,
        **plot.text(Entry, "note", "source_text"), **plot.numbers(Entry, "value"),
    )  # fmt: skip
    Entry.objects.create(
        sheet=sheet, key=other, updated_at=plot.now, source=Source.TYPED,
        **plot.text(Entry, "raw", "text"),
    )  # fmt: skip
    fact = Fact.objects.create(
        organisation=plot.org, key=key, period_key=window.period_key, version=1, sheet=sheet,
        entry=entry, at=plot.now, source=Source.TYPED, entered_by=plot.colleague,
        **plot.text(Fact, "note", "source_text", "reason"), **plot.numbers(Fact, "value"),
    )  # fmt: skip
    asked = Correction.objects.create(
        fact=fact, asked_at=plot.now, asked_by=plot.colleague,
        **plot.text(Correction, "reason", "answer"), **plot.numbers(Correction, "value"),
    )  # fmt: skip
    Decision.objects.create(
        sheet=sheet, revision=1, verb="return", by=plot.officer, at=plot.now,
        item_reasons={key: plot.marks.text(plot.place, "ledger.Decision.item_reasons")},
        **plot.text(Decision, "reason"),
    )  # fmt: skip
    receipt = Receipt.objects.create(
        number=f"WY-{plot.org.pk:04d}-BBBB-CCCC", sheet=sheet, revision=1, verb="submit",
        at=plot.now, content_sha256="0" * 64, signature="",
    )  # fmt: skip
    Current.objects.create(
        organisation=plot.org, key=key, period_key=window.period_key, fact=fact,
        value=fact.value, state=FactState.REPORTED,
    )  # fmt: skip
    use = Use.objects.create(
        file_id=file, subject_kind="ledger.entry", subject_id=entry.pk, added_at=plot.now,
        **plot.text(Use, "note"),
    )  # fmt: skip
    return {
        "sheet": sheet.pk, "entry": entry.pk, "fact": fact.pk, "correction": asked.pk,
        "receipt": receipt.number, "use": use.pk,
    }  # fmt: skip


def plant_calls(plot: Plot, call: Call) -> dict[str, Any]:
    """A work of the officer's own, recommended by its university and returned once before."""
    university = Organisation.objects.get(path=plot.org.university_path)
    unit = None if university == plot.org else plot.org
    roll, _ = Roll.objects.get_or_create(
        call=call, organisation=university, defaults={"state": "signed", "signed_at": plot.now}
    )
    work = Work.objects.create(
        call=call, track="articles", organisation=university, unit=unit, entrant=plot.officer,
        state="recommended", revision=1, begun_at=plot.now, saved_at=plot.now,
        submitted_at=plot.now, rank=1,
        answers={"summary": plot.marks.text(plot.place, "calls.Entry.answers")},
        **plot.text(Work, "title"),
    )  # fmt: skip
    person = Contributor.objects.create(
        entry=work, part="author", position=1, token=calls_token(plot.place),
        **plot.text(Contributor, "name", "unit"),
    )  # fmt: skip
    Step.objects.create(
        entry=work, revision=1, verb="return", source="submitted", target="returned",
        by=plot.colleague, at=plot.now, **plot.text(Step, "reason"),
    )  # fmt: skip
    slip = Slip.objects.create(
        number=f"WY-{plot.org.pk:04d}-CCCC-DDDD", entry=work, revision=1, verb="submit",
        at=plot.now, content_sha256="0" * 64, signature="",
    )  # fmt: skip
    RollStep.objects.create(roll=roll, verb="return", at=plot.now, **plot.text(RollStep, "reason"))
    check = Check.objects.create(
        entry=work, key="rules-1", tone="doubt", ruling="ok", ruled_by=plot.officer,
        ruled_at=plot.now, **plot.text(Check, "sentence", "reason"),
    )  # fmt: skip
    return {
        "its_call": call.pk, "university": university.pk, "check": check.pk,
        "work": work.pk, "contributor": person.pk, "slip": slip.number, "roll": roll.pk,
        "piece": plant_piece(plot, work), "confirmation": f"confirm-{plot.place}",
        **plant_blind(plot.marks, plot.place, work),
    }  # fmt: skip


def calls_token(place: str) -> str:
    return hash_of(f"confirm-{place}")


def plant_piece(plot: Plot, work: Work) -> int:
    out = BytesIO()
    colour = f"#{list(LETTERS).index(plot.place):02d}00{work.pk % 100:02d}"
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    stored = files.store(ContentFile(out.getvalue(), "page.png"), limit_mb=1)
    made = Piece.objects.create(
        entry=work, slot="proof", position=1, stored_name=stored.name,
        preview_name=stored.preview_name, sha256=stored.sha256, size=stored.size,
        media_type=stored.media_type, added_at=plot.now, **plot.text(Piece, "original_name"),
    )  # fmt: skip
    plot.marks.known(plot.place, "calls.Piece.sha256", stored.sha256)
    return made.pk


def plant_call(province: Organisation, officer: User, marks: Markers) -> dict[str, Call]:
    """One that is open, and one that only the province knows of yet."""
    now, known = timezone.now(), editions()["hunan_2025"]
    facts = {"owner": province, "kind": "both", "opens_at": now, "changed_at": now}
    facts |= {"created_at": now, "due_at": now + timedelta(days=9), "rules": known.data}
    made = Call.objects.create(title="推选", state="open", **facts)
    CallStep.objects.create(
        call=made, verb="open", by=officer, at=now,
        reason=marks.text("province", "calls.CallStep.reason"),
    )  # fmt: skip
    search.put(calls.document(made))
    secret = {name: marks.text("province", f"calls.Call.{name}") for name in ("title", "guide")}
    return {"call": made, "draft_call": Call.objects.create(**secret, **facts)}
