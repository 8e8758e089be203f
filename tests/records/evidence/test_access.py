"""Whose room is whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import factories
from tests.base.core.files.hostile.build import picture
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role, Tier
from wangyu.base.lib.ports import Subject
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence import access
from wangyu.records.evidence.models import Classification
from wangyu.records.evidence.ops import uploads


@pytest.fixture
def begin(university, keeper, now):
    announced = uploads.Announced("微视频.mp4", 9, access.ROOM, university.pk)
    return lambda: uploads.begin_upload(
        organisation=university, announced=announced, actor=keeper, now=now
    )


def holding(*held):
    user = factories.user()
    for role, org in held:
        factories.grant(user, role, org)
    return actor_for(user, on=factories.TODAY)


def test_new_files_go_into_the_highest_room_one_keeps(province, university):
    department = factories.organisation(university, Tier.DEPARTMENT)
    keeps = (Role.DEPARTMENT_OFFICER, department), (Role.UNIVERSITY_OFFICER, university)
    actor = holding((Role.AUDITOR, province), *keeps)
    assert access.own_room(actor) == university
    with pytest.raises(Refused, match="您的角色不能查看材料室"):
        access.own_room(holding((Role.AUDITOR, province)))


def names(actor):
    return set(access.visible_files(actor).values_list("original_name", flat=True))


@pytest.fixture
def secret(add):
    made = add("处分名单.png", picture("PNG", (70, 70)))
    made.classification = Classification.SENSITIVE
    made.save()
    return made


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.PROVINCE_OFFICER, {"照片.png", "处分名单.png", "外校绝密材料.png"}),
        (Role.PROVINCE_LEADER, {"照片.png", "处分名单.png", "外校绝密材料.png"}),
        (Role.AUDITOR, {"照片.png", "外校绝密材料.png"}),
        (Role.REVIEWER, set()),
        (Role.SYSTEM_ADMIN, set()),
    ],
)
def test_the_province_keeps_all_rooms_and_the_auditor_sees_what_is_not_sensitive(
    role, sees, file, secret, other_file, province
):
    assert names(factories.actor(role, province)) == sees


@pytest.mark.parametrize(
    "role", [Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER]
)
def test_a_universitys_people_keep_its_own_room(role, file, secret, other_file, university):
    assert names(factories.actor(role, university)) == {"照片.png", "处分名单.png"}


def test_of_several_files_and_uploads_just_the_one_asked_for(add, begin, keeper, other_file):
    for made in (add("甲.png", picture("PNG", (90, 90))), add("乙.png", picture("PNG", (80, 80)))):
        assert access.access_file(keeper, made.pk) == made
    for upload in (begin(), begin()):
        assert access.access_upload(keeper, upload.key) == upload
    for pk in (other_file.pk, 99_999_999):
        with pytest.raises(NotVisible):
            access.access_file(keeper, pk)


def test_the_auditor_looks_at_a_file_and_changes_nothing(file, province, university):
    auditor = factories.actor(Role.AUDITOR, province)
    assert access.access_file(auditor, file.pk) == file
    with pytest.raises(Refused, match="材料由其所属单位管理"):
        access.access_own_file(auditor, file.pk)
    with pytest.raises(Refused, match="您的角色不能查看材料室"):
        access.access_room(auditor, university.path)


def test_a_room_is_reached_by_who_keeps_it(keeper, university, other_university):
    assert access.access_room(keeper, university.path) == university
    with pytest.raises(Refused):
        access.access_room(keeper, other_university.path)


def test_a_thing_is_reached_as_its_own_app_lets_it_be(keeper, figure):
    assert access.access_subject(keeper, figure, 2).title == "第2个数"
    for kind, pk in ((figure, 9), ("test.nothing", 1)):
        with pytest.raises(NotVisible):
            access.access_subject(keeper, kind, pk)


def test_a_file_proves_whatever_lies_in_its_university(keeper, file, university, other_university):
    """Of the number of a department not one digit decides."""
    thing = Subject("某院系", "/", 1, university.path + "9" * 8, may_attach=True)
    assert access.access_file_for(keeper, file.pk, thing) == file
    with pytest.raises(Refused, match="同一单位"):
        access.access_file_for(keeper, file.pk, replace(thing, org_path=other_university.path))
