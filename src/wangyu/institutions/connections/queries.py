"""Reads about connections and bindings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from wangyu.base.core.sealed import digest, unseal
from wangyu.institutions.connections.kinds import KINDS, Kind, Pair, Place
from wangyu.institutions.connections.logic.flow import OLD
from wangyu.institutions.connections.logic.match import problem_of, vouched
from wangyu.institutions.connections.models import Binding, Connection, KeyPair
from wangyu.institutions.orgs.logic.paths import roots_of
from wangyu.institutions.people.models import Grant, Invitation, User
from wangyu.institutions.people.queries import pending, standing_paths

SEALED_FOR = "connection"


def kind_of(connection: Connection) -> Kind:
    return KINDS[connection.kind]


def place_of(connection: Connection) -> Place:
    """The connection as its kind sees it, secrets opened."""
    secrets = open_secrets(connection)
    back = settings.SITE_URL + reverse("connections:back", args=[connection.pk])
    own = settings.SITE_URL + reverse("connections:about", args=[connection.pk])
    return Place(connection.settings, secrets, back, own, pairs_of(connection))


def pairs_of(connection: Connection) -> tuple[Pair, ...]:
    """Our keys there, the newest first, private ones opened."""
    if not kind_of(connection).keyed:
        return ()
    rows = list_key_pairs(connection)
    return tuple(Pair(row.use, row.certificate, _open_secret(row)) for row in rows)


def list_key_pairs(connection: Connection) -> QuerySet[KeyPair]:
    return KeyPair.objects.filter(connection=connection).order_by("-pk")


def list_expired_key_pairs(now: datetime) -> QuerySet[KeyPair]:
    return KeyPair.objects.filter(use=OLD, until__lte=now)


def _open_secret(pair: KeyPair) -> str:
    try:
        return unseal(SEALED_FOR, pair.secret)
    except InvalidToken:
        return ""


def open_secrets(connection: Connection) -> dict[str, str]:
    """Empty when the installation has another key than the one they were sealed with."""
    try:
        return dict(json.loads(unseal(SEALED_FOR, connection.secrets)))
    except InvalidToken:
        return {}


def fingerprint_of(connection: Connection, subject: str) -> str:
    """What is kept of a person's name at the other side: the same name elsewhere differs."""
    return digest("binding", f"{connection.pk}:{subject}")


def open_connections() -> QuerySet[Connection]:
    """Those that let people in, of organisations that are open."""
    rows = Connection.objects.filter(state="on", organisation__closed_on=None)
    return rows.select_related("organisation").order_by("organisation__name", "pk")


def find_open(pk: int) -> Connection | None:
    return open_connections().filter(pk=pk).first()


def find_about(pk: int) -> str:
    """What the other side may read of us, which it does before we are switched on; "" for nothing."""
    found = Connection.objects.exclude(state="removed").filter(pk=pk).first()
    return kind_of(found).about(place_of(found)) if found else ""


def search_open(text: str) -> QuerySet[Connection]:
    rows = open_connections()
    return rows.filter(Q(organisation__name__icontains=text) | Q(title__icontains=text))


def count_bound(connection: Connection) -> int:
    return Binding.objects.filter(connection=connection).count()


def count_lost(connection: Connection) -> int:
    """Of those who are bound, how many have no password and so no other way in than by mail."""
    rows = Binding.objects.filter(connection=connection)
    return rows.filter(user__password__startswith=UNUSABLE_PASSWORD_PREFIX).count()


def find_bound(connection: Connection, fingerprint: str) -> User | None:
    rows = Binding.objects.filter(connection=connection, fingerprint=fingerprint)
    found = rows.select_related("user").first()
    return found.user if found else None


def find_of(user: User, connection: Connection) -> Binding | None:
    return Binding.objects.filter(connection=connection, user=user).first()


def problem_with(connection: Connection, user: User, *, on: date) -> str:
    """Why this person may not come in here; "" when they may."""
    org = connection.organisation
    return problem_of(
        org.path, org.name, current=standing_paths(user, on=on),
        ever=list(Grant.objects.filter(user=user).values_list("organisation__path", flat=True)),
    )  # fmt: skip


def count_closing(user_ids: Collection[int], path: str) -> Mapping[int, int]:
    """Of the accounts they have bound, those of organisations that do not reach ``path``."""
    rows = Binding.objects.filter(user_id__in=user_ids).exclude(connection__state="removed")
    bound = rows.values_list("user_id", "connection__organisation__path")
    return Counter(user_id for user_id, place in bound if not path.startswith(place))


def list_vouching(paths: Collection[str]) -> list[tuple[str, datetime]]:
    """Where there is or was a connection above these places, and since when it was being set up."""
    above = {root for path in paths for root in roots_of(path)}
    rows = Connection.objects.filter(organisation__path__in=above).order_by()
    return list(rows.values_list("organisation__path").annotate(Min("made_at")))


def vouched_mail(connection: Connection, mail: str, *, verified: bool) -> str:
    return vouched(mail, verified=verified, domains=connection.domains.split())


def invitations_for(connection: Connection, mail: str, now: datetime) -> QuerySet[Invitation]:
    """Waiting invitations to a mail address the organisation vouches for, in its own subtree."""
    inside = Invitation.objects.filter(
        organisation__path__startswith=connection.organisation.path, email__iexact=mail
    )
    rows = pending(inside, now).select_related("organisation", "invited_by")
    return rows if mail else rows.none()


def list_bindings(user_id: int) -> QuerySet[Binding]:
    rows = Binding.objects.filter(user_id=user_id).exclude(connection__state="removed")
    return rows.select_related("connection__organisation").order_by("pk")


def with_counts(rows: QuerySet[Connection]) -> QuerySet[Connection]:
    """How many people have bound an account."""
    return rows.annotate(people=Count("bindings"))
