from dataclasses import replace

import pytest

from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.places import Places, backups_in, destination, keys_destination, newest_in


@pytest.fixture
def where(tmp_path) -> Places:
    home = tmp_path / "home"
    return Places(home, home / "files", tmp_path / "packs", tmp_path / "b", tmp_path / "k")


def test_places_that_lie_apart_are_taken(where):
    assert destination(where) == where.backups
    assert keys_destination(where) == where.keys


@pytest.mark.parametrize("inside", ["home/b", ".", "home"])
def test_backups_and_data_do_not_lie_in_one_another(where, tmp_path, inside):
    with pytest.raises(BackupError, match="不能一个在另一个里面"):
        destination(replace(where, backups=tmp_path / inside))


@pytest.mark.parametrize("inside", ["b/k", "b", "home/keys", "home/k", "."])
def test_keys_lie_apart_from_data_and_backups(where, tmp_path, inside):
    with pytest.raises(BackupError, match="密钥要分开放"):
        keys_destination(replace(where, keys=tmp_path / inside))


def test_what_is_not_set_is_asked_for(where):
    with pytest.raises(BackupError, match="WANGYU_BACKUP 指出"):
        destination(replace(where, backups=None))
    with pytest.raises(BackupError, match="WANGYU_BACKUP_KEYS 指出"):
        keys_destination(replace(where, keys=None))


def test_keys_may_lie_anywhere_else_when_no_backups_are_set(where):
    assert keys_destination(replace(where, backups=None)) == where.keys


def test_the_newest_backup_is_found_among_other_things(where):
    for name in ("20260304-170000", "20260305-170000", "files", ".part-20260306-170000"):
        (where.backups / name).mkdir(parents=True)
    (where.backups / "20270101-000000").write_text("a file")
    assert newest_in(where.backups).name == "20260305-170000"


def test_a_folder_without_backups_has_its_sentence(where):
    where.backups.mkdir()
    with pytest.raises(BackupError, match="里没有备份"):
        newest_in(where.backups)


def test_a_folder_that_cannot_be_read_has_its_sentence(where):
    with pytest.raises(BackupError, match="读不出来：不存在"):
        backups_in(where.backups)
