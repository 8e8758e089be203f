"""Organisations as search finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from django.urls import reverse

from wangyu.base.core.roles import Tier
from wangyu.base.lib.ports import Document
from wangyu.institutions.orgs.models import Organisation, University

KIND = "orgs.organisation"


@cache
def _page(*, public: bool) -> str:
    """Address of a page with 0 for the id: asking for each of 60 000 would take seconds."""
    return reverse("orgs:public_detail" if public else "orgs:detail", args=[0])


def document_of(org: Organisation, parent_name: str, former: str = "", city: str = "") -> Document:
    """A university is public; what is below it is found by its own people."""
    public = org.tier == Tier.UNIVERSITY
    words = [org.short_name, former and f"曾用名 {former}", city, parent_name]
    return Document(
        kind=KIND,
        id=org.pk,
        title=org.name,
        body=" ".join(filter(None, words)),
        url=_page(public=public).replace("/0/", f"/{org.pk}/"),
        scope="public" if public else org.path,
        label=Tier(org.tier).label,
    )


def documents_of(orgs: Iterable[Organisation]) -> Iterator[Document]:
    """Documents of many organisations: two queries more than reading them."""
    found = [org for org in orgs if org.closed_on is None]
    parents = {org.parent_id for org in found if org.parent_id}
    names = dict(Organisation.objects.filter(pk__in=parents).values_list("pk", "name"))
    schools = {
        pk: (former, city)
        for pk, former, city in University.objects.values_list("pk", "former_name", "city")
    }
    for org in found:
        yield document_of(org, names.get(org.parent_id or 0, ""), *schools.get(org.pk, ("", "")))


def every_document() -> Iterator[Document]:
    return documents_of(Organisation.objects.filter(closed_on=None).order_by("pk"))
