import pytest

from tests.base.backup.conftest import PASSPHRASE
from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.keychest import read_given, seal, unseal
from wangyu.base.backup.take import take_keys

KEYS = {"django.key": b"secret words", "receipt.key": bytes(range(32))}


def test_sealed_keys_come_back_as_they_were():
    assert unseal(seal(KEYS, PASSPHRASE), PASSPHRASE) == KEYS


def test_nothing_of_a_key_shows_in_the_sealed_file():
    sealed = seal(KEYS, PASSPHRASE)
    assert b"secret words" not in sealed
    assert b"django.key" not in sealed
    assert seal(KEYS, PASSPHRASE) != sealed


def test_a_wrong_passphrase_opens_nothing():
    with pytest.raises(BackupError, match="口令"):
        unseal(seal(KEYS, PASSPHRASE), PASSPHRASE + "!")


def test_a_changed_or_cut_file_opens_nothing():
    sealed = seal(KEYS, PASSPHRASE)
    for broken in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:20]):
        with pytest.raises(BackupError, match="已损坏"):
            unseal(broken, PASSPHRASE)


def test_another_kind_of_file_is_told_from_a_chest():
    with pytest.raises(BackupError, match="不是 wangyu backup 写出的"):
        unseal(b"PK\x03\x04", PASSPHRASE)


@pytest.mark.parametrize("short", ["", "eleven char"])
def test_a_short_passphrase_is_refused(short):
    with pytest.raises(BackupError, match="至少 12 个字符"):
        seal(KEYS, short)


def test_keys_are_kept_apart_and_for_their_owner_alone(platform):
    file = take_keys(platform.where, "20260305-170000", PASSPHRASE)
    assert file.parent == platform.where.keys
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(read_given(file, PASSPHRASE)) == {"django.key", "receipt.key", "backup.key"}


def test_the_backup_itself_holds_no_key(platform):
    folder = platform.take().folder
    secrets = [p.read_bytes() for p in (platform.where.home / "keys").iterdir()]
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(secret in data for secret in secrets), path


def test_keys_that_are_written_wrongly_are_noticed_at_once(platform, monkeypatch):
    monkeypatch.setattr("wangyu.base.backup.take.unseal", lambda *_: {})
    with pytest.raises(BackupError, match="打开后与原来不同"):
        take_keys(platform.where, "x", PASSPHRASE)


def test_a_folder_of_keys_is_read_too(tmp_path):
    (tmp_path / "django.key").write_bytes(b"a")
    assert read_given(tmp_path, "") == {"django.key": b"a"}


def test_keys_that_are_not_there_have_their_sentence(tmp_path):
    with pytest.raises(BackupError, match="读不出来：不存在"):
        read_given(tmp_path / "missing", "")
