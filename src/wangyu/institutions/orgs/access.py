"""Who sees and who edits which organisation."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.base.core.access import Actor, NotVisible, require, within_any
from wangyu.base.core.roles import Role, Tier
from wangyu.base.lib.dates import show_date
from wangyu.institutions.orgs.models import FACTS, Organisation, OrgFact
from wangyu.institutions.orgs.queries import PublicSchool, province_root, public_school

READERS = frozenset(Role) - {Role.REVIEWER, Role.STUDENT}
EDITORS = frozenset({Role.UNIVERSITY_OFFICER, Role.DEPARTMENT_OFFICER})
PROVINCE_OFFICE = frozenset({Role.PROVINCE_OFFICER, Role.SYSTEM_ADMIN})

NOT_EDITOR = "本单位的信息由高校中心管理员（院系的由院系工作室负责人）维护，请与他们联系。"
NOT_STRUCTURE = "名称、撤并和隶属由上一级单位的管理员办理，请与上级单位联系。"
NOT_ROSTER = "高校名录由省中心工作人员维护。如信息有误，请告知省中心。"


def visible_organisations(actor: Actor) -> QuerySet[Organisation]:
    """The subtrees where the actor holds a role that reads."""
    return Organisation.objects.filter(within_any(actor.paths(READERS)))


def access_organisation(actor: Actor, pk: int) -> Organisation:
    seen = visible_organisations(actor).select_related("parent", "university")
    found = seen.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def may_edit(actor: Actor, org: Organisation) -> bool:
    """Facts and details of the organisation."""
    return actor.has(EDITORS, org.path)


def may_structure(actor: Actor, org: Organisation) -> bool:
    """Rename, close, reopen, move: whoever looks after the unit above. Above the province is nobody."""
    if org.tier == Tier.UNIVERSITY:
        return actor.has(PROVINCE_OFFICE, org.path)
    return actor.has(EDITORS, org.path[:-8])


def may_plant(actor: Actor, org: Organisation) -> bool:
    """Create units directly below the organisation."""
    if org.tier == Tier.PROVINCE:
        return actor.has(PROVINCE_OFFICE, org.path)
    return org.tier < Tier.STATION and may_edit(actor, org)


def may_import_roster(actor: Actor) -> bool:
    return actor.has(PROVINCE_OFFICE)


def access_editable(actor: Actor, pk: int) -> Organisation:
    org = access_organisation(actor, pk)
    require(may_edit(actor, org), NOT_EDITOR)
    return org


def access_structure(actor: Actor, pk: int) -> Organisation:
    org = access_organisation(actor, pk)
    require(may_structure(actor, org), NOT_STRUCTURE)
    return org


def access_plantable(actor: Actor, pk: int) -> Organisation:
    org = access_organisation(actor, pk)
    require(org.tier < Tier.STATION, "班级工作站是最低一级，不能再设下级单位。")
    require(may_plant(actor, org), NOT_EDITOR if org.tier > Tier.PROVINCE else NOT_ROSTER)
    require(
        org.closed_on is None, f"“{org.name}”已撤销，不能再设下级单位；如需继续使用，请先恢复。"
    )
    return org


def access_roster_entry(actor: Actor, pk: int) -> Organisation:
    """A university whose roster fields are to be changed."""
    org = access_organisation(actor, pk)
    require(may_import_roster(actor), NOT_ROSTER)
    require(org.tier == Tier.UNIVERSITY, "只有高校列入名录，院系和班级请在机构页面修改。")
    return org


def access_roster(actor: Actor) -> Organisation:
    """The province whose roster the actor keeps."""
    require(may_import_roster(actor), NOT_ROSTER)
    root = province_root()
    if root is None:
        raise NotVisible
    return root


def access_public_school(pk: int) -> PublicSchool:
    found = public_school(pk)
    if found is None:
        raise NotVisible
    return found


def fact_model(kind: str) -> type[OrgFact]:
    if kind not in FACTS:
        raise NotVisible
    return FACTS[kind]


def access_fact(actor: Actor, kind: str, pk: int) -> OrgFact:
    seen = within_any(actor.paths(READERS), "organisation__path")
    rows = fact_model(kind)._default_manager.filter(seen)  # noqa: SLF001 -- Django's own API
    found = rows.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def access_own_fact(actor: Actor, kind: str, pk: int) -> OrgFact:
    """A fact to be changed or ended."""
    fact = access_fact(actor, kind, pk)
    require(may_edit(actor, fact.organisation), NOT_EDITOR)
    require(fact.until is None, _ended(fact))
    return fact


def _ended(fact: OrgFact) -> str:
    when = show_date(fact.until) if fact.until else ""
    return f"这条记录已于{when}{fact.END_WORD}，只供查阅，不能再改。"


def visible_plantable(actor: Actor) -> QuerySet[Organisation]:
    """Where the actor may put units: the subtrees looked after."""
    return Organisation.objects.filter(within_any(actor.paths(EDITORS)))
