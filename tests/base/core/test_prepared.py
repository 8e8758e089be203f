"""Prepared queries answer as the queries they are made from, for any argument and every type."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from wangyu.base.core.models import Stamp
from wangyu.base.core.prepared import Prepared, PreparedModels
from wangyu.base.core.stamps import bump, read_stamps
from wangyu.institutions.people.models import Grant, Session, User
from wangyu.institutions.people.queries import active_on

DAYS = date(2001, 1, 1), date(2002, 2, 2)
INSTANTS = datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, tzinfo=UTC)


def users_joined(before, name):
    found = User.objects.filter(joined_at__lte=before, name=name).order_by("pk")
    return found.values_list("pk", "is_active", "joined_at", "password_at")


joined = Prepared(users_joined, INSTANTS, ("a", "b"))


@pytest.fixture
def people(db, now):
    """Two of one name, one of another; told apart by when they joined."""
    made = [factories.user(name=name) for name in ("甲", "甲", "乙")]
    for number, user in enumerate(made):
        User.objects.filter(pk=user.pk).update(joined_at=now + timedelta(days=number))
    return made


def test_columns_come_as_python_values_with_their_zone(people, now):
    assert joined(now, "甲") == [(people[0].pk, True, now, None)]


@pytest.mark.parametrize("name", ["甲", "乙", "丙", "'; DROP TABLE people_user; --", "%s", ""])
@pytest.mark.parametrize("days", [-1, 0, 1, 2])
def test_every_argument_goes_to_its_place(people, now, name, days):
    until = now + timedelta(days=days)
    assert joined(until, name) == list(users_joined(until, name))


@pytest.mark.parametrize("number", [-(2**63) - 1, -(2**63), 2**63 - 1, 2**63, 10**400])
def test_a_number_beyond_all_tables_finds_nothing(people, number):
    named = Prepared(lambda pk: User.objects.filter(pk=pk).values_list("name"), (1, 2))
    assert named(people[0].pk) == [("甲",)]
    assert named(number) == []


def test_one_argument_may_stand_in_several_places(province, university, now):
    user = factories.officer("university_officer", university)
    grants = Prepared(
        lambda day, who: Grant.objects.filter(active_on(day), user_id=who).values_list("role"),
        DAYS, (1, 2),
    )  # fmt: skip
    since = user.grants.get().since
    user.grants.update(until=since)
    assert grants(since, user.pk) == [("university_officer",)]
    assert grants(since + timedelta(days=1), user.pk) == []
    assert grants(since - timedelta(days=1), user.pk) == []
    assert grants(since, user.pk + 1) == []


def test_the_sql_is_built_at_the_first_call_only(db):
    built = []

    def named(name):
        built.append(name)
        return Stamp.objects.filter(name=name).values_list("value")

    reading = Prepared(named, ("a", "b"))
    for _ in range(3):
        reading("x")
    assert built == ["a", "b"]


def test_a_call_is_one_query(people, now):
    joined(now, "甲")
    with CaptureQueriesContext(connection) as asked:
        joined(now, "乙")
    assert len(asked) == 1


@given(names=st.lists(st.sampled_from(["p", "q", "r", "s"]), min_size=1, max_size=5))
@pytest.mark.django_db
def test_stamps_are_read_in_the_order_asked_for(names):
    Stamp.objects.all().delete()
    for times, name in enumerate(["p", "q", "r"]):
        for _ in range(times + 1):
            bump(name)
    assert read_stamps(*names) == tuple({"p": 1, "q": 2, "r": 3, "s": 0}[n] for n in names)


def test_a_person_by_key_is_the_person(people):
    for user in people:
        found = User.objects.get(pk=user.pk)
        assert (found, found.__dict__.keys()) == (user, User.objects.get(pk__in=[user.pk]).__dict__.keys())  # fmt: skip
        found.name = "改名"
        found.save()
        assert User.objects.filter(name="改名").count() == 1
        found.delete()


def test_nobody_by_a_key_that_is_not_there(db):
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=404)


def test_a_session_that_is_over_is_nobodys(client, people, now):
    client.force_login(people[0], "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/people/me/").status_code == 200
    Session.objects.update(expire_date=INSTANTS[0])
    assert client.get("/people/me/").status_code == 302


def grants_of(role):
    return Grant.objects.filter(role=role).order_by("pk")


granted = PreparedModels(grants_of, ("a", "b"), related=("user", "organisation"))


def test_rows_come_as_models_with_those_they_refer_to(
    province, university, django_assert_num_queries
):
    factories.officer("university_officer", university)
    factories.officer("province_officer", province)
    granted("university_officer")
    with django_assert_num_queries(1):
        (found,) = granted("university_officer")
        shown = (found, found.user, found.organisation, found.user.name, found.organisation.path)
    kept = Grant.objects.get(role="university_officer")
    assert shown == (
        kept, kept.user, kept.organisation, kept.user.name, kept.organisation.path,
    )  # fmt: skip
    assert vars(found.organisation).keys() >= {f.attname for f in type(university)._meta.fields}
    assert granted("nobody") == []
