"""What all processes remember: by digest, for a while, and of many at once only one is the first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from wangyu.base.core import shared
from wangyu.base.core.models import Shared


@pytest.mark.django_db
def test_what_is_set_is_read_until_it_is_over() -> None:
    cache.set("name", [1.5, "two"], timeout=60)
    assert cache.get("name") == [1.5, "two"]
    Shared.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert cache.get("name", "gone") == "gone"
    assert not cache.touch("name")


@pytest.mark.django_db
def test_setting_again_replaces_it_and_its_end() -> None:
    cache.set("name", 1, timeout=1)
    cache.set("name", 2, timeout=None)
    row = Shared.objects.get()
    assert (row.value, row.expires) == (2, shared.FOREVER)


@pytest.mark.django_db
def test_adding_is_first_once_and_again_when_it_is_over() -> None:
    assert [cache.add("name", True, timeout=60) for _ in range(2)] == [True, False]
    Shared.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert cache.add("name", True, timeout=60)


@pytest.mark.django_db
def test_it_is_put_off_and_taken_away() -> None:
    cache.set("name", 1, timeout=1)
    assert cache.touch("name", timeout=3600)
    assert Shared.objects.get().expires > timezone.now() + timedelta(minutes=50)
    assert [cache.delete("name"), cache.delete("name")] == [True, False]


@pytest.mark.django_db
def test_neither_name_nor_code_is_kept() -> None:
    cache.set("zhangsan", 1)
    row = Shared.objects.get()
    assert "zhangsan" not in row.digest
    assert len(row.digest) == 64


@pytest.mark.django_db
def test_what_is_over_is_forgotten() -> None:
    cache.set("old", 1, timeout=1)
    cache.set("new", 1, timeout=3600)
    shared.forget(timezone.now() + timedelta(minutes=1))
    assert cache.get("new") == 1
    assert Shared.objects.count() == 1
    cache.clear()
    assert not Shared.objects.exists()


def add(_: int) -> bool:
    try:
        return bool(cache.add("name", True, timeout=60))
    finally:
        connection.close() if connection.vendor == "postgresql" else None


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_one_is_the_first() -> None:
    """At once on PostgreSQL; SQLite lets one writer in at a time, so there one after the other."""
    if connection.vendor == "postgresql":
        with ThreadPoolExecutor(10) as pool:
            told = list(pool.map(add, range(10)))
    else:
        told = [add(one) for one in range(10)]
    assert sum(told) == 1


@transaction.atomic
def lose_a_transaction() -> None:
    try:
        cache.add("lock", True, timeout=60)
        Shared.objects.raw("SELECT * FROM nothing")[0]
    finally:
        cache.delete("lock")


@pytest.mark.django_db(transaction=True)
def test_what_was_added_in_a_transaction_that_is_lost_goes_with_it_and_hides_no_error() -> None:
    with pytest.raises(DatabaseError, match="nothing"):
        lose_a_transaction()
    assert cache.get("lock") is None
