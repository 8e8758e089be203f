"""A backup that cannot be relied on: which file, and why."""

import shutil

import pytest

from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.logic.manifest import NAME, SIGNATURE
from wangyu.base.backup.verify import Known, glance, read_manifest, verify
from wangyu.base.core.keys import ensure_keys

pytestmark = pytest.mark.thorough


@pytest.fixture
def taken(platform):
    return platform.take()


def some_file(taken):
    return next(path for path in taken.manifest.files if path.startswith("files/"))


def cut(path):
    path.write_bytes(path.read_bytes()[:-3])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def make_unreadable(path):
    path.unlink()
    path.mkdir()


def test_nothing_is_said_of_a_good_backup(platform, taken):
    assert platform.verify(taken.folder) == []
    assert glance(taken.folder, Known(platform.where.home)) == []


FILE_FAULTS = {
    "missing": (lambda path: path.unlink(), "读不出来（不存在）"),
    "cut": (cut, "字节，现在是"),
    "emptied": (lambda path: path.write_bytes(b""), "字节，现在是 0 字节"),
    "flipped": (flip, "内容与清单里的指纹不符"),
}


@pytest.mark.parametrize("fault", FILE_FAULTS)
@pytest.mark.parametrize("which", ["file", "database", "pack"])
def test_a_faulty_file_is_named_with_its_fault(platform, taken, fault, which):
    path = {"file": some_file(taken), "database": taken.manifest.database, "pack": "packs/pack.toml"}[which]  # fmt: skip
    break_it, sentence = FILE_FAULTS[fault]
    break_it(taken.folder / path)
    (found,) = platform.verify(taken.folder)
    assert found.startswith(f"{path}：")
    assert sentence in found


@pytest.mark.parametrize("name", [NAME, SIGNATURE])
@pytest.mark.parametrize("break_it", [lambda p: p.unlink(), cut, flip, make_unreadable, lambda p: p.write_bytes(b"")])  # fmt: skip
def test_a_faulty_list_is_named(platform, taken, name, break_it):
    break_it(taken.folder / name)
    (found,) = platform.verify(taken.folder)
    assert found.startswith(taken.folder.name)


def test_a_file_that_cannot_be_read_is_named(platform, taken):
    path = some_file(taken)
    size = taken.manifest.files[path].size
    make_unreadable(taken.folder / path)
    found = platform.verify(taken.folder)
    assert found == [f"{path}：应有 {size} 字节，现在是 4096 字节"] or "读不出来" in found[0]


def test_a_file_that_fails_while_being_read_is_named(platform, taken, monkeypatch):
    def fail(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("wangyu.base.backup.verify.store.fingerprint", fail)
    found = platform.verify(taken.folder)
    assert len(found) == len(taken.manifest.files)
    assert all("读不出来（磁盘读取出错）" in line for line in found)


def test_an_empty_backup_is_no_backup(empty):
    nothing = empty("home")
    ensure_keys(nothing.where.home)
    found = nothing.take().findings
    assert "备份是空的，数据库里没有一行" in str(found[0])


def test_a_backup_of_another_platform_is_told_from_ours(platform, taken, tmp_path):
    ensure_keys(tmp_path / "stranger")
    (found,) = verify(taken.folder, platform.engine, Known(tmp_path / "stranger"))
    assert "属于别的平台" in str(found)


def test_without_any_key_a_backup_still_shows_damage(platform, taken, tmp_path):
    assert verify(taken.folder, platform.engine, Known(tmp_path)) == []


def test_rows_that_do_not_open_as_they_were_are_named(platform, monkeypatch):
    """The dump itself went wrong: its bytes are what the list says, its rows are not."""
    real = type(platform.engine).dump

    def lose_a_row(engine, into):
        seen = real(engine, into)
        platform.run("DELETE FROM keyless WHERE body = '二'")
        into.unlink()
        real(engine, into)
        return seen

    monkeypatch.setattr(type(platform.engine), "dump", lose_a_row)
    (found,) = platform.take().findings
    assert "的表 keyless：应有 3 行，打开后是 2 行" in str(found)


def test_a_database_that_does_not_open_is_named(platform, monkeypatch):
    def write_rubbish(engine, into):
        seen = real(engine, into)
        into.write_bytes(b"no database at all" * 1000)
        return seen

    real = type(platform.engine).dump
    monkeypatch.setattr(type(platform.engine), "dump", write_rubbish)
    (found,) = platform.take().findings
    assert found.place == platform.engine.file
    assert "打开" in found.why or "没有完成" in found.why


def test_the_backup_of_another_database_is_not_opened(platform, taken, monkeypatch):
    monkeypatch.setattr(type(platform.engine), "vendor", "oracle")
    (found,) = platform.verify(taken.folder)
    assert "没有打开" in found


def test_a_backup_older_than_a_column_of_files_can_be_verified(platform):
    platform.run("ALTER TABLE evidence_file RENAME COLUMN sha256 TO digest")
    assert platform.take().findings == []


def test_a_backup_older_than_the_file_room_can_be_verified(platform):
    platform.run("DROP TABLE evidence_file")
    assert platform.take().findings == []


def test_a_folder_copied_elsewhere_is_whole(platform, taken, tmp_path):
    shutil.copytree(taken.folder, tmp_path / "elsewhere")
    shutil.rmtree(platform.where.backups)
    assert platform.verify(tmp_path / "elsewhere") == []


def test_a_missing_folder_has_its_sentence(tmp_path):
    with pytest.raises(BackupError, match=r"manifest\.json 读不出来"):
        read_manifest(tmp_path / "20260305-170000")
