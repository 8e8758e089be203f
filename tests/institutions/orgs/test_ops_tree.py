from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from wangyu.base.audit.models import Entry
from wangyu.base.core import search
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Tier
from wangyu.base.core.stamps import read_stamps
from wangyu.institutions.orgs import ops, queries
from wangyu.institutions.orgs.logic.sheet import UnitRow
from wangyu.institutions.orgs.models import FormerName, Organisation, University

SYSTEM = Actor.system()


def walk(org):
    """The subtree by following parents, not paths."""
    found, rest = {org.pk}, [org.pk]
    while rest:
        rest = list(Organisation.objects.filter(parent__in=rest).values_list("pk", flat=True))
        found |= set(rest)
    return found


def range_of(org):
    return set(queries.subtree(org).values_list("pk", flat=True))


@pytest.fixture
def run(officer, now):
    return {"actor": officer, "now": now}


@pytest.mark.django_db
def test_a_platform_has_one_province(now):
    root = ops.found_province(name="云梦省中心", actor=SYSTEM, now=now)
    assert root.path == f"{root.pk:08d}"
    with pytest.raises(ops.OrgError, match="只有一个省中心"):
        ops.found_province(name="又一个", actor=SYSTEM, now=now)


def test_a_university_is_created_with_its_roster_facts(province, run):
    facts = {"level": "本科", "city": "云泽市", "code": "4199010001"}
    made = ops.create(parent=province, name="云泽学院", roster=facts, **run)
    assert (made.tier, made.path) == (Tier.UNIVERSITY, f"{province.path}{made.pk:08d}")
    assert University.objects.get(pk=made.pk).city == "云泽市"
    with pytest.raises(ops.OrgError, match="已属于“云泽学院”"):
        ops.create(parent=province, name="云泽大学", roster=facts, **run)


def test_a_department_is_created_found_by_search_and_logged(university, run):
    before = read_stamps("orgs")
    made = ops.create(parent=university, name="琴台学院", details={"document_no": "1号"}, **run)
    assert made.document_no == "1号"
    assert [hit.title for hit in search.find(SYSTEM, "琴台").hits] == ["琴台学院"]
    assert Entry.objects.get().sentence == "在“云梦大学”下设立“琴台学院”"
    assert read_stamps("orgs") > before


def test_nothing_stands_below_a_class(station, run):
    with pytest.raises(ops.OrgError, match="最低一级"):
        ops.create(parent=station, name="小组", **run)


def test_siblings_differ_in_name_and_cousins_need_not(
    university, other_university, department, run
):
    with pytest.raises(ops.OrgError, match="同一单位下已有“计算机学院”"):
        ops.create(parent=university, name="计算机学院", **run)
    assert ops.create(parent=other_university, name="计算机学院", **run).pk


def test_nothing_is_created_below_a_closed_unit(department, run, now):
    ops.close(org=department, on=now.date(), reason="合并", **run)
    with pytest.raises(ops.OrgError, match="已撤销"):
        ops.create(parent=department, name="一班", **run)


def test_a_rename_keeps_the_old_name(university, run, now):
    ops.rename(org=university, name="云梦理工大学", reason="批文", **run)
    kept = FormerName.objects.get()
    assert (kept.name, kept.until, kept.reason) == ("云梦大学", now.date(), "批文")
    assert University.objects.get().former_name == "云梦大学"
    assert Entry.objects.get().sentence == "“云梦大学”更名为“云梦理工大学”"


def test_a_rename_on_a_given_day_is_dated_so(department, run):
    ops.rename(org=department, name="软件学院", reason="", since=date(2025, 9, 1), **run)
    assert FormerName.objects.get().until == date(2025, 9, 1)


def test_a_rename_to_the_same_or_a_taken_name_is_refused(university, department, run):
    ops.create(parent=university, name="外语学院", **run)
    with pytest.raises(ops.OrgError, match="没有改动"):
        ops.rename(org=department, name=department.name, reason="", **run)
    with pytest.raises(ops.OrgError, match="已有“外语学院”"):
        ops.rename(org=department, name="外语学院", reason="", **run)


def test_details_are_edited(department, run):
    ops.edit_details(org=department, details={"short_name": "计院", "duties": "育人"}, **run)
    department.refresh_from_db()
    assert (department.short_name, department.duties) == ("计院", "育人")


def test_a_move_takes_everything_below_along(department, station, other_university, run):
    moved = ops.move(org=department, parent=other_university, **run)
    station.refresh_from_db()
    assert moved.parent == other_university
    assert station.path == f"{other_university.path}{department.pk:08d}{station.pk:08d}"
    assert range_of(other_university) == walk(other_university)


@pytest.mark.parametrize("target", ["province", "station", "department"])
def test_a_unit_moves_only_to_the_tier_above(request, department, station, target, run):
    with pytest.raises(ops.OrgError, match="只能划归另一个高校中心"):
        ops.move(org=department, parent=request.getfixturevalue(target), **run)


def test_a_university_is_not_moved(university, province, run):
    with pytest.raises(ops.OrgError, match="只能划归"):
        ops.move(org=university, parent=province, **run)


def test_a_move_to_where_it_is_or_beside_its_namesake_is_refused(
    university, department, other_university, run
):
    with pytest.raises(ops.OrgError, match="本来就属于"):
        ops.move(org=department, parent=university, **run)
    ops.create(parent=other_university, name=department.name, **run)
    with pytest.raises(ops.OrgError, match="已有“计算机学院”"):
        ops.move(org=department, parent=other_university, **run)


def test_closing_takes_what_is_below_along_and_reopening_brings_it_back(
    university, department, station, run, now
):
    assert ops.close(org=department, on=now.date(), reason="合并", **run) == 2
    assert search.find(SYSTEM, "软件工程").total == 0
    assert ops.reopen(org=department, reason="办错了", **run) == 2
    assert not Organisation.objects.filter(closed_on__isnull=False).exists()
    assert search.find(SYSTEM, "软件工程").total == 1


def test_what_was_closed_before_stays_closed(department, station, run, now):
    early = now.date() - timedelta(days=30)
    assert ops.close(org=station, on=early, reason="毕业", **run) == 1
    ops.close(org=department, on=now.date(), reason="合并", **run)
    assert ops.reopen(org=department, reason="恢复", **run) == 1
    station.refresh_from_db()
    assert station.closed_on == early


def test_a_closing_has_a_day_that_makes_sense(province, department, run, now):
    department.established_on = date(2026, 1, 1)
    with pytest.raises(ops.OrgError, match="早于成立日期"):
        ops.close(org=department, on=date(2025, 1, 1), reason="", **run)
    with pytest.raises(ops.OrgError, match="还没有到"):
        ops.close(org=department, on=now.date() + timedelta(days=2), reason="", **run)
    with pytest.raises(ops.OrgError, match="省中心不能撤销"):
        ops.close(org=province, on=now.date(), reason="", **run)


def test_reopening_needs_a_closed_unit_an_open_parent_and_a_free_name(
    university, department, station, run, now
):
    with pytest.raises(ops.OrgError, match="没有撤销"):
        ops.reopen(org=department, reason="", **run)
    ops.close(org=department, on=now.date(), reason="", **run)
    station = Organisation.objects.get(pk=station.pk)
    with pytest.raises(ops.OrgError, match="已撤销"):
        ops.reopen(org=station, reason="", **run)
    ops.create(parent=university, name=department.name, **run)
    with pytest.raises(ops.OrgError, match="已有“计算机学院”"):
        ops.reopen(org=department, reason="", **run)


def test_the_root_is_reopened_without_a_parent(province, run, now):
    Organisation.objects.filter(pk=province.pk).update(closed_on=now.date())
    province.refresh_from_db()
    assert ops.reopen(org=province, reason="误撤", **run) == 1


ROWS = [UnitRow(2, "甲院"), UnitRow(3, "甲院", "一班"), UnitRow(4, "计算机学院", "二班")]


def test_a_sheet_is_planted_in_one_go(university, department, run):
    assert ops.plant_sheet(university=university, rows=ROWS, **run) == 3
    new = Organisation.objects.get(name="一班")
    assert new.path == f"{new.parent.path}{new.pk:08d}"
    assert range_of(university) == walk(university)
    assert Entry.objects.get().sentence.endswith("院系 1 个、班级 2 个")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "没有要新建的单位"),
        ([UnitRow(2, "计算机学院")], "“计算机学院”已被别人建立"),
        ([UnitRow(2, "计算机学院", "软件工程2401班")], "“软件工程2401班”已被别人建立"),
        ([UnitRow(2, "无此学院", "一班")], "“无此学院”已被别人建立或撤销"),
    ],
)
def test_a_sheet_that_no_longer_fits_plants_nothing(university, station, run, rows, words):
    with pytest.raises(ops.OrgError, match=words):
        ops.plant_sheet(university=university, rows=rows, **run)
    assert Organisation.objects.count() == 4


@pytest.mark.django_db
def test_planting_many_takes_far_fewer_queries_than_rows(
    university, run, django_assert_max_num_queries
):
    rows = [UnitRow(n, "甲院", f"{n}班" if n else "") for n in range(900)]
    with django_assert_max_num_queries(60):
        ops.plant_sheet(university=university, rows=rows, **run)


MOVES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=6)


@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(moves=MOVES)
def test_however_units_move_a_range_of_paths_is_the_subtree(province, now, moves):
    run = {"actor": SYSTEM, "now": now}
    schools = [factories.university(province) for _ in range(3)]
    units = [factories.organisation(schools[n % 3], Tier.DEPARTMENT) for n in range(6)]
    for unit in units:
        factories.organisation(unit, Tier.STATION)
    for which, where in moves:
        unit = Organisation.objects.get(pk=units[which].pk)
        if unit.parent_id != schools[where].pk:
            ops.move(org=unit, parent=schools[where], **run)
    assert all(range_of(org) == walk(org) for org in [province, *schools])
