"""A call with works that passed the formal check, their blind copies, and a panel."""

from __future__ import annotations

from types import SimpleNamespace

from django.core.files.base import ContentFile

from tests import factories
from tests.activities.calls.conftest import EDITION, actor_of, picture
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import (
    BlindCopy,
    BlindPiece,
    Call,
    Contributor,
    Entry,
    Panelist,
    Review,
)
from wangyu.activities.calls.ops import assigning
from wangyu.base.core import files
from wangyu.base.core.roles import Role

SCORES = {"direction": 4, "content": 3, "making": 4, "novelty": 2}


def reviewer(province, name, school=None):
    """Somebody of a university who reviews."""
    who = factories.user(name)
    factories.grant(who, Role.REVIEWER, province)
    if school:
        factories.grant(who, Role.UNIVERSITY_REPORTER, school)
    return who


def panelist(call, who, school=None, *, tracks=(), most=40):
    return Panelist.objects.create(
        call=call, user=who, organisation=school, tracks=list(tracks), most=most
    )


def work(call, school, number, now, *, track="pictures", state="format_ok", frozen=True):
    who = factories.officer(Role.STUDENT, school, f"申报人{school.pk}之{number}")
    made = Entry.objects.create(
        call=call, track=track, organisation=school, entrant=who, title=f"原名作品{school.pk}之{number}",
        answers={"summary": "原来的简介"}, state=state, revision=1, begun_at=now, saved_at=now,
        submitted_at=now,
    )  # fmt: skip
    Contributor.objects.create(
        entry=made, part="author", position=1, name=who.name, unit=school.name, confirmed_at=now
    )
    copy = BlindCopy.objects.create(
        entry=made, code=f"B{made.pk:05d}", revision=1, title=f"匿名作品{made.pk}",
        answers={"summary": "匿名的简介", "link": "不该看到的链接"}, made_at=now,
        frozen_at=now if frozen else None,
    )  # fmt: skip
    stored = files.store(ContentFile(picture().read(), "a.png"), limit_mb=1)
    BlindPiece.objects.create(
        copy=copy, slot="work", position=1, stored_name=stored.name,
        preview_name=stored.preview_name, sha256=stored.sha256, size=stored.size,
        media_type=stored.media_type, measured={"width": 640, "height": 480},
    )  # fmt: skip
    return made


def make_round(
    province, now, *, schools=3, works=2, reviews=2, state="review", entries="in_review"
):
    """``works`` of each university, one reviewer of each, and one from outside."""
    places = [factories.university(province, f"云梦第{n}学院") for n in range(schools)]
    call = Call.objects.create(
        owner=province, kind="both", title="第二届推选", rules=editions()[EDITION].data | {"reviews": reviews},
        state=state, opens_at=now, due_at=now, changed_at=now, created_at=now,
    )  # fmt: skip
    made = [work(call, place, n, now, state=entries) for place in places for n in range(works)]
    people = [reviewer(province, f"评委{n}", place) for n, place in enumerate(places)]
    people.append(reviewer(province, "校外评委"))
    panel = [panelist(call, who, place) for who, place in zip(people, [*places, None], strict=True)]
    return SimpleNamespace(
        call=call, schools=places, works=made, people=people, panel=panel,
        actors=[actor_of(who) for who in people],
    )  # fmt: skip


def give(entry, one, now, state="assigned", **more):
    return Review.objects.create(
        entry=entry, panelist=one, assigned_at=now, state=state, why=["理由"], **more
    )


def plan_for(call, now, load=(0, 40)):
    """As the task makes it, without a worker."""
    from wangyu.activities.calls.tasks import assign as task
    from wangyu.base.core.jobs import JobContext

    context = JobContext(0, 0, None)
    return task(context, {"call": call.pk, "load": list(load)})()


def assign(round_, officer, now, load=(0, 40)):
    plan = plan_for(round_.call, now, load)
    return assigning.apply_plan(call=round_.call, plan=plan, actor=officer, now=now)
