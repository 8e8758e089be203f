"""What everybody may see: calls, receipts, and the link by which a co-author confirms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wangyu.activities.calls import access, ops, queries, tables
from wangyu.activities.calls.access import recommending
from wangyu.activities.calls.access.shown import exhibited_entries
from wangyu.activities.calls.logic.edition import of_track
from wangyu.activities.calls.logic.flow import CALL
from wangyu.activities.calls.models import Call, Slip
from wangyu.activities.calls.queries.gallery import not_served
from wangyu.activities.calls.web.screening import progress_of
from wangyu.base.core import signers
from wangyu.base.core.access import Actor, NotVisible
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.lib.canonical import sha256_of
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export
from wangyu.institutions.people.logic.links import hash_of
from wangyu.records.ledger.logic.receipts import Sealed, as_file, is_genuine

AUDIENCES = {"public": "公众", "student": "学生", "teacher": "教师和高校"}
"""Whose eyes the province may look with; the two that enter are called as tracks call them."""


@require_safe
def calls(request: Request) -> HttpResponse:
    keeps = request.actor.has(PROVINCE_STAFF | {Role.AUDITOR})
    rows = queries.annotate_calls(access.visible_calls(request.actor))
    table = build(
        request, rows, tables.KEPT_CALLS if keeps else tables.CALLS, title="征集", search=["title"],
        search_label="按名称搜索", filters=tables.CALL_FILTERS, order="-due", empty="现在没有征集",
        empty_hint="省中心公布征集后会出现在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {"table": table, "may_add": request.actor.has(PROVINCE_STAFF)}
    return render(request, "calls/calls.html", shown)


@require_safe
def call(request: Request, pk: int) -> HttpResponse:
    """The announcement as everybody sees it, with what each may do."""
    found = access.access_call(request.actor, pk)
    edition = queries.rules_of(found)
    owns = access.keeps(request.actor, found)
    seen_as = request.GET.get("as", "") if owns else ""
    keeps = owns and seen_as not in AUDIENCES
    shown = {
        "call": found, "edition": edition, "kind": queries.kind_of(found), "keeps": keeps,
        "state": CALL.states[found.state], "tracks": _tracks(request.actor, found, seen_as),
        "audiences": _audiences(found, "" if keeps else seen_as) if owns else [],
        "seen_as": AUDIENCES.get(seen_as, ""),
        "moves": CALL.moves(found.state, request.actor.roles_at(found.owner.path)),
        "steps": queries.steps_of_call(found),
        "closed": found.state not in {"open", "draft"}, **_work(request, found, keeps=keeps),
    }  # fmt: skip
    return render(request, "calls/call.html", shown)


def _work(request: Request, found: Call, *, keeps: bool) -> dict[str, Any]:
    """What officers of universities and of the province work on from here."""
    actor = request.actor
    stuck, waiting = not_served(found, exhibited_entries()) if keeps else ([], 0)
    return {
        "stuck": stuck, "waiting": waiting,
        "may_look": recommending.looks(actor, found), "progress": progress_of(found, request.arrived()) if keeps else {},
        "rolls": [
            {
                "roll": one, "runs": actor.has(access.CAMPUS, one.organisation.path),
                "shown": one.state in recommending.SHOWN,
            }
            for one in recommending.own_rolls(actor, found)
        ],
    }  # fmt: skip


def _audiences(found: Any, chosen: str) -> list[dict[str, Any]]:
    """The page as its keepers see it, and as each of those it is made for."""
    url = reverse("calls:call", args=[found.pk])
    return [
        {"label": label, "url": f"{url}?as={key}" if key else url, "active": key == chosen}
        for key, label in {"": "省中心", **AUDIENCES}.items()
    ]


def _tracks(actor: Actor, found: Any, seen_as: str) -> list[dict[str, Any]]:
    """Each track with its rules in words, and whether this person may enter it."""
    edition = queries.rules_of(found)
    return [
        {
            "track": track, "fields": edition.fields_of(track.key),
            "slots": of_track(edition.files, track.key),
            "may_enter": found.state == "open" and actor.has(access.ENTRANTS[track.entrant]),
            "shows_entering": track.entrant == seen_as,
            "criteria": edition.criteria_of(track.key), "awards": edition.awards_of(track.key),
        }
        for track in edition.tracks
    ]  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request, token: str) -> HttpResponse:
    """A co-author or adviser says whether the work is theirs; nothing else is shown to the link."""
    person = queries.find_invited(hash_of(token))
    if person is None:
        raise NotVisible
    if request.method == "POST":
        agrees = request.POST.get("answer") == "yes"
        try:
            ops.answer_link(
                person=person, agrees=agrees, actor=request.actor, now=request.arrived()
            )
        except ops.EntryError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "已确认，谢谢。" if agrees else "已记下您没有参加这件作品。")
        return redirect("calls:confirm", token)
    edition = queries.rules_of(person.entry.call)
    shown = {"person": person, "entry": person.entry, "track": edition.track(person.entry.track)}
    return render(request, "calls/confirm.html", shown)


@require_safe
def slip(request: Request, number: str) -> HttpResponse:
    found = _find(number)
    home, sealed = Path(settings.HOME), _sealed(found)
    signer = signers.who_signed(home, found.at, lambda key: is_genuine(key, sealed))
    mine = access.visible_entries(request.actor).filter(pk=found.entry_id).exists()
    unchanged = sha256_of(queries.content_of(found.entry)) == found.content_sha256
    shown = {
        "slip": found, "genuine": bool(signer), "mine": mine,
        "unchanged": unchanged, "public_key": signer or signers.public_key(home).hex(),
        "link": request.build_absolute_uri(reverse("calls:slip", args=[found.number])),
    }  # fmt: skip
    return render(request, "calls/slip.html", shown)


@require_safe
def slip_json(request: Request, number: str) -> HttpResponse:  # noqa: ARG001 -- a view
    found = _find(number)
    response = JsonResponse(as_file(_sealed(found)))
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{found.number}.json"'
    return response


def _find(number: str) -> Slip:
    found = queries.find_slip(number)
    if found is None:
        raise NotVisible
    return found


def _sealed(found: Slip) -> Sealed:
    return Sealed(
        found.number, found.verb, found.revision, found.at, found.content_sha256, found.signature
    )
