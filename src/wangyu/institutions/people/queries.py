from __future__ import annotations

from datetime import date

from django.db.models import Q

from wangyu.base.core.access import Actor, Held
from wangyu.base.core.roles import Role
from wangyu.institutions.people.models import Grant, User


def active_on(day: date) -> Q:
    """Grants in force on a day."""
    return Q(since__lte=day, ended_at=None) & (Q(until=None) | Q(until__gte=day))


def actor_for(user: User, *, on: date) -> Actor:
    """The person as an actor, with the roles held on a day. One query."""
    grants = Grant.objects.filter(active_on(on), user=user).select_related("organisation")
    held = tuple(Held(Role(g.role), g.organisation_id, g.organisation.path) for g in grants)
    return Actor(user.pk, user.name, held)
