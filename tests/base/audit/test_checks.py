import pytest
from django.db import DatabaseError

from wangyu.base.audit import checks
from wangyu.base.lib.ports import Light


@pytest.fixture
def sound(settings, monkeypatch):
    settings.AUDIT_MAIL, settings.DEMO = ["a@elsewhere.example"], False
    monkeypatch.setattr(checks, "sealing", lambda _: Light("ok", "封存到昨天"))
    return settings


def found():
    return [(message.id, message.msg) for message in checks.check_sealing(None)]


def test_nothing_is_said_of_a_log_that_is_sealed_and_mailed(sound):
    assert found() == []


def test_roots_that_stay_inside_are_a_warning_but_not_in_a_demo(sound):
    sound.AUDIT_MAIL = []
    assert found() == [("wangyu.W030", "审计日志根没有寄往外面")]
    sound.DEMO = True
    assert found() == []


@pytest.mark.parametrize(("tone", "ids"), [("warn", []), ("bad", ["wangyu.E030"])])
def test_sealing_that_stopped_is_an_error(sound, monkeypatch, tone, ids):
    monkeypatch.setattr(checks, "sealing", lambda _: Light(tone, "已落后 3 天"))
    assert [number for number, _ in found()] == ids


def test_a_database_that_is_not_set_up_is_told_elsewhere(sound, monkeypatch):
    def absent(_):
        raise DatabaseError("no such table")

    monkeypatch.setattr(checks, "sealing", absent)
    assert found() == []
