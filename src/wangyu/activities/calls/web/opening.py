"""Addresses under which a remark's file opens for whoever reads the remark."""

from __future__ import annotations

from django.urls import reverse

from wangyu.activities.calls import queries
from wangyu.activities.calls.models import BlindPiece, Entry
from wangyu.activities.calls.queries.sheets import Address


def blind_address(piece: BlindPiece) -> str:
    """For the province: what the panel saw."""
    return reverse("calls:blind_piece", args=[piece.pk]) if piece.stored_name else ""


def own_address(entry: Entry) -> Address:
    """For those who see the work: the file that was handed in, page for page the same."""
    given = {(one.slot, one.position): one for one in queries.pieces_of(entry)}

    def address(piece: BlindPiece) -> str:
        own = given.get((piece.slot, piece.position))
        same = own is not None and own.media_type == piece.media_type
        return reverse("calls:piece", args=[own.pk]) if own and same else ""

    return address
