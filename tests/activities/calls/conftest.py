"""Hunan's round of 2025, open, with a work at every step of its life."""

from __future__ import annotations

import functools
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from tests import factories
from tests.activities.calls import judging
from wangyu.activities.calls import ops
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import Call, Entry, Roll
from wangyu.activities.calls.ops import blinding, deciding, publishing
from wangyu.activities.calls.queries import blinding as reads
from wangyu.base.core.roles import Role
from wangyu.institutions.people.queries import actor_for

EDITION = "hunan_2025"
ANSWERS = {"summary": "一组记录家乡变化的图片", "published_on": "2025-03-01"}


def actor_of(user):
    return actor_for(user, on=factories.TODAY)


def picture(colour="#3366aa", name="家乡.png"):
    return ContentFile(_drawn(colour), name)


@functools.cache
def _drawn(colour):
    out = BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def officer_user(province):
    return factories.officer(Role.PROVINCE_OFFICER, province, "省员甲")


@pytest.fixture
def officer(officer_user):
    """Of the province: announces, screens, decides."""
    return actor_of(officer_user)


@pytest.fixture
def dean_user(department):
    return factories.officer(Role.DEPARTMENT_OFFICER, department, "院系甲")


@pytest.fixture
def dean(dean_user):
    return actor_of(dean_user)


@pytest.fixture
def campus_user(university):
    return factories.officer(Role.UNIVERSITY_OFFICER, university, "校员甲")


@pytest.fixture
def campus(campus_user):
    return actor_of(campus_user)


@pytest.fixture
def leader_user(university):
    return factories.officer(Role.UNIVERSITY_LEADER, university, "校领导甲")


@pytest.fixture
def leader(leader_user):
    return actor_of(leader_user)


@pytest.fixture
def student_user(university):
    return factories.officer(Role.STUDENT, university, "学生甲")


@pytest.fixture
def student(student_user):
    return actor_of(student_user)


@pytest.fixture
def stranger_user(other_university):
    return factories.officer(Role.STUDENT, other_university, "外校绝密学生")


@pytest.fixture
def stranger(stranger_user):
    return actor_of(stranger_user)


@pytest.fixture
def facts(now):
    return ops.Facts("第二届推选", "指南", now - timedelta(days=1), now + timedelta(days=30))


@pytest.fixture
def draft_call(province, officer, facts, now):
    return ops.create_call(
        owner=province, rules=editions()[EDITION].data, facts=facts, actor=officer, now=now
    )


@pytest.fixture
def call(draft_call, officer, now):
    ops.open_call(call=draft_call, actor=officer, now=now)
    return Call.objects.get(pk=draft_call.pk)


@pytest.fixture
def begin(call, now):
    def make(actor, track="pictures"):
        return ops.begin_entry(call=call, track=track, actor=actor, now=now)

    return make


@pytest.fixture
def fill(now):
    """Everything a picture entry needs."""

    def run(entry, actor, title="家乡的桥", *, colour="#3366aa", answers=ANSWERS):
        typed = ops.Typed(title, "", answers, may_show=True)
        ops.save_entry(entry=entry, typed=typed, actor=actor, now=now)
        ops.add_piece(entry=entry, slot="work", upload=picture(colour), actor=actor, now=now)
        return again(entry)

    return run


def again(entry):
    return Entry.objects.select_related("call__owner", "organisation", "unit").get(pk=entry.pk)


@pytest.fixture
def draft(begin, student):
    return begin(student)


@pytest.fixture
def filled(draft, fill, student):
    return fill(draft, student)


@pytest.fixture
def submitted(filled, student, now):
    ops.submit_entry(entry=filled, actor=student, now=now)
    return again(filled)


@pytest.fixture
def as_(client):
    """The test client, signed in as somebody."""

    def run(user):
        factories.sign_in(client, user)
        return client

    return run


@pytest.fixture
def works(call, province, university, student_user, now):
    """Six works in the meeting, from the best to the worst."""
    return judging.meeting(call, province, university, student_user, now)


@pytest.fixture
def computed(works, call, officer, now):
    deciding.compute_standings(call=call, actor=officer, now=now)
    return [again(one) for one in works]


@pytest.fixture
def noticed(computed, call, officer, now):
    """Two first prizes proposed and shown publicly, the others none."""
    for first, last, award in ((1, 2, "first"), (3, 6, "-")):
        deciding.propose_places(
            call=call, track=judging.TRACK, first=first, last=last, award=award, reason="会议讨论",
            actor=officer, now=now,
        )  # fmt: skip
    publishing.publicize_call(call=call, actor=officer, now=now)
    call.refresh_from_db()
    return [again(one) for one in computed]


@pytest.fixture
def released(noticed, call, officer, now):
    publishing.release_call(call=call, actor=officer, now=now + timedelta(days=9))
    call.refresh_from_db()
    return [again(one) for one in noticed]


@pytest.fixture
def ready(begin, fill, student, university, now):
    """A work that passed the formal check, with the given files."""

    def make(*given, summary="我是云梦大学的学生甲，在这里", title="学生甲的桥"):
        entry = fill(begin(student), student, title, answers={"summary": summary, "published_on": "2025-03-01"})  # fmt: skip
        for name, data in given:
            ops.add_piece(entry=entry, slot="work", upload=ContentFile(data, name), actor=student, now=now)  # fmt: skip
        Entry.objects.filter(pk=entry.pk).update(state="format_ok", revision=1)
        Roll.objects.update_or_create(call=entry.call, organisation=university, defaults={"state": "signed"})  # fmt: skip
        return again(entry)

    return make


@pytest.fixture
def copied(ready, officer, now):
    def make(*given, **more):
        entry = ready(*given, **more)
        return blinding.make_copy(entry=entry, roster=reads.roster(), actor=officer, now=now)

    return make
