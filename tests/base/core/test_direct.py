"""Asked directly, the database answers as through a cursor of Django's, and errors are Django's."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from wangyu.base.core.direct import ask

pytestmark = pytest.mark.django_db


def test_rows_and_none():
    assert ask("SELECT 1, 'x' WHERE 1 = %s", [1]) == [(1, "x")]
    assert ask("SELECT 1 WHERE 1 = %s", [2]) == []
    assert ask("DELETE FROM core_stamp WHERE name = %s", ["x"], rows=False) == []


def test_whoever_listens_hears_every_statement():
    heard = []

    def listen(execute, sql, *rest):
        heard.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        assert ask("SELECT 2", []) == [(2,)]
    assert heard == ["SELECT 2"]
    with CaptureQueriesContext(connection) as asked:
        assert ask("SELECT 3", []) == [(3,)]
    assert [query["sql"] for query in asked] == ["SELECT 3"]


def test_an_error_is_djangos():
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("SELECT nothing FROM nowhere", [])
    assert ask("SELECT 1", []) == [(1,)]


def test_in_a_transaction_that_is_lost_nothing_is_asked():
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            ask("SELECT 1", [])
