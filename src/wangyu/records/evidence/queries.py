from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from wangyu.records.evidence.models import File, Upload, Use

IN_USE = Q(uses__removed_at=None, uses__isnull=False)


def annotate_uses(files: QuerySet[File]) -> QuerySet[File]:
    """Adds ``use_count``."""
    return files.annotate(use_count=Count("uses", filter=IN_USE))


def file_titles(ids: Collection[int]) -> dict[int, str]:
    rows = File.objects.filter(pk__in=ids).values_list("pk", "title")
    return {pk: f"“{title}”" for pk, title in rows}


def uses_of(kind: str, subject_id: int) -> QuerySet[Use]:
    """Evidence in force for a thing."""
    rows = Use.objects.filter(subject_kind=kind, subject_id=subject_id, removed_at=None)
    return (
        rows.filter(file__withdrawn_at=None).select_related("file", "added_by").order_by("added_at")
    )


def count_uses(kind: str, subject_ids: Collection[int]) -> dict[int, int]:
    """Thing -> how many pieces of evidence are in force for it; those without are left out."""
    rows = Use.objects.filter(subject_kind=kind, subject_id__in=list(subject_ids), removed_at=None)
    counted = rows.filter(file__withdrawn_at=None).values_list("subject_id").annotate(Count("pk"))
    return dict(counted.values_list("subject_id", "pk__count"))


def uses_of_file(file: File) -> QuerySet[Use]:
    return Use.objects.filter(file=file, removed_at=None).select_related("added_by")


def filter_expiring(files: QuerySet[File], *, by: date) -> QuerySet[File]:
    """Files in use whose validity ends on or before a day."""
    return files.filter(expires_on__lte=by).filter(IN_USE).distinct()


def newer_of(file: File) -> File | None:
    """The version that replaced a file."""
    return File.objects.filter(replaces=file, withdrawn_at=None).first()


def unfinished_bytes(uploads: QuerySet[Upload]) -> int:
    """How large they will be together."""
    return int(uploads.aggregate(total=Sum("size"))["total"] or 0)


def known_keys() -> set[str]:
    """Of all uploads whose bytes may still lie here."""
    return set(Upload.objects.values_list("key", flat=True))


def list_expired(on: datetime) -> list[Upload]:
    """Uploads past their time, begun or ended."""
    return list(Upload.objects.filter(expires_at__lte=on)[:500])


def uses_among(kind: str, subject_ids: Collection[int]) -> QuerySet[Use]:
    """Evidence in force for many things of a kind."""
    rows = Use.objects.filter(subject_kind=kind, subject_id__in=list(subject_ids), removed_at=None)
    return rows.filter(file__withdrawn_at=None).select_related("file").order_by("pk")
