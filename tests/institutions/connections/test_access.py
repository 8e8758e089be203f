"""Who sees, keeps and switches off which connection."""

from __future__ import annotations

import pytest

from tests import factories
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.connections import access
from wangyu.institutions.connections.models import Binding, Connection, KeyPair
from wangyu.institutions.people.models import Invitation
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY
READS = {Role.SECURITY_ADMIN, Role.AUDITOR, Role.UNIVERSITY_OFFICER}


def actor_at(user, role, org):
    factories.grant(user, role, org)
    return actor_for(user, on=TODAY)


@pytest.fixture
def make(now):
    def run(org, title="统一身份认证"):
        return Connection.objects.create(
            organisation=org, kind="oidc", title=title, state="on", made_at=now, changed_at=now
        )

    return run


@pytest.mark.parametrize("role", Role)
def test_connections_are_seen_by_their_keepers_and_the_auditor(role, make, province, university):
    made = make(university)
    place = province if role not in OF_A_UNIVERSITY else university
    actor = actor_at(factories.user(), role, place)
    assert list(access.visible_connections(actor)) == ([made] if role in READS else [])
    assert access.may_read(actor) is (role in READS)


OF_A_UNIVERSITY = {
    Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER, Role.STUDENT,
}  # fmt: skip


def test_of_several_just_the_one_asked_for(make, university, head):
    first, second = make(university, "旧"), make(university, "新")
    assert access.access_connection(head, first.pk) == first
    assert access.access_connection(head, second.pk) == second


def test_what_one_keeps_is_where_one_is_officer_and_not_where_one_only_reports(
    make, university, other_university, head_user, now
):
    factories.grant(head_user, Role.UNIVERSITY_REPORTER, other_university)
    head = actor_for(head_user, on=TODAY)
    assert access.may_keep(head, university)
    assert not access.may_keep(head, other_university)
    assert list(access.kept_organisations(head)) == [university]
    university.closed_on = now.date()
    university.save()
    assert not access.kept_organisations(head).exists()


def test_an_officer_keeps_no_other_universitys_and_not_the_provinces(
    head, other_university, province
):
    assert not access.may_keep(head, other_university)
    assert not access.may_keep(head, province)


def test_the_auditor_sees_and_neither_changes_nor_switches_off(make, university, province):
    made, auditor = make(university), factories.actor(Role.AUDITOR, province)
    assert access.access_connection(auditor, made.pk) == made
    for check in (access.access_kept, access.access_stoppable):
        with pytest.raises(Refused, match="由本单位设置"):
            check(auditor, made.pk)


def test_its_keeper_and_the_security_administrator_switch_off(make, head, university, province):
    made, guard = make(university), factories.actor(Role.SECURITY_ADMIN, province)
    assert access.access_stoppable(head, made.pk) == made
    assert access.access_stoppable(guard, made.pk) == made


def test_the_list_is_for_those_who_read(make, head, reporter, university):
    made = make(university)
    assert list(access.access_list(head)) == [made]
    with pytest.raises(Refused, match="由本校高校中心管理员设置"):
        access.access_list(actor_for(reporter, on=TODAY))


def test_what_was_removed_anothers_and_a_missing_one_look_the_same(
    make, head, university, other_university
):
    gone = make(university)
    gone.state = "removed"
    gone.save()
    assert list(access.visible_connections(head)) == []
    for pk in (gone.pk, make(other_university).pk, 99_999_999):
        with pytest.raises(NotVisible):
            access.access_connection(head, pk)


def test_only_who_keeps_some_place_sets_one_up(head, university, province):
    assert list(access.access_kept_organisations(head)) == [university]
    with pytest.raises(Refused, match="您的角色不能设置统一身份认证"):
        access.access_kept_organisations(factories.actor(Role.AUDITOR, province))


def test_a_way_in_is_there_while_it_is_switched_on(make, university):
    made = make(university)
    assert access.access_open(made.pk) == made
    made.state = "draft"
    made.save()
    for pk in (made.pk, 99_999_999):
        with pytest.raises(NotVisible):
            access.access_open(pk)


def test_a_kind_with_nothing_to_tell_and_a_missing_one_look_the_same(make, university):
    for pk in (make(university).pk, 99_999_999):
        with pytest.raises(NotVisible):
            access.access_about(pk)


def test_what_a_partner_is_told_of_us_is_public(make, university):
    made = make(university)
    made.kind, made.settings = "saml", {}
    made.save()
    assert "EntityDescriptor" in access.access_about(made.pk)


@pytest.fixture
def saml(make):
    def run(org):
        made = make(org)
        made.kind = "saml"
        made.save()
        return made

    return run


def test_keys_are_had_only_where_the_kind_has_any(make, saml, head, university):
    keyed = saml(university)
    assert access.access_keyed(head, keyed.pk) == keyed
    with pytest.raises(NotVisible):
        access.access_keyed(head, make(university).pk)


def test_of_several_keys_just_the_one_asked_for_and_of_ones_own_connection(
    saml, head, university, other_university, province, now
):
    def key(connection):
        told = {"certificate": "证书", "secret": "密", "made_at": now}
        return KeyPair.objects.create(connection=connection, use="next", **told)

    first, second = key(saml(university)), key(saml(university))
    assert access.access_key_pair(head, first.pk) == first
    assert access.access_key_pair(head, second.pk) == second
    for pk in (key(saml(other_university)).pk, 99_999_999):
        with pytest.raises(NotVisible):
            access.access_key_pair(head, pk)
    with pytest.raises(Refused, match="由本单位设置"):
        access.access_key_pair(factories.actor(Role.AUDITOR, province), first.pk)


def test_of_several_bindings_just_ones_own_that_is_asked_for(make, university, stranger, now):
    user = factories.officer(Role.STUDENT, university)
    first, second = (
        Binding.objects.create(
            connection=make(university), user=user, fingerprint=str(n), bound_at=now
        )
        for n in range(2)
    )
    actor = actor_for(user, on=TODAY)
    assert access.access_binding(actor, first.pk) == first
    assert access.access_binding(actor, second.pk) == second
    with pytest.raises(NotVisible):
        access.access_binding(actor_for(stranger, on=TODAY), first.pk)


def test_an_offer_is_the_one_asked_for_and_to_the_address_vouched_for(make, university, now):
    connection = make(university)
    first, second = (
        Invitation.objects.create(
            organisation=university,
            role=role,
            name="新人",
            email="new@example.edu.cn",
            token_hash=str(role),
            created_at=now,
            expires_at=now.replace(year=2027),
        )
        for role in (Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER)
    )
    for offer in (first, second):
        assert access.access_offer(connection, "new@example.edu.cn", offer.pk, now) == offer
        with pytest.raises(NotVisible):
            access.access_offer(connection, "else@example.edu.cn", offer.pk, now)
