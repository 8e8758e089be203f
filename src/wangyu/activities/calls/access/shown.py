"""What everybody may see of works: proposed awards while they are shown, results, and exhibited works."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wangyu.activities.calls import access
from wangyu.activities.calls.models import Call, Entry, Piece, ShownCopy
from wangyu.activities.calls.queries import deciding as queries
from wangyu.activities.calls.queries import gallery
from wangyu.base.core.access import Actor, NotVisible


def access_noticed(actor: Actor, pk: int) -> Call:
    """A call in its public notice; before and after there is nothing to see."""
    return access.one_of(access.visible_calls(actor).filter(pk=pk, state="publicized"))


def access_released(actor: Actor, pk: int) -> Call:
    return access.one_of(access.visible_calls(actor).filter(pk=pk, state="released"))


def noticed_entries(call: Call) -> QuerySet[Entry]:
    return _listed(call).filter(state="publicized")


def won_entries(call: Call) -> QuerySet[Entry]:
    return _listed(call).filter(state__in=queries.WON)


def _listed(call: Call) -> QuerySet[Entry]:
    rows = Entry.objects.filter(call=call).select_related("organisation")
    return rows.prefetch_related("call", "contributors")


def exhibited_entries() -> QuerySet[Entry]:
    """What may be shown, and is: its authors agree, the province shows it, the result is out."""
    here = Q(state="exhibited") | Q(state="sent_national", on_show=True)
    rows = Entry.objects.filter(here, may_show=True, call__state="released")
    return rows.select_related("call", "organisation")


def access_exhibited(pk: int) -> Entry:
    return access.one_of(exhibited_entries().filter(pk=pk))


def access_shown_piece(pk: int) -> ShownCopy:
    """Never the file as it came: it may tell where, by whom and with what it was made."""
    rows = Piece.objects.select_related("entry__call", "shown")
    piece = access.one_of(rows.filter(pk=pk, entry__in=exhibited_entries()))
    copy = gallery.copy_of(piece)
    if copy is None or piece.slot not in gallery.public_rules(piece.entry):
        raise NotVisible
    return copy
