"""What a page gives away as a file: named, and marked so that whoever keeps the log hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

R = TypeVar("R", bound=HttpResponseBase)


@dataclass(frozen=True, slots=True)
class Taken:
    """A title of ours, never a name that somebody typed; how many rows, where that can be told."""

    title: str
    rows: int | None = None


def as_file(response: R, filename: str, taken: Taken) -> R:
    """The answer as a file to keep; see ``base.audit.middleware``."""
    header = content_disposition_header(as_attachment=True, filename=filename)
    response.headers["Content-Disposition"] = header or "attachment"
    vars(response)["taken"] = taken
    return response


def file_response(data: bytes, filename: str, content_type: str, title: str) -> HttpResponse:
    return as_file(HttpResponse(data, content_type=content_type), filename, Taken(title))


def taken_by(response: Any) -> Taken | None:
    """What an answer takes away, if it is a file."""
    found: Taken | None = getattr(response, "taken", None)
    return found
