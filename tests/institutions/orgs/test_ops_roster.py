from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.institutions.orgs.logic.test_roster import REAL
from wangyu.base.audit.models import Entry
from wangyu.base.core.access import Actor
from wangyu.institutions.orgs import cli, ops
from wangyu.institutions.orgs.logic.roster import School, diff
from wangyu.institutions.orgs.models import FormerName, Organisation, University
from wangyu.institutions.orgs.queries import known_schools

SYSTEM = Actor.system()
FIRST = School("云梦大学", "4199010001", city="云泽市", level="本科", line=2)
SECOND = School("云泽学院", level="专科", check_note="标识码待查", line=3)


@pytest.fixture
def apply(province, now):
    def _apply(schools, ticked=None):
        lines = diff(known_schools(), schools)
        keys = [line.key for line in lines if line.can_apply] if ticked is None else ticked
        return ops.apply_roster(
            province=province, roster=schools, ticked=keys, shown=ops.fingerprints(lines),
            actor=SYSTEM, now=now,
        )  # fmt: skip

    return _apply


def test_new_schools_are_planted_with_their_facts(apply, province):
    assert apply([FIRST, SECOND]) == 2
    school = University.objects.get(organisation__name="云泽学院")
    assert (school.code, school.check_note) == (None, "标识码待查")
    assert school.organisation.path == f"{province.path}{school.pk:08d}"


def test_every_line_has_its_own_row_in_the_log(apply):
    apply([FIRST, SECOND])
    said = list(Entry.objects.order_by("seq").values_list("sentence", flat=True))
    assert said == ["按名录更新高校：新增 2 所", "按名录新增“云梦大学”", "按名录新增“云泽学院”"]


def test_only_ticked_lines_are_applied(apply):
    assert apply([FIRST, SECOND], ["f3"]) == 1
    assert [s.name for s in known_schools()] == ["云泽学院"]


def test_a_rename_keeps_the_old_name_and_a_change_only_what_changed(apply):
    apply([FIRST, SECOND])
    apply([replace(FIRST, name="云梦理工大学", city=""), replace(SECOND, code="4199010002")])
    first, second = known_schools()
    assert (first.name, first.former_name, first.city) == ("云梦理工大学", "云梦大学", "云泽市")
    assert second.code == "4199010002"
    assert FormerName.objects.get().name == "云梦大学"
    assert "学校名称由“云梦大学”改为“云梦理工大学”" in Entry.objects.order_by("-seq")[1].sentence


def test_nothing_ticked_changes_nothing(apply):
    with pytest.raises(ops.OrgError, match="没有勾选"):
        apply([FIRST], [])


def test_a_line_that_was_not_shown_or_is_no_more_is_refused(apply, province, now):
    with pytest.raises(ops.OrgError, match="重新上传"):
        apply([FIRST], ["f99"])
    with pytest.raises(ops.OrgError, match="重新上传"):
        ops.apply_roster(
            province=province, roster=[FIRST], ticked=["f2"], shown=[], actor=SYSTEM, now=now
        )
    assert not University.objects.exists()


def test_a_conflict_cannot_be_ticked(apply):
    apply([FIRST, replace(SECOND, code="4199010002")])
    with pytest.raises(ops.OrgError, match="重新上传"):
        apply([replace(FIRST, name="云泽学院")], ["f2"])


NAMES = st.sampled_from(["甲大学", "乙大学", "丙大学", "丁学院"])
CODES = st.sampled_from(["", "4199010001", "4199010002", "4199010003"])
ROSTERS = st.lists(
    st.builds(
        School, name=NAMES, code=CODES, city=st.sampled_from(["", "云泽市"]), level=st.just("本科")
    ),
    max_size=4,
    unique_by=(lambda s: s.name, lambda s: s.code or s.name),
)


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(first=ROSTERS, second=ROSTERS)
def test_an_applied_line_never_comes_back_and_in_the_end_nothing_is_left(apply, first, second):
    University.objects.all().delete()
    Organisation.objects.filter(tier=2).delete()
    for schools in (first, second):
        said = [replace(school, line=n) for n, school in enumerate(schools, 2)]
        applied: set[str] = set()
        while wanted := {x.key for x in diff(known_schools(), said) if x.can_apply}:
            assert not wanted & applied
            apply(said)
            applied |= wanted


def test_a_roster_entry_is_corrected_by_hand(university, other_university, now):
    run = {"actor": SYSTEM, "now": now}
    ops.edit_roster_entry(org=university, facts={"code": "4199010001", "city": "云泽市"}, **run)
    with pytest.raises(ops.OrgError, match="已属于“云梦大学”"):
        ops.edit_roster_entry(org=other_university, facts={"code": "4199010001"}, **run)
    ops.edit_roster_entry(org=university, facts={"code": ""}, **run)
    assert University.objects.get(pk=university.pk).code is None


@pytest.mark.django_db
def test_the_whole_roster_fills_an_empty_province_once(now):
    loaded = cli.load_roster(REAL, actor=SYSTEM, now=now)
    assert (loaded.added, loaded.problems, loaded.differences) == (139, (), 0)
    assert Organisation.objects.filter(tier=2, parent=loaded.province).count() == 139
    again = cli.load_roster(REAL, actor=SYSTEM, now=now)
    assert (again.added, again.differences) == (0, 0)


@pytest.mark.django_db
def test_a_province_that_has_schools_is_never_written_over(apply, now, tmp_path):
    apply([FIRST])
    (tmp_path / "名录.csv").write_text("name,level\n云泽学院,专科\n", encoding="gbk")
    loaded = cli.load_roster(tmp_path / "名录.csv", actor=SYSTEM, now=now)
    assert (loaded.added, loaded.differences) == (0, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"), [(None, "读不出来"), ("a,b\n1,2\n", "不认识的列：a、b")]
)
def test_a_roster_that_cannot_be_read_says_why(now, tmp_path, content, words):
    path = tmp_path / "名录.csv"
    if content:
        path.write_text(content)
    with pytest.raises(cli.RosterNotLoadedError, match=words):
        cli.load_roster(path, actor=SYSTEM, now=now)
