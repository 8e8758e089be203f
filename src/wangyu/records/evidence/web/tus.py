"""Resumable uploads as tus 1.0 has them: begin, ask how far, send on, give up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_POST

from wangyu.base.core.access import NotVisible, require
from wangyu.base.core.files import MEGABYTE, BadFileError, TryLaterError, partial
from wangyu.base.ui.http import Request
from wangyu.records.evidence import access
from wangyu.records.evidence.logic import tus
from wangyu.records.evidence.models import Upload
from wangyu.records.evidence.ops import EvidenceError
from wangyu.records.evidence.ops import uploads as ops

SIGN_IN = "请重新登录后再选同一个文件；已经传好的部分还在，会接着传。"
FULL_HOUSE = "现在上传的人多，请过一会儿再选同一个文件；已经传好的部分还在，会接着传。"
BAD, CONFLICT, GONE, PRECONDITION, TOO_LARGE, NOT_THIS, UNFIT, BUSY, AWAY = (
    400, 409, 410, 412, 413, 415, 422, 423, 503
)  # fmt: skip
SEATS = threading.BoundedSemaphore(2)
"""Of the threads of a process, so many may wait for slow senders; the others serve pages."""
View = Callable[..., HttpResponse]


def _protocol(view: View) -> View:
    """The version on every answer, and what the protocol answers when something does not fit."""

    @wraps(view)
    def run(request: Request, **names: Any) -> HttpResponse:
        require(request.actor.is_signed_in, SIGN_IN)
        try:
            answer = view(request, **names)
        except tus.WordError as error:
            answer = _say(BAD, str(error))
        except partial.MovedError:
            answer = _say(CONFLICT)
        except partial.BusyError:
            answer = _say(BUSY)
        answer.headers["Tus-Resumable"] = tus.VERSION
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return run


def _say(status: int, sentence: str = "", **headers: str) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(
        sentence, status=status, headers=named, content_type="text/plain; charset=utf-8"
    )


def _is_spoken(request: Request) -> bool:
    return request.headers.get("Tus-Resumable") == tus.VERSION


def _other_version() -> HttpResponse:
    return _say(PRECONDITION, Tus_Version=tus.VERSION)


@require_http_methods(["POST", "OPTIONS"])
@_protocol
def uploads(request: Request) -> HttpResponse:
    """Begin one, or tell what this server can. Without saying where, into one's own file room."""
    told = tus.metadata(request.headers.get("Upload-Metadata", ""))
    kind, target = told.get("kind", ""), tus.number_or_zero(told.get("target", ""))
    if not kind:
        kind, target = access.ROOM, access.own_room(request.actor).pk
    organisation = access.access_destination(request.actor, kind, target)
    if request.method == "OPTIONS":
        return _say(
            204, Tus_Version=tus.VERSION, Tus_Extension=tus.EXTENSIONS,
            Tus_Max_Size=str(max(settings.UPLOAD_MB, settings.VIDEO_MB) * MEGABYTE),
        )  # fmt: skip
    if not _is_spoken(request):
        return _other_version()
    announced = ops.Announced(
        told.get("filename", ""), tus.number(request.headers, "Upload-Length"), kind, target,
        told.get("slot", "").replace("\x00", "")[:60], tus.number_or_zero(told.get("modified", "")),
    )  # fmt: skip
    try:
        made = ops.begin_upload(
            organisation=organisation,
            announced=announced,
            actor=request.actor,
            now=request.arrived(),
        )
    except ops.UploadTooLargeError as error:
        return _say(TOO_LARGE, str(error))
    except (EvidenceError, BadFileError) as error:
        return _say(UNFIT, str(error))
    where = reverse("evidence:one_upload", args=[made.key])
    return _say(201, Location=where, **_expires(made))


def _expires(upload: Upload) -> dict[str, str]:
    return {"Upload_Expires": http_date(upload.expires_at.timestamp())}


@require_http_methods(["HEAD", "PATCH", "DELETE", "POST"])
@_protocol
def upload(request: Request, key: str) -> HttpResponse:
    found = access.access_upload(request.actor, key)
    if found.expires_at <= request.arrived():
        raise NotVisible
    if not _is_spoken(request):
        return _other_version()
    answer = ANSWERS.get(_method(request))
    return answer(request, found) if answer else HttpResponseNotAllowed(ANSWERS)


def _method(request: Request) -> str:
    """The one that is meant: some networks let only GET and POST through."""
    sent = str(request.method)
    return request.headers.get("X-HTTP-Method-Override", sent) if sent == "POST" else sent


def _tell(_: Request, found: Upload) -> HttpResponse:
    if found.refused:
        return _say(GONE, found.refused)
    offset, length = str(_offset(found)), str(found.size)
    return _say(200, Upload_Offset=offset, Upload_Length=length, **_expires(found))


def _offset(found: Upload) -> int:
    length = found.size if found.ended_at else partial.length(found.key)
    if length is None:  # a backup keeps the row, not the bytes
        raise NotVisible
    return length if found.ended_at else partial.counted(length, found.size)


def _give_up(request: Request, found: Upload) -> HttpResponse:
    ops.discard_upload(upload=found, actor=request.actor, now=request.arrived())
    return _say(204)


def _receive(request: Request, found: Upload) -> HttpResponse:
    if found.refused:
        return _say(GONE, found.refused)
    if request.headers.get("Content-Type") != tus.PIECE_TYPE:
        return _say(NOT_THIS, f"Content-Type 应为 {tus.PIECE_TYPE}。")
    offset = tus.number(request.headers, "Upload-Offset")
    if offset != _offset(found):
        raise partial.MovedError
    if found.ended_at:
        return _say(204, Upload_Offset=str(offset))
    if not SEATS.acquire(blocking=False):
        return _say(AWAY, FULL_HOUSE, Retry_After="2")
    try:
        return _append(request, found, offset)
    finally:
        SEATS.release()


def _append(request: Request, found: Upload, offset: int) -> HttpResponse:
    length = partial.receive(found.key, request, offset=offset, size=found.size)
    if length < found.size:
        return _say(204, Upload_Offset=str(length), **_expires(found))
    try:
        ended = ops.finish_upload(upload=found, actor=request.actor, now=request.arrived())
    except TryLaterError as error:
        return _say(AWAY, f"{error}已经传上来的都还在。", Retry_After="5")
    except EvidenceError as error:
        return _say(GONE, str(error))
    if ended.refused:
        return _say(UNFIT, ended.refused)
    messages.success(request, f"“{ended.name}”已上传。")
    return _say(204, Upload_Offset=str(length), X_Next=ops.page_of(ended))


ANSWERS: dict[str, View] = {"HEAD": _tell, "PATCH": _receive, "DELETE": _give_up}


@login_required
@require_POST
def discard(request: Request, key: str) -> HttpResponse:
    """The same as DELETE, for a form; what was refused is given up by having read why."""
    found = access.access_upload(request.actor, key)
    ops.discard_upload(upload=found, actor=request.actor, now=request.arrived())
    if not found.refused:
        messages.success(request, f"已放弃“{found.name}”。")
    found.result = None
    return redirect(ops.page_of(found))
