"""Reads about people. Days are passed in: roles hold between two dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import BigIntegerField, Case, CharField, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from wangyu.base.core.access import Actor, Held, after, within_any
from wangyu.base.core.prepared import Prepared
from wangyu.base.core.roles import ROLE_TIER, STRONG_SIGN_IN, Role, Tier
from wangyu.base.lib.ports import vouching
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.logic.factors import MARK, words_of
from wangyu.institutions.people.logic.recovery import may_reset_by_mail
from wangyu.institutions.people.models import (
    Delegation,
    Grant,
    Invitation,
    OldPassword,
    Recovery,
    Session,
    User,
)

AT_ONCE = 200
"""Subtrees in one query: SQLite takes no condition deeper than a thousand."""


def active_on(day: date, prefix: str = "") -> Q:
    """Grants in force on a day (``prefix`` for a join, for example "grants__")."""
    began = Q(**{f"{prefix}since__lte": day, f"{prefix}ended_at": None})
    return began & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": day}))


def lent_on(day: date) -> Q:
    """Delegations in force on a day: confirmed, not taken back, the role itself still held."""
    own = Q(since__lte=day, until__gte=day, revoked_at=None, confirmed_at__isnull=False)
    return own & active_on(day, "grant__") & Q(grant__user__is_active=True)


def _held(user_id: int, day: date) -> QuerySet[Any, tuple[Any, ...]]:
    return _own(user_id, day).order_by().union(_lent(user_id, day).order_by(), all=True)


def _own(user_id: int, day: date) -> QuerySet[Grant, tuple[Any, ...]]:
    grants = Grant.objects.filter(active_on(day), user_id=user_id)
    own = Value("", CharField()), Value(None, BigIntegerField())
    return grants.values_list("role", "organisation_id", "organisation__path", *own)


def _lent(user_id: int, day: date) -> QuerySet[Delegation, tuple[Any, ...]]:
    lent = Delegation.objects.filter(lent_on(day), delegate_id=user_id)
    return lent.values_list(
        "grant__role", "grant__organisation_id", "grant__organisation__path",
        "grant__user__name", "grant__user_id",
    )  # fmt: skip


_SOMEBODY_SOME_DAY = (1, 2), (date(2001, 1, 1), date(2002, 2, 2))
_held_by = Prepared(_held, *_SOMEBODY_SOME_DAY)


def actor_for(user: User, *, on: date, strong: bool = False) -> Actor:
    """The person as an actor: own roles, then those held on behalf of others. One query."""
    held = [Held(Role(role), *rest) for role, *rest in _held_by(user.pk, on)]
    held.sort(key=lambda one: one.principal_id is not None)
    return Actor(user.pk, user.name, tuple(held), strong)


def holders(roles: Collection[Role], org: Organisation, on: date) -> list[int]:
    """Ids of those who hold one of ``roles`` at ``org`` today, and of their delegates."""
    own = Grant.objects.filter(
        active_on(on), role__in=roles, organisation=org, user__is_active=True
    ).values_list("user_id", flat=True)
    lent = Delegation.objects.filter(
        lent_on(on), grant__role__in=roles, grant__organisation=org, delegate__is_active=True
    ).values_list("delegate_id", flat=True)
    return sorted({*own, *lent})


def _people(day: date, first: str, end: str, *roles: str) -> QuerySet[Grant, tuple[int]]:
    there = Q(organisation__path__gte=first, organisation__path__lt=end)
    held = Grant.objects.filter(active_on(day), there, role__in=roles, user__is_active=True)
    return held.values_list("user_id")


@cache
def _people_of(count: int) -> Prepared:
    roles = ((f"a{n}", f"b{n}") for n in range(count))
    return Prepared(_people, (date(2001, 1, 1), date(2002, 2, 2)), ("a", "b"), ("a", "b"), *roles)


def people_with(roles: Collection[Role], paths: Collection[str], on: date) -> list[int]:
    """Ids of active people who hold one of ``roles`` in one of the subtrees."""
    places = sorted(paths)
    if len(places) == 1 and places[0]:
        rows = _people_of(len(roles))(on, places[0], after(places[0]), *sorted(roles))
        return sorted({pk for (pk,) in rows})
    held = Grant.objects.filter(active_on(on), role__in=roles, user__is_active=True)
    found: set[int] = set()
    for first in range(0, len(places), AT_ONCE):
        there = held.filter(within_any(places[first : first + AT_ONCE], "organisation__path"))
        found.update(there.values_list("user_id", flat=True))
    return sorted(found)


def everyone_with(role: Role, *, on: date) -> list[int]:
    """Ids of active people who hold a role anywhere."""
    rows = Grant.objects.filter(active_on(on), role=role, user__is_active=True)
    return list(rows.values_list("user_id", flat=True))


def account_named(username: str) -> int | None:
    """Number of the account with a sign-in name, whatever its case."""
    found = User.objects.filter(username__iexact=username[:150]).values_list("pk", flat=True)
    return found.first()


def places_of(user: User) -> list[str]:
    """Names, long and short, of the organisations somebody serves at."""
    rows = Organisation.objects.filter(grants__user=user).values_list("name", "short_name")
    return [text for row in rows.distinct() for text in row if text]


def day_of(now: datetime) -> date:
    return timezone.localdate(now)


def list_recoveries() -> QuerySet[Recovery]:
    """Those that wait come first."""
    first = Case(When(state="asked", then=0), default=1)
    rows = Recovery.objects.select_related("user", "asked_by", "decided_by")
    return rows.order_by(first, "-asked_at", "-pk")


def standing_grants(user: User) -> list[Grant]:
    """Not ended, whether in force today or not."""
    return list(Grant.objects.filter(user=user, ended_at=None).select_related("organisation"))


def standing_paths(user: User, *, on: date) -> list[str]:
    """Where somebody has a role, their own or lent, today or on a day to come."""
    own, lent = _standing(on)
    return [
        *own.filter(user=user).values_list("organisation__path", flat=True),
        *lent.filter(delegate=user).values_list("grant__organisation__path", flat=True),
    ]


def standing_in(path: str, *, on: date) -> set[int]:
    """Ids of who has a role in a subtree, their own or lent, today or on a day to come."""
    own, lent = _standing(on)
    there = own.filter(within_any([path], "organisation__path")).values_list("user_id", flat=True)
    by_others = lent.filter(within_any([path], "grant__organisation__path"))
    return {*there, *by_others.values_list("delegate_id", flat=True)}


def _standing(on: date) -> tuple[QuerySet[Grant], QuerySet[Delegation]]:
    own = Grant.objects.filter(Q(until=None) | Q(until__gte=on), ended_at=None)
    return own, Delegation.objects.filter(
        until__gte=on, revoked_at=None, confirmed_at__isnull=False, grant__ended_at=None,
        grant__user__is_active=True,
    )  # fmt: skip


def serves_within(user: User, paths: Collection[str], *, on: date) -> bool:
    """Whether somebody serves in one of the subtrees, or nowhere, as when a term has just ended."""
    places = standing_paths(user, on=on)
    return not places or any(place.startswith(path) for place in places for path in paths)


def factor_words(user: User, *, moved: tuple[str, str] | None = None) -> dict[int, list[str]]:
    """By factor, the organisations whose word it may be no more than; see ``logic.factors``.

    ``moved``: from where to where what they serve at has just been moved.
    """
    rows = list(Authenticator.objects.filter(user=user).values_list("pk", "data", "created_at"))
    served = [] if all(MARK in data for _, data, _ in rows) else _served(user, moved)
    paths = {path for path, _ in served}
    since = [one for ask in vouching.all() for one in ask(paths)] if paths else []
    return {pk: words_of(data, made, served, since) for pk, data, made in rows}


def _served(user: User, moved: tuple[str, str] | None) -> list[tuple[str, datetime]]:
    """Where somebody has ever had a role, and since when."""
    rows = Grant.objects.filter(user=user).values_list("organisation__path", "granted_at")
    found = [(path, at) for path, at in rows if path]
    before, after = moved or ("", "")
    return found + [(before, at) for path, at in found if moved and path.startswith(after)]


def list_affected(ids: Collection[int], also: Collection[int]) -> list[User]:
    """Those of them who have a session or a second factor to lose, and the others named."""
    signed_in = Session.objects.filter(user_id__in=ids).values("user_id")
    strong = Authenticator.objects.filter(user_id__in=ids).values("user_id")
    has = Q(pk__in=signed_in) | Q(pk__in=strong) | Q(pk__in=also)
    return list(User.objects.filter(has).order_by("pk"))


def is_live(session_key: str) -> bool:
    return Session.objects.filter(pk=session_key).exists()


def problem_with_recovery(user: User) -> str:
    """Why nobody need ask for this person now; "" when somebody may."""
    if not user.is_active:
        return f"{user.name}已办理离任，不能恢复。"
    if Recovery.objects.filter(user=user, state="asked").exists():
        return f"{user.name}已有一件恢复在办理中，不用再申请。"
    return ""


def has_factor(user: User) -> bool:
    """A second factor of one's own, not counting the codes that stand in for it."""
    rows = Authenticator.objects.filter(user=user).exclude(type="recovery_codes")
    return bool(rows.exists())


def mail_may_reset(user: User, now: datetime) -> bool:
    """Whether a link by mail alone may give this person a new password."""
    last = Recovery.objects.filter(user=user, state="agreed").order_by("-decided_at").first()
    return may_reset_by_mail(
        strong_role=actor_for(user, on=day_of(now)).has(STRONG_SIGN_IN),
        has_factor=has_factor(user),
        agreed_at=last.decided_at if last else None, now=now,
    )  # fmt: skip


def needing_two(users: Collection[User], now: datetime) -> set[int]:
    """Of people without a password those to whom a link by mail alone may give none."""
    day, strong = day_of(now), STRONG_SIGN_IN
    own = Grant.objects.filter(active_on(day), role__in=strong).values("user")
    lent = Delegation.objects.filter(lent_on(day), grant__role__in=strong).values("delegate")
    rows = User.objects.filter(Q(pk__in=own) | Q(pk__in=lent))
    officers = set(rows.values_list("pk", flat=True))
    return {u.pk for u in users if u.pk in officers and not mail_may_reset(u, now)}


def user_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def invited_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Invitation.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def grants_in(paths: Collection[str], *, on: date) -> QuerySet[Grant]:
    """Roles in force in the subtrees."""
    return Grant.objects.filter(active_on(on), within_any(paths, "organisation__path"))


def list_people(paths: Collection[str], *, on: date) -> QuerySet[User]:
    """People with a role, past or present, in the subtrees, roles in tow."""
    current = grants_in(paths, on=on).select_related("organisation").order_by("pk")
    inside = Grant.objects.filter(within_any(paths, "organisation__path")).values("user_id")
    shown = Prefetch("grants", current, to_attr="current")
    return User.objects.filter(pk__in=inside).prefetch_related(shown).order_by("name", "pk")


UNUSED = timedelta(days=183)


def unused(on: date) -> Q:
    """Accounts in use that nobody has come in by for half a year, though they had a role all along."""
    before = on - UNUSED
    newly = Grant.objects.filter(since__gt=before).values("user_id")
    seldom = Q(last_login__date__lt=before) | Q(last_login=None)
    return seldom & Q(is_active=True) & ~Q(pk__in=newly)


def list_grants(user: User) -> QuerySet[Grant]:
    """All roles of a person, newest first, with where and by whom."""
    return (
        Grant.objects.filter(user=user)
        .select_related("organisation", "granted_by")
        .order_by("-since", "-pk")
    )


def list_invitations(paths: Collection[str]) -> QuerySet[Invitation]:
    return Invitation.objects.filter(within_any(paths, "organisation__path")).select_related(
        "organisation", "invited_by"
    )


def pending(invitations: QuerySet[Invitation], now: datetime) -> QuerySet[Invitation]:
    return invitations.filter(used_at=None, revoked_at=None, expires_at__gt=now)


def lacking(
    places: QuerySet[Organisation], role: Role, *, on: date, now: datetime
) -> QuerySet[Organisation]:
    """Places of the role's tier where nobody holds it and nobody is invited to."""
    held = Grant.objects.filter(active_on(on), role=role, user__is_active=True)
    asked = pending(Invitation.objects.filter(role=role), now)
    return (
        places.filter(tier=ROLE_TIER[role])
        .exclude(pk__in=held.values("organisation_id"))
        .exclude(pk__in=asked.values("organisation_id"))
    )


def list_delegations(user_id: int) -> QuerySet[Delegation]:
    """Roles this person lends or has been lent."""
    mine = Q(grant__user_id=user_id) | Q(delegate_id=user_id)
    return Delegation.objects.filter(mine).select_related(
        "grant__user", "grant__organisation", "delegate"
    )


def colleagues(grant: Grant, *, on: date) -> QuerySet[User]:
    """Who may be lent this role: people of the same provincial centre or the same university.

    Reviewers stand at the centre without being of it, and who they are is not for all its people.
    """
    org = grant.organisation
    province = len(org.path) == 8  # noqa: PLR2004 -- eight digits a level, see orgs
    near = (
        Q(organisation=org) if province else within_any([org.university_path], "organisation__path")
    )
    ids = Grant.objects.filter(active_on(on), near).exclude(role=Role.REVIEWER).values("user_id")
    return User.objects.filter(pk__in=ids, is_active=True).exclude(pk=grant.user_id)


def last_hashes(user: User, count: int) -> list[str]:
    """Of the password in use and those before it, the newest first."""
    kept = OldPassword.objects.filter(user=user).values_list("hash", flat=True)
    return list(dict.fromkeys([user.password, *kept[:count]]))[:count]


def password_is_old(user: User, now: datetime, days: int) -> bool:
    """Whether the policy asks for another one by now."""
    since = user.password_at or user.joined_at
    return bool(days) and user.has_usable_password() and now - since > timedelta(days=days)


def has_own_proof(user: User) -> bool:
    """Whether this person can prove here who they are, without their university."""
    return user.has_usable_password() or Authenticator.objects.filter(user=user).exists()


def must_be_strong(actor: Actor) -> bool:
    """Whether this person's roles ask for a second factor that the session does not have."""
    return not actor.strong and actor.has(STRONG_SIGN_IN)


def in_force(grant: Grant, day: date) -> bool:
    """The same as ``active_on``, for a row in hand."""
    return grant.ended_at is None and grant.since <= day and (grant.until or day) >= day


def unconfirmed(user_id: int, *, on: date) -> QuerySet[Delegation]:
    """Delegations that wait for this person's word."""
    return Delegation.objects.filter(
        delegate_id=user_id, confirmed_at=None, revoked_at=None, until__gte=on
    ).select_related("grant__user")


def find_persona(username: str) -> User | None:
    """A person of the demo, by sign-in name."""
    return User.objects.filter(username=username, demo=True, is_active=True).first()


@dataclass(frozen=True, slots=True)
class Persona:
    username: str
    name: str
    role: str
    organisation: str
    university: str
    """The university it is in or under; empty for the provincial centre."""


def demo_personas(*, on: date) -> list[Persona]:
    """Everyone of the demo with the first role they hold, from the province down."""
    grants = (
        Grant.objects.filter(active_on(on), user__demo=True, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("organisation__path", "pk")
    )
    firsts: dict[int, Grant] = {}
    for grant in grants:
        firsts.setdefault(grant.user_id, grant)
    schools = dict(
        Organisation.objects.filter(tier=Tier.UNIVERSITY, demo=True).values_list("path", "name")
    )
    return [
        Persona(
            g.user.username, g.user.name, Role(g.role).label, g.organisation.name,
            schools.get(g.organisation.university_path, ""),
        )
        for g in firsts.values()
    ]  # fmt: skip
