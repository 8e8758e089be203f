"""The demo province 云梦省: invented, marked, the same from the same seed, with work for every role."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from tests.assessment.policy.conftest import text
from tests.portal.sameness import contents, rewind
from tests.said import personal_in_the_log
from wangyu.assessment.evaluation.exports.bundle import stored
from wangyu.assessment.evaluation.logic.bundle import recompute
from wangyu.assessment.evaluation.models import Conclusion, Cycle, Problem
from wangyu.base.audit.models import Entry
from wangyu.base.audit.verifying import broken_at
from wangyu.base.core.keys import ensure_keys
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import Grant, User
from wangyu.institutions.people.queries import actor_for
from wangyu.portal import demo
from wangyu.portal.agenda import collect
from wangyu.records.ledger.models import Fact, Sheet, Window

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(900)]  # two provinces are made

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = tmp_path_factory.mktemp("demo")
    ensure_keys(place)
    with override_settings(HOME=place, MEDIA_ROOT=place / "files", DEMO=True):
        yield place


@pytest.fixture(scope="module")
def played(home, django_db_setup, django_db_blocker):
    """The province as it is made for the tests below; gone with them. It is made twice: beside a
    province that is there already, none would be made at all."""
    with django_db_blocker.unblock(), transaction.atomic():
        with transaction.atomic():
            first = made()
            transaction.set_rollback(True)
        yield first, made()
        transaction.set_rollback(True)


def made():
    rewind()
    assert demo.build(NOW) is True
    return contents()


def test_the_same_seed_makes_the_same_province(played, db):
    first, second = played
    assert {name for name in first if first[name] != second[name]} == set()
    assert len(first) > 20
    assert Fact.objects.count() > 1_000


def test_everything_invented_is_marked(played, db):
    assert not Organisation.objects.filter(demo=False).exists()
    assert not User.objects.filter(demo=False).exists()
    assert "（演示）" in Organisation.objects.get(tier=Tier.PROVINCE).name


def test_made_twice_it_is_left_as_visitors_changed_it(played, db):
    Organisation.objects.filter(tier=Tier.UNIVERSITY).update(short_name="改过")
    assert demo.build(NOW) is False
    assert not Organisation.objects.filter(tier=Tier.UNIVERSITY).exclude(short_name="改过").exists()


def test_there_is_life_of_every_kind(played, db):
    assert Counter(Organisation.objects.values_list("tier", flat=True)) == {1: 1, 2: 24, 3: 48, 4: 144}  # fmt: skip
    assert Window.objects.count() == 3
    open_ = Window.objects.get(state="open")
    states = Counter(Sheet.objects.filter(window=open_).values_list("state", flat=True))
    assert states == {"verified": 7, "signed": 4, "submitted": 3, "returned": 2, "filling": 8}
    assert set(Grant.objects.values_list("role", flat=True)) == set(Role.values)


def test_its_evaluation_is_concluded_twice_and_both_are_recomputed_to_the_bit(
    played, home, db, settings
):
    """The objection that was right made the second; by the bundle alone, without the database."""
    settings.MEDIA_ROOT = home / "files"
    first, second = Conclusion.objects.filter(cycle__form="full").order_by("number")
    for one in (first, second):
        report = recompute(stored(one), f"第 {one.number} 次结论")
        assert report.identical, report
    assert second.reason.startswith("异议成立")
    grades = Counter(second.rows.values_list("grade", flat=True))
    assert set(grades) == {"model", "passed", "mending"}
    assert Counter(Problem.objects.values_list("state", flat=True)) == {
        "closed": 1, "done": 1, "planned": 1,
    }  # fmt: skip
    assert Cycle.objects.get(form="interim").members.count() == 2


def test_a_year_is_commended_with_a_panel_and_recomputed_to_the_bit(played, home, db, settings):
    """Five elements, five experts of whom some keep off a city; shown to the universities now."""
    settings.MEDIA_ROOT = home / "files"
    cycle = Cycle.objects.get(form="commendation")
    assert cycle.state == "noticed"
    assert cycle.notice_until > NOW
    assert cycle.experts.filter(state="submitted").count() == 5
    rated = set(cycle.experts.annotate(n=Count("ratings")).values_list("n", flat=True))
    assert max(rated) == 24 > min(rated)
    report = recompute(stored(cycle.conclusions.get()), "年度表彰")
    assert report.identical, report
    rows = cycle.conclusions.get().rows
    cells = [one["by_leaf"]["content"] for one in rows.values_list("scores", flat=True)]
    assert all(cell["points"] and cell["experts"] >= 3 for cell in cells)
    assert set(rows.values_list("grade", flat=True)) >= {"model", "passed"}
    assert "演示" in cycle.title


WORK = {
    Role.PROVINCE_OFFICER: "核实", Role.PROVINCE_LEADER: "核实", Role.UNIVERSITY_REPORTER: "填报",
    Role.UNIVERSITY_LEADER: "签批", Role.UNIVERSITY_OFFICER: "填报",
}  # fmt: skip


@pytest.mark.parametrize("role", list(WORK))
def test_somebody_of_every_working_role_finds_what_to_do_how_long_and_by_when(played, db, role):
    items = [
        item
        for user in User.objects.filter(grants__role=role)
        for item in collect(actor_for(user, on=timezone.localdate(NOW)), NOW)
        if WORK[role] in item.title
    ]
    assert items
    assert all(item.minutes and item.url.startswith("/") for item in items)
    if role not in {Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER}:
        assert all(item.due and item.due > NOW for item in items)


def test_a_button_signs_in_as_anybody_and_the_desk_opens(played, db, client, settings):
    settings.DEMO = True
    for role in Role.values:
        user = User.objects.filter(grants__role=role).order_by("pk").first()
        assert client.post(f"/people/demo/{user.username}/").status_code == 302
        page = client.get("/desk/")
        assert page.status_code == 200
        assert "演示 · 云梦省的学校、人员与数字均为虚构" in text(page)
        assert Role(role).label in text(page)


def test_the_page_of_personas_lists_everybody(played, db, client, settings):
    settings.DEMO = True
    seen = text(client.get("/demo/"))
    assert all(role.label in seen for role in Role)
    assert all(name in seen for name in Organisation.objects.filter(tier=2).values_list("name", flat=True))  # fmt: skip


def test_outside_a_demo_there_is_no_such_page(db, client, settings):
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404


def test_the_log_of_the_played_province_is_whole_and_names_nobody(played, db):
    assert Entry.objects.count() > 100
    assert User.objects.filter(demo=True).count() > 50
    assert personal_in_the_log() == []
    assert broken_at() is None
