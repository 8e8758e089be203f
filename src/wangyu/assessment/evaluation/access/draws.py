"""Who sees which draw: once it is published, everybody. Witnesses come by a link of their own."""

from __future__ import annotations

from django.db.models import Q

from wangyu.assessment.evaluation.access import OVERSEERS, one_of, require_keeper
from wangyu.assessment.evaluation.models import Draw, Witness
from wangyu.assessment.evaluation.queries.draws import find_witness
from wangyu.base.core.access import Actor, NotVisible, within_any
from wangyu.institutions.people.logic.links import hash_of


def access_public_draw(pk: int) -> Draw:
    """What was published once stays to be seen, also when it was begun anew."""
    shown = Q(published_at__isnull=False) | Q(steps__isnull=False)
    return one_of(Draw.objects.filter(shown, pk=pk).select_related("cycle__owner").distinct())


def access_own_draw(actor: Actor, pk: int) -> Draw:
    """A draw to be moved, by the province's staff."""
    above = within_any(actor.paths(OVERSEERS), "cycle__owner__path")
    found = one_of(Draw.objects.filter(above, pk=pk).select_related("cycle__owner"))
    require_keeper(actor, found.cycle)
    return found


def access_own_witness(actor: Actor, pk: int) -> Witness:
    above = within_any(actor.paths(OVERSEERS), "draw__cycle__owner__path")
    found = one_of(Witness.objects.filter(above, pk=pk).select_related("draw__cycle__owner"))
    require_keeper(actor, found.draw.cycle)
    return found


def access_witness(token: str) -> Witness:
    """Whoever has the link is the witness."""
    found = find_witness(hash_of(token))
    if found is None:
        raise NotVisible
    return found
