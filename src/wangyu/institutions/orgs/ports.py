"""What this app offers the house: menu, search, evidence subjects, links of its numbers, a note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.urls import reverse

from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.lib import ports
from wangyu.base.lib.dates import local_day
from wangyu.base.lib.ports import AgendaItem, Attachable, Naming, NavItem, Subject
from wangyu.institutions.orgs.access import (
    READERS,
    access_fact,
    access_organisation,
    may_edit,
    may_import_roster,
)
from wangyu.institutions.orgs.models import FACTS
from wangyu.institutions.orgs.queries import (
    KIND,
    every_document,
    fact_names,
    hold_fact,
    overdue_groups,
)

YEAR = timedelta(days=365)
NOTES = 5
ATTACHED = ("meeting", "room", "leading_group", "budget")


def fact_url(org_id: int, kind: str) -> str:
    return f"{reverse('orgs:detail', args=[org_id])}?tab={FACTS[kind].TAB}"


def _subject(kind: str, actor: Actor, pk: int) -> Subject:
    fact = access_fact(actor, kind, pk)
    org = fact.organisation
    return Subject(
        title=f"{org.name} {fact.LABEL}:{fact}",
        url=reverse("orgs:fact", args=[kind, pk]),
        org_id=org.pk,
        org_path=org.path,
        may_attach=may_edit(actor, org) and fact.until is None,
    )


def _attach(kind: str) -> None:
    name = f"orgs.{kind}"
    ports.attachables.add(
        name,
        Attachable(
            name,
            FACTS[kind].LABEL,
            lambda actor, pk: _subject(kind, actor, pk),
            partial(hold_fact, FACTS[kind]),
        ),
    )


def _open(actor: Actor, pk: int) -> str:
    return reverse("orgs:detail", args=[access_organisation(actor, pk).pk])


def meeting_notes(actor: Actor, now: datetime) -> Iterator[AgendaItem]:
    """A reminder without a deadline: a leading group that has not met for a year."""
    paths = actor.paths({Role.UNIVERSITY_OFFICER})
    if not paths:
        return
    for group in overdue_groups(paths, local_day(now - YEAR))[:NOTES]:
        yield AgendaItem(
            title=f"{group.organisation.name}：领导小组近一年没有登记专题研究会议",
            url=fact_url(group.organisation_id, "meeting"),
            minutes=5,
            note="如已开过会，补登记并附上纪要即可；没有期限。",
            tone="neutral",
        )


ports.navigation.add(
    "orgs.tree", NavItem("组织机构", "orgs:list", "building", 50, lambda a: a.has(READERS))
)
ports.navigation.add(
    "orgs.roster", NavItem("高校名录", "orgs:roster", "book", 52, may_import_roster, "管理")
)
ports.documents.add("orgs", every_document)
ports.readers.add(KIND, READERS)
ports.openers.add("orgs.detail", _open)
ports.agenda.add("orgs.meetings", meeting_notes)
for _kind in ATTACHED:
    _attach(_kind)
for _kind, _model in FACTS.items():
    _naming = Naming(_model.LABEL, partial(fact_names, _model))
    ports.naming.add(_model._meta.label_lower, _naming)  # noqa: SLF001 -- Django's own API
    ports.naming.add(f"orgs.{_kind}", _naming)
