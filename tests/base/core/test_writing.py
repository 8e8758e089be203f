"""Prepared writes write what Django would, one by one or several at once, and all of them or none."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import factories
from wangyu.base.core.models import Job, Stamp
from wangyu.base.core.stamps import bump, read_stamps
from wangyu.base.core.writing import PreparedInsert, change, write
from wangyu.institutions.people.models import Grant

UNTIL = date(2001, 1, 1)
grant = PreparedInsert(Grant)
stamps = PreparedInsert(Stamp)


def test_a_row_is_written_as_django_writes_it(university, now):
    given = factories.officer("university_officer", university).grants.get()
    values = {f.attname: getattr(given, f.attname) for f in Grant._meta.concrete_fields}
    values |= {"id": None, "user_id": factories.user().pk, "granted_at": now}
    with CaptureQueriesContext(connection) as asked:
        written = grant(Grant(**values))
    assert len(asked) == 1
    kept = Grant.objects.get(user=written.user_id)
    assert {name: getattr(kept, name) for name in values} == values | {"id": written.pk}


def test_what_was_written_is_saved_again_in_its_place(university):
    given = factories.officer("university_officer", university).grants.get()
    given.pk, given.user = None, factories.user()
    written = grant(given)
    written.until = UNTIL
    written.save()
    assert list(Grant.objects.filter(until=UNTIL)) == [written]
    assert Grant.objects.count() == 2


def test_a_second_row_of_one_key_is_refused(db):
    bump("kept")
    with pytest.raises(IntegrityError), transaction.atomic():
        stamps(Stamp(name="kept", value=7))
    assert read_stamps("kept") == (1,)


def test_a_row_that_is_only_wanted_if_new_changes_nothing_that_is_there(db):
    assert stamps.if_new(Stamp(name="kept", value=3))
    with transaction.atomic():
        assert not stamps.if_new(Stamp(name="kept", value=7))
        assert read_stamps("kept") == (3,)


def statements(count):
    """So many that belong together are on PostgreSQL."""
    return 1 if connection.vendor == "postgresql" else count


def test_several_are_written_at_once(db):
    bump("a", "b")
    along = [change(Stamp, "a", {"value": 5}), *stamps.along(Stamp(name="c", value=6))]
    with CaptureQueriesContext(connection) as asked:
        stamps(Stamp(name="d", value=7), *along)
    assert read_stamps("a", "b", "c", "d") == (5, 1, 6, 7)
    assert len(asked) == statements(3)
    with CaptureQueriesContext(connection) as asked:
        write(change(Stamp, "b", {"value": 8}), change(Stamp, "a", {"value": 9}))
    assert read_stamps("a", "b", "c", "d") == (9, 8, 6, 7)
    assert len(asked) == statements(2)


def test_of_several_that_cannot_all_be_written_none_is(db):
    bump("a", "b")
    with pytest.raises(IntegrityError), transaction.atomic():
        stamps(Stamp(name="b", value=7), change(Stamp, "a", {"value": 5}))
    assert read_stamps("a", "b") == (1, 1)


def test_only_the_new_ones_are_written_along(db):
    bump("a")
    write(*stamps.along(*(Stamp(name=name, value=3) for name in "abc")))
    assert read_stamps("a", "b", "c") == (1, 3, 3)


def test_nothing_to_write_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        write(*stamps.along())


def test_a_change_is_of_one_row_and_of_every_type(university, now):
    kept, other = (factories.officer("university_officer", university).grants.get() for _ in "ab")
    values = {"role": "university_leader", "until": UNTIL, "ended_at": now, "granted_by_id": None}
    write(change(Grant, kept.pk, values))
    assert Grant.objects.filter(pk=kept.pk).values(*values).get() == values
    assert Grant.objects.get(pk=other.pk).role == "university_officer"


def test_what_a_json_column_was_given_it_gives_back(db, now):
    made = PreparedInsert(Job)(
        Job(kind="k", label="甲", key="k", payload={"一": [1]}, created_at=now)
    )
    write(change(Job, made.pk, {"payload": {"二": None}}))
    assert Job.objects.get().payload == {"二": None}
