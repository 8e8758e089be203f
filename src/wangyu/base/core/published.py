"""What the platform publishes about itself: its key and the tools that check what it signed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wangyu.base.core.signers import changes, public_key

TOOLS = {"verify_receipt.py": "核对回执", "verify_log.py": "核对审计日志与根"}


def _key() -> dict[str, Any]:
    home = Path(settings.HOME)
    raw = public_key(home)
    return {
        "format": "wangyu-public-key/1",
        "algorithm": "Ed25519",
        "public_key": raw.hex(),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "earlier": [asdict(one) for one in changes(home)],
    }


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    earlier = [
        (one, datetime.fromisoformat(one.until)) for one in reversed(changes(Path(settings.HOME)))
    ]
    shown = {"key": _key(), "earlier": earlier, "tools": TOOLS}
    return render(request, "core/keys.html", shown)


@require_safe
def keys_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    response = JsonResponse(_key())
    response.headers["Content-Disposition"] = 'attachment; filename="wangyu-public-key.json"'
    return response


@require_safe
def tool(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 -- a view
    if name not in TOOLS:
        raise Http404
    text = (settings.ROOT / "tools" / name).read_text("utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
