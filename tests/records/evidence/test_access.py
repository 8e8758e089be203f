"""Whose room is whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import factories
from tests.base.core.files.hostile.build import picture
from tests.records.evidence import conftest
from wangyu.base.core.access import Actor, NotVisible, Refused
from wangyu.base.core.roles import Role, Tier
from wangyu.base.lib.ports import Subject
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence import access
from wangyu.records.evidence.models import Classification, Upload
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


def test_uploads_are_ones_own_of_the_kind_asked_for_and_to_a_room_one_keeps(
    begin, keeper, keeper_user, stranger_user, university, other_university
):
    own = begin()
    elsewhere, work, theirs, nobodys = (begin() for _ in range(4))
    for made, changed in (
        (elsewhere, {"organisation": other_university}),
        (work, {"kind": "calls.work"}),
        (theirs, {"owner": stranger_user}),
        (nobodys, {"kind": "calls.work", "owner": None}),
    ):
        Upload.objects.filter(pk=made.pk).update(**changed)
    assert list(access.visible_uploads(keeper)) == [own]
    assert list(access.visible_uploads(keeper, "calls.work")) == [work]
    student = actor_for(factories.user(), on=factories.TODAY)
    Upload.objects.filter(pk=work.pk).update(owner_id=student.user_id)
    assert list(access.visible_uploads(student, "calls.work")) == [work]
    assert list(access.visible_uploads(student)) == []


def test_what_nobody_sent_is_nobodys(begin):
    upload = begin()
    Upload.objects.update(kind="calls.work", owner=None)
    assert list(access.visible_uploads(Actor.system(), "calls.work")) == []
    with pytest.raises(NotVisible):
        access.access_upload(Actor.system(), upload.key)


def test_a_file_is_sent_to_a_room_one_keeps_and_there_is(keeper, university, other_university):
    assert access.room_to_send_to(keeper, university.pk) == university.pk
    for pk in (other_university.pk, 99_999_999):
        with pytest.raises(NotVisible):
            access.room_to_send_to(keeper, pk)


def test_what_is_open_is_held_so_that_nobody_closes_it_meanwhile(keeper, figure, monkeypatch):
    held = []
    monkeypatch.setattr(conftest, "hold", held.append)
    access.require_open(keeper, figure, 1)
    assert held == [1]


@pytest.mark.parametrize("pk", [3, 9])
def test_what_is_closed_or_gone_takes_no_evidence(pk, keeper, figure):
    with pytest.raises(Refused, match=access.MAY_NOT):
        access.require_open(keeper, figure, pk)


def test_what_no_app_knows_takes_no_evidence(keeper):
    with pytest.raises(Refused, match=access.MAY_NOT):
        access.require_open(keeper, "test.nothing", 1)
