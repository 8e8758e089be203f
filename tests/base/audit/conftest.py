import pytest

from tests import factories
from wangyu.base.audit.op import op, say
from wangyu.base.core.roles import Role


@op("orgs.test.write")
def write(*, actor, now, sentence="写了一笔", **facts):
    say(sentence, **facts)


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
