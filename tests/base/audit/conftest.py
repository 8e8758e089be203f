from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests import factories
from wangyu.base.audit.op import op, say
from wangyu.base.audit.publishing import write_due
from wangyu.base.audit.sealing import seal_due
from wangyu.base.core import append_only
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import SHANGHAI

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
"""A Monday, nine in the morning here."""


@op("orgs.test.write")
def write(*, actor, now, sentence="写了一笔", private=None, **facts):
    say(sentence, private=private, **facts)


@pytest.fixture
def officer(university):
    return factories.actor(Role.UNIVERSITY_OFFICER, university)


@pytest.fixture
def writer(officer, now):
    """Writes one entry at the officer's university, or where it is told."""

    def make(sentence="写了一笔", **facts):
        write(
            actor=facts.pop("actor", officer), now=facts.pop("now", now), sentence=sentence, **facts
        )

    return make


@pytest.fixture
def attack(db):
    """Runs SQL (or a function) with the rights of the database's owner, and leaves no trace."""

    def run(*steps):
        with connection.cursor() as cursor:
            for statement in append_only.removals(connection):
                cursor.execute(statement)
            for step in steps:
                step() if callable(step) else cursor.execute(step)
        append_only.install(connection)

    return run


@pytest.fixture
def sealed(writer):
    """Three days with two, three and one entries, each sealed and published the morning after."""
    for day, count in enumerate((2, 3, 1)):
        for number in range(count):
            writer(
                f"第{day + 1}天第{number + 1}步", now=MORNING + timedelta(days=day, hours=number)
            )
        seal_due(MORNING + timedelta(days=day + 1))
        write_due()
    return MORNING + timedelta(days=3)
