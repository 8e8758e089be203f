"""Putting documents into the index. Called inside ops, so the index is never behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from types import ModuleType

from django.db import connection, transaction

from wangyu.base.core.models import SearchDocument
from wangyu.base.core.search import postgres, sqlite
from wangyu.base.lib.bigrams import index_terms
from wangyu.base.lib.ports import Document, documents

BODY_LIMIT = 12_000
BATCH = 1000


def engine() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite


def put(*found: Document) -> None:
    """Index documents, or index them anew."""
    for batch in _batches(found):
        _put(batch)


def _put(batch: Sequence[Document]) -> None:
    rows = [
        SearchDocument(
            kind=d.kind, object_id=d.id, label=d.label, title=d.title[:200],
            snippet=d.body[:BODY_LIMIT], url=d.url, scope=d.scope,
        )
        for d in batch
    ]  # fmt: skip
    SearchDocument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["label", "title", "snippet", "url", "scope"],
    )
    engine().write(
        (row.pk, index_terms(d.title), index_terms(d.body[:BODY_LIMIT]))
        for row, d in zip(rows, batch, strict=True)
    )


def remove(kind: str, object_id: int) -> None:
    found = SearchDocument.objects.filter(kind=kind, object_id=object_id)
    engine().erase(list(found.values_list("pk", flat=True)))
    found.delete()


def rebuild() -> int:
    """Empty the index and fill it from every app's provider. Returns how many documents."""
    with transaction.atomic():
        engine().erase(list(SearchDocument.objects.values_list("pk", flat=True)))
        SearchDocument.objects.all().delete()
        for provider in documents.all():
            put(*provider())
    return SearchDocument.objects.count()


def _batches(found: Iterable[Document]) -> Iterator[list[Document]]:
    rest = iter(found)
    while batch := list(islice(rest, BATCH)):
        yield batch
