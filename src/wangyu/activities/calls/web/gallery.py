"""Awarded works as everybody may look at them. Nobody is counted who does."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wangyu.activities.calls.access.shown import (
    access_exhibited,
    access_shown_piece,
    exhibited_entries,
)
from wangyu.activities.calls.logic.edition import Edition
from wangyu.activities.calls.models import ShownCopy
from wangyu.activities.calls.queries import deciding, gallery, people_of, rules_of
from wangyu.activities.calls.tables import gallery as tables
from wangyu.activities.calls.web.entries import INLINE, measured_note
from wangyu.base.core.access import NotVisible
from wangyu.base.core.files import serve
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

PER_PAGE = 24


@require_safe
def works(request: Request) -> HttpResponse:
    rows = exhibited_entries().order_by("-call__released_at", "track", "pk")
    table = build(
        request, rows, tables.WORKS, title="作品展播", search=["title", "organisation__name"],
        search_label="按作品或学校搜索",
        filters=tables.filters(gallery.calls_in(rows), _chosen(request)), per_page=PER_PAGE,
        prepare=gallery.with_covers,
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {"table": table, "works": table.page.object_list}
    return render(request, "calls/gallery.html", shown)


def _chosen(request: Request) -> Edition | None:
    """The rules of the call that is chosen, if works are shown of it."""
    wanted = request.GET.get("call", "")
    if not (wanted.isascii() and wanted.isdigit()):
        return None
    one = exhibited_entries().filter(call=int(wanted[:9])).first()
    return rules_of(one.call) if one else None


@require_safe
def work(request: Request, pk: int) -> HttpResponse:
    entry = access_exhibited(pk)
    edition = rules_of(entry.call)
    rules = gallery.public_rules(entry)
    given = gallery.public_pieces([entry])[entry.pk]
    pieces = [
        {
            "piece": one, "copy": copy, "title": rules[one.slot].title,
            "medium": gallery.medium_of(one.media_type), "note": _note(copy),
        }
        for one in given if (copy := gallery.copy_of(one))
    ]  # fmt: skip
    shown = {
        "entry": entry, "track": edition.track(entry.track), "pieces": pieces,
        "missing": len(given) - len(pieces),
        "award": deciding.award_title(entry), "told": gallery.told_of(entry),
        "people": people_of(entry) if edition.names_people else [],
    }  # fmt: skip
    return render(request, "calls/work.html", shown)


def _note(copy: ShownCopy) -> str:
    """The date a file bears inside is not public either."""
    told = {key: value for key, value in copy.piece.measured.items() if key != "created"}
    return measured_note(copy.size, told)


@require_safe
def piece(request: Request, pk: int) -> HttpResponseBase:
    """To be looked at in the page, or saved under the name of the work."""
    found = access_shown_piece(pk)
    media_type = found.piece.media_type
    inline = "inline" in request.GET and media_type.startswith(INLINE)
    name = "" if inline else gallery.file_name(found.piece)
    return serve(
        request, found.stored_name, media_type=media_type, etag=found.sha256, filename=name
    )


@require_safe
def preview(request: Request, pk: int) -> HttpResponseBase:
    found = access_shown_piece(pk)
    if not found.preview_name:
        raise NotVisible
    return serve(request, found.preview_name, media_type="image/png", etag=found.preview_name)
