"""The scores of a meeting as a file from which ``wangyu compute calibrate`` gives the same standing."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from wangyu.activities.calls.models import Call
from wangyu.activities.calls.queries.ratings import Rating, ratings_of
from wangyu.activities.calls.queries.sheets import numeral

HEADS = ("item", "reviewer", "criterion", "score", "weight")


def ratings_csv(call: Call, track: str) -> str:
    """One line a score, of works and reviewers that are known by a code only; "" for none."""
    found = ratings_of(call, track)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows(_cells(one) for one in found)
    return out.getvalue() if found else ""


def _cells(one: Rating) -> tuple[str, ...]:
    reviewer = f"评委{numeral(one.reviewer)}"
    return (one.code, reviewer, one.criterion, f"{one.score:.15g}", str(one.weight))


def csv_response(text: str, filename: str) -> HttpResponse:
    response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=filename)
    response.headers["Content-Disposition"] = name or "attachment"
    return response
