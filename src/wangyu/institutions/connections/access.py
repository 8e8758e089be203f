"""Who sees and who keeps an organisation's connections.

The university's officer keeps the university's own; the provincial centre's is kept by the security
administrator, who may also switch off any other. The auditor reads.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from wangyu.base.core.access import Actor, NotVisible, require, within_any
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.connections import queries
from wangyu.institutions.connections.models import Binding, Connection, KeyPair
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import Invitation

KEEPS = {Tier.UNIVERSITY: Role.UNIVERSITY_OFFICER, Tier.PROVINCE: Role.SECURITY_ADMIN}
READERS = frozenset({Role.UNIVERSITY_OFFICER, Role.SECURITY_ADMIN, Role.AUDITOR})
NOT_READER = "统一身份认证由本校高校中心管理员设置，全省的由安全管理员和审计员查看。请与他们联系。"
NOT_KEEPER = "这个连接由本单位设置：高校的是高校中心管理员，省中心的是安全管理员。"
NOBODY = "您的角色不能设置统一身份认证；高校的由高校中心管理员设置，省中心的由安全管理员设置。"


def may_read(actor: Actor) -> bool:
    return actor.has(READERS)


def may_keep(actor: Actor, org: Organisation) -> bool:
    role = KEEPS.get(Tier(org.tier))
    return any(held.role == role and held.org_id == org.pk for held in actor.held)


def may_stop(actor: Actor, org: Organisation) -> bool:
    return may_keep(actor, org) or actor.has({Role.SECURITY_ADMIN}, org.path)


def access_list(actor: Actor) -> QuerySet[Connection]:
    require(may_read(actor), NOT_READER)
    return visible_connections(actor)


def visible_connections(actor: Actor) -> QuerySet[Connection]:
    rows = Connection.objects.filter(within_any(actor.paths(READERS), "organisation__path"))
    return rows.exclude(state="removed").select_related("organisation")


def access_connection(actor: Actor, pk: int) -> Connection:
    found = visible_connections(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def access_kept(actor: Actor, pk: int) -> Connection:
    """One the actor may change and try."""
    found = access_connection(actor, pk)
    require(may_keep(actor, found.organisation), NOT_KEEPER)
    return found


def access_keyed(actor: Actor, pk: int) -> Connection:
    """One where we may have a key of our own; other kinds look missing."""
    found = access_kept(actor, pk)
    if not queries.kind_of(found).keyed:
        raise NotVisible
    return found


def access_key_pair(actor: Actor, pk: int) -> KeyPair:
    """One of a connection the actor may change."""
    seen = KeyPair.objects.filter(connection__in=visible_connections(actor), pk=pk)
    found = seen.select_related("connection__organisation").first()
    if found is None:
        raise NotVisible
    require(may_keep(actor, found.connection.organisation), NOT_KEEPER)
    return found


def access_stoppable(actor: Actor, pk: int) -> Connection:
    found = access_connection(actor, pk)
    require(may_stop(actor, found.organisation), NOT_KEEPER)
    return found


def kept_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Where the actor may set up a connection."""
    kept = [h.org_id for h in actor.held if h.role in KEEPS.values()]
    return Organisation.objects.filter(pk__in=kept, closed_on=None).order_by("path")


def access_kept_organisations(actor: Actor) -> QuerySet[Organisation]:
    found = kept_organisations(actor)
    require(found.exists(), NOBODY)
    return found


def access_open(pk: int) -> Connection:
    """A way in that is switched on; anything else looks missing."""
    found = queries.find_open(pk)
    if found is None:
        raise NotVisible
    return found


def access_about(pk: int) -> str:
    """Public: it says only where we are. A kind with nothing to tell looks missing."""
    found = queries.find_about(pk)
    if not found:
        raise NotVisible
    return found


def access_binding(actor: Actor, pk: int) -> Binding:
    """One's own."""
    found = queries.list_bindings(actor.own_id).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def access_offer(connection: Connection, mail: str, pk: int, now: datetime) -> Invitation:
    """An invitation to somebody whose mail address the organisation vouches for."""
    found = queries.invitations_for(connection, mail, now).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
