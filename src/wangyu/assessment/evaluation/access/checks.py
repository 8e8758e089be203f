"""Who sees which mutual check: those who make it, the province, and later the one it was about."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wangyu.assessment.evaluation.access import OVERSEERS, is_guest, one_of, require_keeper
from wangyu.assessment.evaluation.models import Check
from wangyu.assessment.evaluation.queries.behind import uses_behind
from wangyu.base.core.access import Actor, require, within_any
from wangyu.base.core.roles import UNIVERSITY_STAFF
from wangyu.records.evidence.models import Use

BEFORE = ("draft", "self_check", "cancelled")
TOLD = ("noticed", "released")
CHECKERS_ONLY = "互查意见由查的那所高校填写。"
OVER = "互查意见已经提交，或互查已经结束，对方的佐证不再打开；需要再看，请省中心退回重查。"


def visible_checks(actor: Actor) -> QuerySet[Check]:
    """Whoever is checked reads it once the conclusion is made known: then it may be objected to."""
    campus = actor.paths(UNIVERSITY_STAFF)
    above = within_any(actor.paths(OVERSEERS), "checked__cycle__owner__path")
    making = within_any(campus, "checker__organisation__path") & ~Q(state="dropped")
    had = within_any(campus, "checked__organisation__path") & Q(state="submitted")
    rows = Check.objects.filter(
        above
        | (making & ~Q(checked__cycle__state__in=BEFORE))
        | (had & Q(checked__cycle__state__in=TOLD))
    )
    return rows.select_related(
        "checker__organisation", "checked__organisation", "checked__cycle__owner",
        "checked__cycle__version__scheme",
    )  # fmt: skip


def access_check(actor: Actor, pk: int) -> Check:
    return one_of(visible_checks(actor).filter(pk=pk))


def my_checks(actor: Actor) -> QuerySet[Check]:
    """Those one's own university makes."""
    return visible_checks(actor).filter(
        within_any(actor.paths(UNIVERSITY_STAFF), "checker__organisation__path")
    )


def makes(actor: Actor, check: Check) -> bool:
    return actor.has(UNIVERSITY_STAFF, check.checker.organisation.path)


def access_own_check(actor: Actor, pk: int) -> Check:
    """A check to be made."""
    check = access_check(actor, pk)
    require(makes(actor, check), CHECKERS_ONLY)
    return check


def access_kept_check(actor: Actor, pk: int) -> Check:
    """A check as the province's staff gives it back or to somebody else."""
    check = access_check(actor, pk)
    require_keeper(actor, check.checked.cycle)
    return check


def opens_papers(actor: Actor, check: Check) -> bool:
    """What proves a university's figures is open to those who check it while they do.

    The province and the university itself, who see the check, keep their own papers as they always do.
    """
    if is_guest(actor, check.checked):
        return check.state == "open" and check.checked.cycle.state == "mutual"
    return True


def access_check_papers(actor: Actor, pk: int) -> Check:
    """A check with what stands behind its figures."""
    check = access_check(actor, pk)
    require(opens_papers(actor, check), OVER)
    return check


def access_check_file(actor: Actor, pk: int, use_id: int) -> tuple[Check, Use]:
    """Exactly what proves what is checked, and nothing else of the university."""
    check = access_check_papers(actor, pk)
    uses = uses_behind(check.checked, peer=is_guest(actor, check.checked))
    return check, one_of(uses.filter(pk=use_id))


def roles_for_check(actor: Actor, check: Check) -> frozenset[str]:
    """What somebody is to a check: of the university that makes it, or of the province."""
    here = actor.roles_at(check.checker.organisation.path) & UNIVERSITY_STAFF
    above = actor.roles_at(check.checked.cycle.owner.path)
    return frozenset(str(role) for role in here | above)
