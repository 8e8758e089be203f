"""Checking a receipt: anyone may, with its number; no figure is shown."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wangyu.base.core.access import NotVisible
from wangyu.base.core.keys import receipt_key
from wangyu.base.ui.http import Request
from wangyu.records.ledger import queries
from wangyu.records.ledger.logic.receipts import Sealed, is_genuine


@require_safe
def find_receipt(request: Request) -> HttpResponse:
    number = request.GET.get("number", "").strip().upper()
    if queries.receipt_by_number(number):
        return redirect("ledger:receipt", number)
    return render(request, "ledger/find_receipt.html", {"number": number})


@require_safe
def receipt(request: Request, number: str) -> HttpResponse:
    found = queries.receipt_by_number(number)
    if found is None:
        raise NotVisible
    public = receipt_key(Path(settings.HOME)).public_key().public_bytes_raw()
    sealed = Sealed(
        found.number, found.verb, found.revision, found.at, found.content_sha256, found.signature
    )
    now_hash = queries.content_hash(found.sheet)
    shown = {
        "receipt": found,
        "genuine": is_genuine(public, sealed),
        "unchanged": now_hash == found.content_sha256,
        "public_key": public.hex(),
    }
    return render(request, "ledger/receipt.html", shown)
