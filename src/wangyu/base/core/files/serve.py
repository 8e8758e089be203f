"""Giving stored bytes to a browser: sandboxed, cached by fingerprint, in parts when asked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from wangyu.base.core.access import Refused
from wangyu.base.core.files import sandbox
from wangyu.base.core.files.store import open_stored, path_of

LOST = "这份材料的文件暂时取不到，请联系平台管理员从备份中恢复。"
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
SHORT = re.compile(r"[0-9]{1,4}")
PIECE = 64 * 1024
TAG = 32
POLICY = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
BESIDE = {"application/pdf": "", "video": "media-src 'self'; ", "audio": "media-src 'self'; "}
"""What the browser's own reader or player shows: no sandbox lets it start, or fetch what it plays."""


def serve(
    request: HttpRequest,
    name: str,
    *,
    media_type: str,
    etag: str,
    filename: str = "",
    secret: bool = False,
) -> HttpResponseBase:
    """The stored file ``name``; with ``filename``, as an attachment of that name.

    What is ``secret`` the browser does not keep. What ``etag`` is known by inside is not told.
    """
    try:
        size = path_of(name).stat().st_size
        file = open_stored(name)
    except OSError as error:
        raise Refused(LOST) from error
    tag = f'"{hashlib.sha256(f"etag {etag}".encode()).hexdigest()[:TAG]}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        file.close()
        response = HttpResponseNotModified()
    else:
        response = _body(request, file, size, tag)
        response.headers["Content-Type"] = media_type
    disposition = content_disposition_header(as_attachment=bool(filename), filename=filename)
    for header, value in {
        "Content-Disposition": disposition or "inline", "ETag": tag, "Accept-Ranges": "bytes",
    }.items():  # fmt: skip
        response.headers[header] = value
    return _guarded(response, POLICY if filename else _policy(media_type), secret=secret)


def _guarded(response: HttpResponseBase, policy: str, *, secret: bool) -> HttpResponseBase:
    for header, value in {
        "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store" if secret else "private, no-cache",
    }.items():  # fmt: skip
        response.headers[header] = value
    return response


def serve_page(
    request: HttpRequest, name: str, preview: str, *, page: str, secret: bool = False
) -> HttpResponseBase:
    """A PDF's page as a picture; its first, drawn when it came, where no other is asked for or there."""
    number = int(page) if SHORT.fullmatch(page) else 1
    drawn = sandbox.draw(path_of(name), number) if number > 1 else None
    if drawn is None:
        return serve(request, preview, media_type="image/png", etag=preview, secret=secret)
    return _guarded(HttpResponse(drawn, content_type="image/png"), POLICY, secret=secret)


def _policy(media_type: str) -> str:
    more = BESIDE.get(media_type, BESIDE.get(media_type.partition("/")[0]))
    return POLICY if more is None else more + POLICY.removeprefix("sandbox; ")


def _body(request: HttpRequest, file: BinaryIO, size: int, tag: str) -> HttpResponseBase:
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", "") or request.headers.get("If-Range", tag) != tag:
        return FileResponse(file)
    first, last = _span(asked[1], asked[2], size)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": last - first + 1}
    return StreamingHttpResponse(_pieces(file, first, last), status=206, headers=headers)


def _span(start: str, end: str, size: int) -> tuple[int, int]:
    """First and last byte asked for; first > last when there are none."""
    if not start:
        return max(0, size - int(end)), size - 1
    return int(start), min(int(end or size), size - 1)


def _pieces(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(left, PIECE))):
            left -= len(piece)
            yield piece
