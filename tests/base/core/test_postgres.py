"""A connection that was heard just now is believed to live; after a silence or a fault it is asked."""

import socket

import pytest
from django.db.backends.postgresql import base as djangos

from wangyu.base.core.postgres import base


@pytest.fixture
def asked(monkeypatch):
    """How often the database itself was asked, which lives."""
    times = []
    monkeypatch.setattr(djangos.DatabaseWrapper, "is_usable", lambda _: times.append(1) or True)
    return times


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture
def wrapper(ends, asked):
    made = base.DatabaseWrapper({"TIME_ZONE": None, "NAME": "none"})
    made.connection = ends[0]
    assert made.is_usable()
    assert len(asked) == 1
    return made


def test_one_heard_just_now_is_not_asked_again(wrapper, asked):
    assert wrapper.is_usable()
    assert wrapper.is_usable()
    assert len(asked) == 1


def test_after_a_silence_it_is_asked(wrapper, asked, monkeypatch):
    later = base.monotonic() + base.SILENT
    monkeypatch.setattr(base, "monotonic", lambda: later)
    assert wrapper.is_usable()
    assert len(asked) == 2


def test_when_the_server_said_something_or_went_it_is_asked(wrapper, asked, ends):
    ends[1].send(b"!")
    assert wrapper.is_usable()
    assert len(asked) == 2
    assert ends[0].recv(1) == b"!"
    assert wrapper.is_usable()
    assert len(asked) == 2
    ends[1].close()
    assert wrapper.is_usable()
    assert len(asked) == 3


def test_after_an_error_it_is_asked(wrapper, asked):
    wrapper.errors_occurred = True
    assert wrapper.is_usable()
    assert len(asked) == 2
