"""Checking a receipt: anyone may, with its number; no figure is shown."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wangyu.base.core import signers
from wangyu.base.core.access import NotVisible
from wangyu.base.lib.canonical import canonical_json, sha256_of
from wangyu.base.ui.http import Request
from wangyu.records.ledger import access, queries
from wangyu.records.ledger.logic.receipts import Sealed, as_file, is_genuine
from wangyu.records.ledger.models import Receipt

CHANGED = "填报表在这份回执之后有改动，当时的内容不能再下载。回执本身仍然有效。"


@require_safe
def find_receipt(request: Request) -> HttpResponse:
    number = request.GET.get("number", "").strip().upper()
    if queries.receipt_by_number(number):
        return redirect("ledger:receipt", number)
    return render(request, "ledger/find_receipt.html", {"number": number})


@require_safe
def receipt(request: Request, number: str) -> HttpResponse:
    found = _find(number)
    home, sealed = Path(settings.HOME), _sealed(found)
    signer = signers.who_signed(home, found.at, lambda key: is_genuine(key, sealed))
    unchanged = queries.content_hash(found.sheet) == found.content_sha256
    shown = {
        "receipt": found,
        "genuine": bool(signer),
        "unchanged": unchanged,
        "may_have_content": unchanged
        and access.visible_sheets(request.actor).filter(pk=found.sheet_id).exists(),
        "public_key": signer or signers.public_key(home).hex(),
    }
    return render(request, "ledger/receipt.html", shown)


@require_safe
def receipt_json(request: Request, number: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """What ``verify_receipt.py`` reads."""
    found = _find(number)
    response = JsonResponse(as_file(_sealed(found)), json_dumps_params={"indent": 1})
    return _download(response, f"receipt-{found.number}.json")


@login_required
@require_safe
def receipt_content(request: Request, number: str) -> HttpResponse:
    """What the receipt's hash is over, for those who may see the sheet, while it is the same."""
    found = access.access_receipt(request.actor, number)
    content = queries.content_of(found.sheet, queries.figures_on(found.sheet))
    if sha256_of(content) != found.content_sha256:
        messages.warning(request, CHANGED)
        return redirect("ledger:receipt", found.number)
    response = HttpResponse(canonical_json(content), content_type="application/json")
    return _download(response, f"content-{found.number}.json")


def _find(number: str) -> Receipt:
    found = queries.receipt_by_number(number)
    if found is None:
        raise NotVisible
    return found


def _sealed(found: Receipt) -> Sealed:
    return Sealed(
        found.number, found.verb, found.revision, found.at, found.content_sha256, found.signature
    )


def _download(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
