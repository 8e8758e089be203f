"""Who sees whom. Officers see the people of their own subtree; others see themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from wangyu.base.core.access import Actor, NotVisible, Refused, require, within_any
from wangyu.base.core.roles import ROLE_TIER, Role
from wangyu.institutions.orgs.logic.picking import label_units
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people import queries
from wangyu.institutions.people.logic.grants import EXPECTED, grantable, lendable
from wangyu.institutions.people.logic.links import hash_of
from wangyu.institutions.people.logic.sheet import Row, Terms
from wangyu.institutions.people.models import Delegation, Grant, Invitation, Recovery, Session, User

MANAGERS = frozenset(
    {
        Role.PROVINCE_OFFICER,
        Role.PROVINCE_LEADER,
        Role.UNIVERSITY_OFFICER,
        Role.UNIVERSITY_LEADER,
        Role.DEPARTMENT_OFFICER,
        Role.SECURITY_ADMIN,
        Role.AUDITOR,
    }
)
"""Roles that see the people of their organisations."""


def may_manage(actor: Actor) -> bool:
    return actor.has(MANAGERS)


def may_invite(actor: Actor) -> bool:
    return bool(grantable_roles(actor))


def grantable_roles(actor: Actor) -> list[Role]:
    """Roles the actor may grant somewhere, in the order of the tiers."""
    found = grantable({str(held.role) for held in actor.held})
    return [role for role in Role if role in found]


def may_appoint(actor: Actor, user: User, on: date) -> bool:
    """Whether somebody can be given a role without being asked: not who serves only elsewhere."""
    return is_platform(actor) or queries.serves_within(user, invitation_paths(actor), on=on)


def may_appoint_at(actor: Actor, user: User, role: str, org: Organisation, on: date) -> bool:
    """The same of one role: who serves where the actor gives it from."""
    held = [h for h in actor.held if role in grantable({str(h.role)})]
    reach = [h.path for h in held if org.path.startswith(h.path)]
    return is_platform(actor) or queries.serves_within(user, reach, on=on)


def is_platform(actor: Actor) -> bool:
    return actor.user_id is None and bool(actor.held)


def may_grant(actor: Actor, role: str, org: Organisation) -> bool:
    """Whether the actor may give and end ``role`` at ``org``."""
    held = {"platform"} if is_platform(actor) else {str(r) for r in actor.roles_at(org.path)}
    return role in grantable(held)


def visible_people(actor: Actor) -> QuerySet[User]:
    """People with a role, past or present, in the actor's reach."""
    paths = actor.paths(MANAGERS)
    inside = Grant.objects.filter(within_any(paths, "organisation__path")).values("user_id")
    return User.objects.filter(pk__in=inside)


def access_people(actor: Actor) -> list[str]:
    """Paths whose people the actor may list."""
    require(
        may_manage(actor),
        "只有机构的管理员和负责人能看到人员名单。您可以在“我的账号”里看自己的角色。",
    )
    return actor.paths(MANAGERS)


def access_self(actor: Actor) -> User:
    """One's own account."""
    return access_person(actor, actor.own_id)


def access_person(actor: Actor, user_id: int) -> User:
    """A person of one's own reach; oneself is always visible."""
    rows = User.objects.all() if user_id == actor.user_id else visible_people(actor)
    found = rows.filter(pk=user_id).first()
    if found is None:
        raise NotVisible
    return found


def visible_grants(actor: Actor, user: User) -> QuerySet[Grant]:
    """A person's roles as far as the actor reaches; all of one's own."""
    grants = queries.list_grants(user)
    if user.pk == actor.user_id:
        return grants
    return grants.filter(within_any(actor.paths(MANAGERS), "organisation__path"))


def access_grant(actor: Actor, grant_id: int) -> Grant:
    """A role in one's reach, or one's own."""
    reach = within_any(actor.paths(MANAGERS), "organisation__path") | Q(user=actor.own_id)
    rows = Grant.objects.select_related("organisation", "user").filter(reach)
    found = rows.filter(pk=grant_id).first()
    if found is None:
        raise NotVisible
    return found


def access_own_grant(actor: Actor, grant_id: int) -> Grant:
    """A role of one's own; everybody else's looks missing."""
    found = access_grant(actor, grant_id)
    if found.user_id != actor.user_id:
        raise NotVisible
    return found


def access_lending(actor: Actor, grant_id: int) -> Grant:
    """A role of one's own that may be lent: nobody else is shown the colleagues it could go to."""
    found = access_own_grant(actor, grant_id)
    require(
        lendable(found.role), f"“{found.get_role_display()}”不能委托，请由授予者另行授予接任者。"
    )
    return found


def invitation_paths(actor: Actor) -> list[str]:
    """Paths whose invitations the actor may list."""
    require(may_invite(actor), "您的角色不能邀请人员。需要添加同事时，请联系本单位的管理员。")
    return actor.paths({h.role for h in actor.held if grantable({str(h.role)})})


def access_invitation(actor: Actor, invitation_id: int) -> Invitation:
    paths = invitation_paths(actor)
    found = queries.list_invitations(paths).filter(pk=invitation_id).first()
    if found is None:
        raise NotVisible
    return found


def visible_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Organisations at which the actor may grant some role."""
    tiers = {int(ROLE_TIER[role]) for role in grantable_roles(actor)}
    reach = within_any(actor.paths({h.role for h in actor.held if grantable({str(h.role)})}))
    return Organisation.objects.filter(reach, tier__in=tiers, closed_on=None).order_by("path")


def sheet_terms(actor: Actor, now: datetime) -> Terms:
    """What the actor's invitation sheet may speak of."""
    places = visible_organisations(actor)
    roles = grantable_roles(actor)
    waiting = queries.pending(queries.list_invitations(invitation_paths(actor)), now)
    return Terms(
        roles={role.label: str(role) for role in roles},
        orgs=_labels(places),
        tier_of_org=dict(places.values_list("pk", "tier")),
        tier_of_role={str(role): int(ROLE_TIER[role]) for role in roles},
        today=timezone.localdate(now),
        taken=set(waiting.values_list("name", "role", "organisation_id")),
    )


def _labels(places: QuerySet[Organisation]) -> dict[str, int]:
    return label_units(places.values_list("pk", "name", Coalesce("parent__name", Value(""))))


def vacancies(actor: Actor, now: datetime) -> dict[Role, QuerySet[Organisation]]:
    """Where a role that the actor is to fill is held by nobody, and nobody is invited to it."""
    expected = [role for held in actor.held for role in EXPECTED.get(str(held.role), ())]
    places, today = visible_organisations(actor), timezone.localdate(now)
    return {Role(role): queries.lacking(places, Role(role), on=today, now=now) for role in expected}


def lines_to_fill(actor: Actor, now: datetime) -> list[tuple[Role, str]]:
    """Role and place of each line of the sheet: what is vacant, or one of each role."""
    invitation_paths(actor)
    places = visible_organisations(actor)
    label_of = {pk: label for label, pk in _labels(places).items()}
    ids = places.values_list("pk", flat=True)
    vacant = [
        (role, pk)
        for role, found in vacancies(actor, now).items()
        for pk in found.values_list("pk", flat=True)
    ]
    each = [(role, ids.filter(tier=ROLE_TIER[role]).first()) for role in grantable_roles(actor)]
    return [(role, label_of[pk]) for role, pk in vacant or each if pk in label_of]


def organisations_of(actor: Actor, rows: Sequence[Row]) -> dict[int, Organisation]:
    """The organisations that rows of a sheet name, as far as the actor may grant there."""
    return visible_organisations(actor).in_bulk([row.org_id for row in rows])


def may_judge(actor: Actor) -> bool:
    return actor.has({Role.SECURITY_ADMIN})


def require_vouching(actor: Actor, user: User) -> None:
    """Who may grant all the roles that somebody has may vouch for them; nobody for themself."""
    require(user.pk != actor.user_id, "不能给自己申请，请由能授予您角色的管理员申请。")
    grants = queries.standing_grants(user)
    require(
        bool(grants) and all(may_grant(actor, g.role, g.organisation) for g in grants),
        f"{user.name}有不归您授予的角色，请由能授予它的管理员申请。",
    )


def may_vouch(actor: Actor, user: User) -> bool:
    try:
        require_vouching(actor, user)
    except Refused:
        return False
    return user.is_active


def access_vouched(actor: Actor, user_id: int) -> User:
    """Somebody of one's reach for whom one may ask."""
    found = access_person(actor, user_id)
    require_vouching(actor, found)
    return found


def may_see_recoveries(actor: Actor) -> bool:
    return may_invite(actor) or actor.has({Role.AUDITOR})


def visible_recoveries(actor: Actor) -> QuerySet[Recovery]:
    """All for who decides and who audits; one's own requests for who asks."""
    rows = queries.list_recoveries()
    if actor.has({Role.SECURITY_ADMIN, Role.AUDITOR}):
        return rows
    return rows.filter(asked_by_id=actor.own_id)


def access_recoveries(actor: Actor) -> QuerySet[Recovery]:
    require(
        may_see_recoveries(actor),
        "恢复第二步验证由管理员申请、安全管理员决定。手机丢了的，请联系本单位管理员。",
    )
    return visible_recoveries(actor)


def recoveries_to_judge(actor: Actor) -> QuerySet[Recovery]:
    """Those that wait for this very person, who is neither of the two others."""
    if not may_judge(actor):
        return Recovery.objects.none()
    rows = queries.list_recoveries().filter(state="asked")
    return rows.exclude(user_id=actor.own_id).exclude(asked_by_id=actor.own_id)


def access_recovery(actor: Actor, recovery_id: int) -> Recovery:
    found = visible_recoveries(actor).filter(pk=recovery_id).first()
    if found is None:
        raise NotVisible
    return found


def access_judged(actor: Actor, recovery_id: int) -> Recovery:
    """One to decide."""
    found = access_recovery(actor, recovery_id)
    require(may_judge(actor), "只有安全管理员可以决定。")
    return found


def access_link(token: str, now: datetime) -> Invitation:
    """The invitation behind a link. Holding the link is the right to see it."""
    found = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if found is None:
        raise Refused(
            "这个邀请链接不完整或已换成新的。请完整复制最近收到的链接，或联系邀请您的管理员。"
        )
    if sentence := found.problem(now):
        raise Refused(sentence)
    return found


def access_delegation(actor: Actor, delegation_id: int) -> Delegation:
    """A delegation the actor gave or received."""
    found = queries.list_delegations(actor.own_id).filter(pk=delegation_id).first()
    if found is None:
        raise NotVisible
    return found


def visible_sessions(actor: Actor, now: datetime) -> QuerySet[Session]:
    """One's own live sessions."""
    return Session.objects.filter(user_id=actor.own_id, expire_date__gt=now).order_by(
        "-created_on", "handle"
    )
