"""Who sees which visit: the province, whoever is named for it, and the university visited."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wangyu.assessment.evaluation.access import OVERSEERS, is_guest, one_of, require_keeper
from wangyu.assessment.evaluation.logic.flow import INSPECTOR
from wangyu.assessment.evaluation.models import Inspector, Visit
from wangyu.assessment.evaluation.queries.behind import uses_behind
from wangyu.assessment.evaluation.queries.visits import INSPECTING, photos_of
from wangyu.base.core.access import Actor, require, within_any
from wangyu.base.core.roles import UNIVERSITY_STAFF
from wangyu.records.evidence.models import Use

INSPECTORS_ONLY = "抽查记录由这次抽查的人员填写。"
OVER = "抽查记录已经提交，学校的佐证不再打开；需要再看，请省中心退回补充。"
LEADER_ONLY = "抽查记录由这所高校的分管领导确认。"


def _named(actor: Actor) -> Q:
    """For which visits somebody is named, as long as they are what inspectors have to be."""
    if not actor.has(INSPECTING):
        return Q(pk__in=[])
    return Q(pk__in=Inspector.objects.filter(user_id=actor.own_id).values("visit"))


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    above = within_any(actor.paths(OVERSEERS), "member__cycle__owner__path")
    own = within_any(actor.paths(UNIVERSITY_STAFF), "member__organisation__path")
    rows = Visit.objects.filter(above | own | _named(actor))
    return rows.select_related(
        "member__organisation", "member__cycle__owner", "member__cycle__version__scheme"
    )


def my_visits(actor: Actor) -> QuerySet[Visit]:
    """Those one is named for."""
    return visible_visits(actor).filter(_named(actor))


def access_visit(actor: Actor, pk: int) -> Visit:
    return one_of(visible_visits(actor).filter(pk=pk))


def inspects(actor: Actor, visit: Visit) -> bool:
    return actor.has(INSPECTING) and visit.inspectors.filter(user_id=actor.own_id).exists()


def reads_marks(actor: Actor, visit: Visit) -> bool:
    """The university reads them once they are handed in."""
    outside = inspects(actor, visit) or actor.has(OVERSEERS, visit.member.cycle.owner.path)
    return outside or visit.state != "planned"


def access_inspected_visit(actor: Actor, pk: int) -> Visit:
    """A visit to be filled in."""
    visit = access_visit(actor, pk)
    require(inspects(actor, visit), INSPECTORS_ONLY)
    return visit


def access_kept_visit(actor: Actor, pk: int) -> Visit:
    """A visit as the province's staff plans it or gives it back."""
    visit = access_visit(actor, pk)
    require_keeper(actor, visit.member.cycle)
    return visit


def access_visited(actor: Actor, pk: int) -> Visit:
    """A visit as the university's leader confirms it."""
    visit = access_visit(actor, pk)
    require(actor.has(UNIVERSITY_STAFF, visit.member.organisation.path), LEADER_ONLY)
    return visit


def opens_papers(actor: Actor, visit: Visit) -> bool:
    """What proves a university's figures is open to those named for a visit until it is handed in.

    The province and the university itself, who see the visit, keep their own papers as they always do.
    """
    if is_guest(actor, visit.member):
        return visit.state == "planned" and visit.member.cycle.state == "spot"
    return True


def access_visit_papers(actor: Actor, pk: int) -> Visit:
    """A visit with what stands behind the university's figures."""
    visit = access_visit(actor, pk)
    require(opens_papers(actor, visit), OVER)
    return visit


def access_visit_file(actor: Actor, pk: int, use_id: int) -> tuple[Visit, Use]:
    """Exactly what proves what is looked at, and the photographs of this visit."""
    visit = access_visit(actor, pk)
    photo = photos_of(visit).filter(pk=use_id).first()
    if photo is not None:
        require(reads_marks(actor, visit), "抽查记录提交以后才能看照片。")
        return visit, photo
    require(opens_papers(actor, visit), OVER)
    return visit, one_of(uses_behind(visit.member, peer=False).filter(pk=use_id))


def access_visit_photo(actor: Actor, pk: int, use_id: int) -> tuple[Visit, Use]:
    visit = access_inspected_visit(actor, pk)
    return visit, one_of(photos_of(visit).filter(pk=use_id))


def roles_for_visit(actor: Actor, visit: Visit) -> frozenset[str]:
    """What somebody is to a visit: its inspector, of the province, of the university."""
    here = actor.roles_at(visit.member.organisation.path)
    named = INSPECTOR if inspects(actor, visit) else frozenset()
    return frozenset(str(role) for role in here) | named
