"""A row that the database refuses is quoted in its error; the server's log leaves it out."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from tests import factories
from wangyu.base.core.logs import Reticent
from wangyu.institutions.people.models import User

QUOTED = """null value in column "name"
DETAIL:  Failing row contains (1, 张三, null,

13800000000)."""


def written(error: Exception) -> str:
    kind = type(error), error, error.__traceback__
    record = logging.LogRecord("wangyu", logging.ERROR, "", 0, "没有存上", (), kind)
    return Reticent().format(record)


def refused(text: str) -> Exception:
    error = RuntimeError(text)
    error.__cause__ = ValueError(text)
    return error


def test_the_quoted_row_is_left_out_of_every_error_in_the_chain():
    text = written(refused(QUOTED))
    assert "张三" not in text
    assert "13800000000" not in text
    assert text.count('null value in column "name"') == 2
    assert "The above exception was the direct cause" in text


@pytest.mark.django_db
def test_what_the_database_refuses_does_not_come_to_be_written_down():
    who = factories.user(email="zhang@example.invalid")
    try:
        with transaction.atomic():
            User.objects.create(username=who.username, name="张三")
    except IntegrityError as error:
        text = written(error)
    assert "IntegrityError" in text
    assert who.username not in text


def test_the_server_writes_in_this_way():
    used = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert used == {"reticent"}
    assert settings.LOGGING["formatters"]["reticent"]["()"] == "wangyu.base.core.logs.Reticent"
