"""Addresses under which a remark's file opens for whoever reads the remark."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from wangyu.activities.calls import queries
from wangyu.activities.calls.logic.opening import opened_at
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Entry, Piece
from wangyu.activities.calls.queries.sheets import Address


def blind_address(piece: BlindPiece) -> str:
    """For the province: what the panel saw."""
    return reverse("calls:blind_piece", args=[piece.pk]) if piece.stored_name else ""


def own_address(entry: Entry) -> Address:
    """For those who see the work: the file that was handed in, page for page the same."""
    given = _given(entry)

    def address(piece: BlindPiece) -> str:
        own = given.get((piece.slot, piece.position))
        same = own is not None and own.media_type == piece.media_type
        return reverse("calls:piece", args=[own.pk]) if own and same else ""

    return address


def given_addresses(made: BlindCopy) -> Callable[[str, int], str]:
    """For a place found in what was handed in, and its page; empty where no browser shows it."""
    given = _given(made.entry)

    def address(place: str, page: int) -> str:
        slot, _, rest = place.partition("/")
        number = rest.partition("/")[0]
        own = given.get((slot, int(number))) if number else None
        opened = opened_at(own.media_type, page or None) if own else ""
        return reverse("calls:piece", args=[own.pk]) + opened if own and opened else ""

    return address


def _given(entry: Entry) -> dict[tuple[str, int], Piece]:
    return {(one.slot, one.position): one for one in queries.pieces_of(entry)}
