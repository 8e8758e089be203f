"""The numbers of clauses 3, 6, 10 and 12. Whom no call reached is unknown, who entered nothing has 0."""

from __future__ import annotations

import pytest

from tests import factories
from tests.activities.calls import judging
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import Call, Entry
from wangyu.base.lib import measures
from wangyu.base.lib.periods import Period

pytestmark = pytest.mark.django_db
Y2026, Y2025 = Period.parse("Y2026"), Period.parse("Y2025")


def read(key, *orgs, period=Y2026):
    found = measures.read([f"calls.{key}"], [one.pk for one in orgs], period)[f"calls.{key}"]
    return {org.name: int(found[org.pk].value) for org in orgs if org.pk in found}


def test_every_measure_names_its_clause():
    found = {one.key: one.clause for one in measures.specs() if one.key.startswith("calls.")}
    assert len(found) == 12
    assert set(found.values()) == {3, 6, 10, 12}


def test_entries_recommendations_and_awards_by_organisation(
    released, call, province, university, other_university, department
):
    abroad = factories.university(factories.province("别省中心"), "别省大学")
    Entry.objects.filter(pk=released[5].pk).update(state="declined", unit=department)
    Entry.objects.filter(pk=released[4].pk).update(state="withdrawn")
    orgs = (province, university, other_university, department, abroad)
    by = {"云梦大学": 5, "云梦师范学院": 0, "云梦大学文学院": 1, province.name: 5}
    assert read("entries", *orgs) == by
    assert read("recommended", *orgs) == by | {"云梦大学": 4, "云梦大学文学院": 0, province.name: 4}
    assert read("awards", *orgs)["云梦大学"] == 2


def test_what_came_due_in_another_period_or_kind_is_not_counted(released, university):
    assert read("entries", university, period=Y2025) == {}
    assert read("project_entries", university) == {}
    assert read("awards", university, period=Y2025) == {}


def test_drafts_and_cancelled_calls_reach_nobody(draft_call, university):
    assert read("entries", university) == {}


def test_the_source_names_the_call(released, university):
    found = measures.read(["calls.awards"], [university.pk], Y2026)["calls.awards"][university.pk]
    assert "第二届推选" in found.source
    assert found.state == "computed"


def test_money_follows_the_award_of_the_track(call, province, university, student_user, now):
    rules = editions()["projects_2022"].data
    Call.objects.update(rules=rules, kind="projects", state="released", released_at=now)
    call.refresh_from_db()
    for number, (track, award) in enumerate((("key", "key"), ("general", "general")), start=1):
        entry = judging.work(
            call, university, student_user, number, now, state="awarded", award=award
        )
        Entry.objects.filter(pk=entry.pk).update(track=track)
    assert read("projects", university) == {"云梦大学": 2}
    assert read("project_money", university) == {"云梦大学": 14_000}
