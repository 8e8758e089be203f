import os
import subprocess
import sys

import pytest

from wangyu.base.core import conf, keys
from wangyu.base.core.conf import SettingError


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("no", False)])
def test_a_flag_is_yes_or_no(text, value):
    assert conf.flag("WANGYU_DEMO", {"WANGYU_DEMO": text}) is value


@pytest.mark.parametrize("text", ["", "1", "true", "YES"])
def test_another_flag_is_refused_with_what_would_be_right(text):
    with pytest.raises(SettingError, match="应为 yes 或 no"):
        conf.flag("WANGYU_DEMO", {"WANGYU_DEMO": text})


@pytest.mark.parametrize("text", ["", "-1", "1.5", "五十", "５０"])
def test_another_number_is_refused(text):
    with pytest.raises(SettingError, match=f"WANGYU_UPLOAD_MB={text} 不对，应为整数"):
        conf.number("WANGYU_UPLOAD_MB", {"WANGYU_UPLOAD_MB": text})


@pytest.mark.parametrize("setting", conf.SETTINGS, ids=lambda one: one.name)
def test_every_setting_explains_itself_and_its_default_is_right(setting):
    assert setting.help
    assert conf.raw(setting.name, {}) == setting.default
    readers = {"flag": conf.flag, "number": conf.number, "list": conf.items}
    readers.get(setting.kind, conf.raw)(setting.name, {})


def test_a_list_is_parted_at_commas():
    assert conf.items("WANGYU_HOSTS", {"WANGYU_HOSTS": " a , ,b"}) == ["a", "b"]


def test_a_secret_is_read_from_its_file(tmp_path):
    (tmp_path / "mail").write_text("smtp://x\n", encoding="utf-8")
    assert conf.raw("WANGYU_MAIL", {"WANGYU_MAIL_FILE": str(tmp_path / "mail")}) == "smtp://x"


def test_a_missing_secret_file_is_named(tmp_path):
    with pytest.raises(SettingError, match="读不出来"):
        conf.raw("WANGYU_MAIL", {"WANGYU_MAIL_FILE": str(tmp_path / "none")})


def test_keys_are_made_once_and_readable_by_the_owner_alone(tmp_path):
    folder = keys.ensure_keys(tmp_path)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    keys.ensure_keys(tmp_path)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert {oct(file.stat().st_mode & 0o777) for file in folder.iterdir()} == {"0o600"}


def test_the_receipt_key_is_the_same_each_time(tmp_path):
    first = keys.receipt_key(tmp_path).public_key().public_bytes_raw()
    assert keys.receipt_key(tmp_path).public_key().public_bytes_raw() == first


@pytest.mark.parametrize("text", ["0", "30", "182"])
def test_the_log_cannot_be_set_to_be_kept_for_less_than_half_a_year(text):
    started = subprocess.run(
        [sys.executable, "-c", "from wangyu.config.cli import main; main()", "check"],
        env=os.environ | {"WANGYU_AUDIT_DAYS": text}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert started.returncode == 1
    assert f"WANGYU_AUDIT_DAYS={text} 不对，应为不小于 183 的整数" in started.stderr
    assert started.stderr.count("\n") == 1


def test_the_least_is_enough():
    assert conf.at_least("WANGYU_AUDIT_DAYS", 183, {"WANGYU_AUDIT_DAYS": "183"}) == 183


def test_a_choice_is_one_of_those_there_are():
    known = ("asvs", "djbh")
    assert conf.one_of("WANGYU_PASSWORD_POLICY", known, {}) == "asvs"
    with pytest.raises(SettingError, match="WANGYU_PASSWORD_POLICY=both 不对，应为 asvs 或 djbh"):
        conf.one_of("WANGYU_PASSWORD_POLICY", known, {"WANGYU_PASSWORD_POLICY": "both"})
