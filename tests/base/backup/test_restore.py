import json
import re
from dataclasses import replace

import pytest

import wangyu
from tests.base.backup.conftest import PASSPHRASE
from wangyu.base.backup import restore as restoring
from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.logic.manifest import Table
from wangyu.base.backup.restore import MARK, restore
from wangyu.base.backup.take import take_keys
from wangyu.base.core.keys import ensure_keys

pytestmark = pytest.mark.thorough

KNOWN = ["core.0001_initial", "core.0002_later"]


@pytest.fixture
def kept(platform):
    """A backup, its keys apart, and what was in it."""
    made = platform.take()
    return made, take_keys(platform.where, made.folder.name, PASSPHRASE), platform.tables()


@pytest.fixture
def bring(kept, empty):
    """Restore into an empty installation."""
    made, keys, _ = kept

    def run(target=None, **changed):
        target = target or empty("new")
        facts = {
            "keys": keys, "passphrase": PASSPHRASE, "where": target.where, "engine": target.engine,
            "migrations": KNOWN, "say": target.said.append,
        } | changed  # fmt: skip
        restore(made.folder, **facts)
        return target

    return run


def files_of(installation):
    return {p.name: p.read_bytes() for p in installation.where.media.rglob("*") if p.is_file()}


def keys_of(installation):
    return {p.name: p.read_bytes() for p in (installation.where.home / "keys").iterdir()}


def test_everything_comes_back_on_an_empty_machine(platform, kept, bring):
    new = bring()
    assert new.tables() == kept[2]
    assert files_of(new) == files_of(platform)
    assert len(files_of(new)) == 3
    assert keys_of(new) == keys_of(platform)
    assert all(p.stat().st_mode & 0o777 == 0o600 for p in (new.where.home / "keys").iterdir())
    assert not (new.where.home / MARK).exists()


def test_what_was_restored_can_be_written_and_backed_up_again(platform, bring):
    new = bring()
    new.add(9)
    made = new.take(5)
    assert made.findings == []
    assert made.manifest.tables["evidence_file"].rows == 4


def test_keys_may_come_from_a_folder(platform, bring):
    new = bring(keys=platform.where.home / "keys", passphrase="")
    assert keys_of(new) == keys_of(platform)


def untouched(target):
    return not target.tables() and not target.where.media.exists()


def test_a_home_with_files_is_left_as_it_is(empty, bring):
    target = empty("new")
    target.where.media.mkdir()
    (target.where.media / "theirs").write_text("x")
    with pytest.raises(BackupError, match="里已有内容"):
        bring(target)
    assert (target.where.media / "theirs").read_text() == "x"
    assert target.tables() == {}


def test_a_home_with_keys_is_left_as_it_is(empty, bring):
    target = empty("new")
    ensure_keys(target.where.home)
    before = keys_of(target)
    with pytest.raises(BackupError, match="keys 里已有内容"):
        bring(target)
    assert keys_of(target) == before


def test_a_database_with_tables_is_left_as_it_is(empty, bring):
    target = empty("new")
    target.run("CREATE TABLE theirs (id integer)")
    with pytest.raises(BackupError, match="数据库里已有表"):
        bring(target)
    assert list(target.tables()) == ["theirs"]


def test_a_newer_versions_backup_names_the_version(empty, bring):
    target = empty("new")
    with pytest.raises(
        BackupError,
        match=rf"由版本 {re.escape(wangyu.__version__)} 做成.*core\.0001_initial 等 1 个这里没有",
    ):
        bring(target, migrations=[])
    assert untouched(target)


def test_the_other_databases_backup_is_refused(empty, bring, monkeypatch):
    target = empty("new")
    engine = target.engine
    monkeypatch.setattr(engine, "vendor", "oracle", raising=False)
    with pytest.raises(BackupError, match="而 WANGYU_DATABASE 指的是 oracle"):
        bring(target, engine=engine)


def test_keys_of_another_platform_open_no_backup(empty, bring, tmp_path):
    target = empty("new")
    with pytest.raises(BackupError, match="属于别的平台"):
        bring(target, keys=ensure_keys(tmp_path / "stranger"))
    assert untouched(target)


def test_keys_without_the_backups_own_are_not_enough(empty, bring, tmp_path):
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "django.key").write_text("x")
    with pytest.raises(BackupError, match=r"没有 backup.key"):
        bring(empty("new"), keys=tmp_path / "few")


def test_a_wrong_passphrase_restores_nothing(empty, bring):
    target = empty("new")
    with pytest.raises(BackupError, match="口令"):
        bring(target, passphrase="another passphrase")
    assert untouched(target)


def test_a_damaged_backup_is_not_restored(kept, empty, bring):
    made, target = kept[0], empty("new")
    path = next(p for p in made.manifest.files if p.startswith("files/"))
    (made.folder / path).write_bytes(b"?" * made.manifest.files[path].size)
    with pytest.raises(BackupError, match=f"没有恢复：{path}"):
        bring(target)
    assert untouched(target)


def test_a_disk_that_writes_wrongly_is_noticed_and_nothing_is_left(empty, bring, monkeypatch):
    target = empty("new")
    copy = restoring.store.copy

    def badly(source, to):
        copy(source, to)
        if to.is_relative_to(target.where.media):
            to.write_bytes(b"?")

    monkeypatch.setattr(restoring.store, "copy", badly)
    with pytest.raises(BackupError, match="写下后与备份不同"):
        bring(target)
    assert untouched(target)
    assert not (target.where.home / MARK).exists()


def test_a_table_that_differs_after_loading_is_named_and_nothing_is_left(empty, bring, monkeypatch):
    target = empty("new")
    monkeypatch.setattr(restoring, "compare_tables", lambda *_: {"note": "少了一行"})
    with pytest.raises(BackupError, match="恢复后的表 note 与备份不同：少了一行"):
        bring(target)
    assert untouched(target)
    assert not (target.where.home / "keys").exists()


def test_a_restore_that_was_killed_is_done_again(kept, empty, bring):
    made, target = kept[0], empty("new")
    target.run("CREATE TABLE half (id integer)")
    target.where.media.mkdir()
    (target.where.home / MARK).write_text(made.folder.name)
    bring(target)
    assert target.tables() == kept[2]


def test_a_restore_that_was_killed_when_all_but_done_is_done_again(kept, bring):
    target = bring()
    (target.where.home / MARK).write_text(kept[0].folder.name)
    bring(target)
    assert target.tables() == kept[2]


def test_the_mark_of_another_restore_does_not_open_the_door(empty, bring):
    target = empty("new")
    target.run("CREATE TABLE half (id integer)")
    (target.where.home / MARK).write_text("20200101-000000")
    with pytest.raises(BackupError, match="已有表"):
        bring(target)


def test_packs_that_differ_are_put_beside_the_data(platform, kept, empty, bring):
    (platform.where.packs / "pack.toml").write_text("title = '新版'")
    new = bring()
    assert (new.where.home / "packs" / "pack.toml").read_text() == "title = '演示'"
    assert "WANGYU_PACKS" in new.said[-1]


def test_packs_that_are_the_same_are_not_put_anywhere(bring):
    assert not (bring().where.home / "packs").exists()


def test_a_missing_home_is_made(empty, bring):
    target = empty("new")
    where = replace(
        target.where, home=target.where.home / "deeper", media=target.where.home / "deeper/files"
    )
    bring(target, where=where)
    assert (where.home / "keys" / "backup.key").exists()


def test_a_table_of_the_manifest_is_plain_json(kept):
    facts = json.loads((kept[0].folder / "manifest.json").read_text())
    assert Table(**facts["tables"]["note"]).rows == 3
