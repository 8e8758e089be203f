from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from wangyu.base.core import checks
from wangyu.base.core.keys import RECEIPT, ensure_keys
from wangyu.base.core.signers import succeed

NAMES = ("home", "keys", "exposure", "ways", "font", "database")
CHECKS = [getattr(checks, f"check_{name}") for name in NAMES]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def sound(db, settings, tmp_path, monkeypatch):
    """An installation with nothing to say against it."""
    ensure_keys(tmp_path)
    settings.HOME, settings.ALLOWED_HOSTS = tmp_path, ["127.0.0.1"]
    settings.DEBUG, settings.HTTPS, settings.EMAIL_BACKEND = False, True, SMTP
    settings.SITE_URL = "https://127.0.0.1"
    monkeypatch.setattr(checks, "cjk_font_present", lambda: True)
    return settings


def found():
    return [message for check in CHECKS for message in check(None)]


def elsewhere(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "db.example")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "sslmode", "prefer")


def pending(monkeypatch):
    monkeypatch.setattr(checks.MigrationExecutor, "migration_plan", lambda *_: ["0002"])


BREAKS = {
    "E001": lambda s, _: setattr(s, "HOME", s.HOME / "missing"),
    "E002": lambda s, _: (s.HOME / "keys" / "django.key").unlink(),
    "E003": lambda s, _: setattr(s, "DEBUG", True),
    "E004": lambda s, _: (
        setattr(s, "HTTPS", False),
        setattr(s, "ALLOWED_HOSTS", ["a.example"]),
        setattr(s, "SITE_URL", "http://a.example"),
    ),
    "E005": lambda _, m: pending(m),
    "E008": lambda _, m: m.setattr(checks, "unguarded", lambda _: ["ledger_fact"]),
    "E011": lambda s, _: (
        succeed(s.HOME, LONG_AGO) and (s.HOME / "keys" / RECEIPT).write_bytes(b"k" * 32)
    ),
    "W004": lambda _, m: elsewhere(m),
    "W005": lambda s, _: setattr(s, "EMAIL_HOST", "mail.example"),
    "W001": lambda s, _: setattr(s, "EMAIL_BACKEND", "locmem"),
    "W002": lambda _, m: m.setattr(checks, "cjk_font_present", lambda: False),
}


def test_nothing_is_said_of_a_sound_installation(sound):
    assert found() == []


@pytest.mark.parametrize("number", BREAKS)
def test_each_fault_has_its_id_a_sentence_and_a_remedy(sound, monkeypatch, number):
    BREAKS[number](sound, monkeypatch)
    (message,) = found()
    assert message.id == f"wangyu.{number}"
    assert message.msg
    assert f"见 docs/checks.md 的 wangyu.{number}" in message.hint


@pytest.mark.parametrize("url", ["http://127.0.0.1", "https://other.example", "127.0.0.1"])
def test_an_address_unlike_the_other_settings_is_named(sound, url):
    sound.SITE_URL = url
    (message,) = found()
    assert message.id == "wangyu.E009"


def test_check_names_each_fault_and_fails(sound, monkeypatch, capsys):
    BREAKS["E002"](sound, monkeypatch)
    with pytest.raises(CommandError, match="安装有错误"):
        call_command("check")
    assert "错误 wangyu.E002" in capsys.readouterr().out


def test_check_of_a_sound_installation_says_so(sound, monkeypatch, capsys):
    module = "wangyu.base.core.management.commands.check.run_checks"
    monkeypatch.setattr(module, lambda **_: [])
    call_command("check")
    assert "检查完毕，可以使用" in capsys.readouterr().out


def test_check_with_a_tag_is_djangos_own(sound):
    call_command("check", tags=["urls"])


class _Ran:
    def __init__(self, stdout):
        self.stdout = stdout


@pytest.mark.parametrize(("stdout", "present"), [(b"Noto Sans CJK SC\n", True), (b" \n", False)])
def test_a_font_is_present_when_fontconfig_names_one(stdout, present):
    assert checks.cjk_font_present(lambda *_, **__: _Ran(stdout)) is present


def test_no_fontconfig_is_no_font():
    def missing(*_, **__):
        raise FileNotFoundError

    assert not checks.cjk_font_present(missing)
