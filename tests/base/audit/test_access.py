"""Who reads what was done to one thing, and to which."""

from __future__ import annotations

import pytest

from tests import factories
from wangyu.base.audit import access
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Room

HISTORIANS = {
    Role.AUDITOR, Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.UNIVERSITY_OFFICER,
}  # fmt: skip
OF_THE_PROVINCE = [
    Role.AUDITOR, Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN, Role.REVIEWER,
]  # fmt: skip
OF_A_UNIVERSITY = [Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER]


@pytest.fixture
def written(writer, university):
    writer("改了云梦大学", target=university, org_path=university.path)
    return university


@pytest.mark.parametrize("role", [*OF_THE_PROVINCE, *OF_A_UNIVERSITY])
def test_a_history_is_read_by_officers_over_it_and_the_auditor(role, written, province):
    actor = factories.actor(role, province if role in OF_THE_PROVINCE else written)
    if role in HISTORIANS:
        rows = access.access_history(actor, "orgs.organisation", written.pk)
        assert [row.sentence for row in rows] == ["改了云梦大学"]
    else:
        with pytest.raises(Refused, match="您的角色不能查看操作记录"):
            access.access_history(actor, "orgs.organisation", written.pk)


@pytest.mark.parametrize("role", OF_THE_PROVINCE)
def test_the_whole_log_is_the_auditors_alone(role, written, province):
    actor = factories.actor(role, province)
    if role == Role.AUDITOR:
        assert access.access_entries(actor).filter(target_id=written.pk).exists()
    else:
        with pytest.raises(Refused, match="只由审计员查看"):
            access.access_entries(actor)


def test_a_history_is_of_the_very_thing_and_anothers_looks_missing(
    writer, written, other_university, officer
):
    writer("改了云梦师范学院", target=other_university, org_path=other_university.path)
    writer("改了下属场地", target=Room(pk=written.pk), org_path=written.path)
    writer("改了下级", target=other_university, org_path=written.path)
    rows = access.access_history(officer, "orgs.organisation", written.pk)
    assert [row.sentence for row in rows] == ["改了云梦大学"]
    rows = access.access_history(officer, "orgs.organisation", other_university.pk)
    assert [row.sentence for row in rows] == ["改了下级"]
    stranger = factories.actor(Role.UNIVERSITY_OFFICER, other_university)
    with pytest.raises(NotVisible):
        access.access_history(stranger, "orgs.organisation", written.pk)


def test_things_of_two_kinds_with_one_number_have_two_histories(writer, written, officer):
    writer("改了同号的场地", target=Room(pk=written.pk), org_path=written.path)
    rows = access.access_history(officer, "orgs.organisation", written.pk)
    assert [row.sentence for row in rows] == ["改了云梦大学"]
    with pytest.raises(NotVisible):
        access.access_history(officer, "orgs.office", written.pk)
