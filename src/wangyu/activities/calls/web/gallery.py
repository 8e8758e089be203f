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
    pieces = [
        {
            "piece": one, "title": rules[one.slot].title, "medium": gallery.medium_of(one.media_type),
            "note": measured_note(one.size, one.measured),
        }
        for one in gallery.public_pieces([entry])[entry.pk]
    ]  # fmt: skip
    shown = {
        "entry": entry, "track": edition.track(entry.track), "pieces": pieces,
        "award": deciding.award_title(entry), "told": gallery.told_of(entry),
        "people": people_of(entry) if edition.names_people else [],
    }  # fmt: skip
    return render(request, "calls/work.html", shown)


@require_safe
def piece(request: Request, pk: int) -> HttpResponseBase:
    """To be looked at in the page, or saved under the name of the work."""
    found = access_shown_piece(pk)
    inline = "inline" in request.GET and found.media_type.startswith(INLINE)
    name = "" if inline else gallery.file_name(found)
    return serve(
        request, found.stored_name, media_type=found.media_type, etag=found.sha256, filename=name
    )


@require_safe
def preview(request: Request, pk: int) -> HttpResponseBase:
    found = access_shown_piece(pk)
    if not found.preview_name:
        raise NotVisible
    return serve(request, found.preview_name, media_type="image/png", etag=found.preview_name)
