import os
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

import wangyu
from tests import factories
from tests.base.backup.conftest import PASSPHRASE, PG_BIN
from wangyu.base.audit.models import Entry
from wangyu.base.backup.management.commands import backup, restore
from wangyu.base.backup.models import Copy
from wangyu.base.backup.places import backups_in

pytestmark = pytest.mark.thorough


@pytest.fixture
def here(platform, settings, monkeypatch):
    """The commands work on the small installation."""
    settings.HOME, settings.MEDIA_ROOT = platform.where.home, platform.where.media
    settings.PACKS_DIR, settings.PG_BIN = platform.where.packs, PG_BIN
    settings.BACKUP, settings.BACKUP_KEYS = platform.where.backups, platform.where.keys
    settings.BACKUP_SECRET = PASSPHRASE
    for module in (backup, restore):
        monkeypatch.setattr(module, "engine", lambda: platform.engine)
    return platform


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def fail(*arguments):
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


def test_a_backup_is_taken_verified_and_written_down(here):
    said = run("backup")
    assert "核对完毕，逐项相符" in said
    copy = Copy.objects.get()
    assert copy.findings == []
    assert str(here.where.backups) in copy.folder
    assert "完好" in Entry.objects.get(action="backup.copy.record").sentence
    assert len(list(here.where.keys.iterdir())) == 1
    assert PASSPHRASE not in said


def test_nobody_else_may_read_what_was_written(here):
    before = os.umask(0o022)
    try:
        run("backup")
    finally:
        os.umask(before)
    for path in [here.where.backups, *here.where.backups.rglob("*"), *here.where.keys.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_keys_kept_another_way_are_left_out(here):
    run("backup", "--without-keys")
    assert not here.where.keys.exists()


def test_without_a_place_for_keys_nothing_is_half_done(here, settings):
    settings.BACKUP_KEYS = None
    assert "WANGYU_BACKUP_KEYS" in fail("backup")
    settings.BACKUP_KEYS, settings.BACKUP_SECRET = here.where.keys, "short"
    assert "至少 12 个字符" in fail("backup")
    settings.BACKUP = None
    assert "WANGYU_BACKUP" in fail("backup")
    assert not here.where.backups.exists()
    assert not Copy.objects.exists()


def test_a_fault_is_named_fails_the_command_and_is_written_down(here):
    run("backup")
    (folder,) = backups_in(here.where.backups)
    (folder / here.engine.file).write_bytes(b"")
    said = fail("backup", "--verify")
    assert f"{here.engine.file}：应有" in said
    assert "现在是 0 字节" in said
    assert "现在是 0 字节" in Copy.objects.get().findings[0]
    assert "有 1 处不符" in Entry.objects.order_by("seq").last().sentence


def test_a_backup_named_by_its_folder_is_verified(here):
    run("backup")
    (folder,) = backups_in(here.where.backups)
    assert "逐项相符" in run("backup", "--verify", str(folder))
    assert "没有目录" in fail("backup", "--verify", str(folder) + "x")


def test_a_backup_without_its_list_is_written_down_as_bad(here):
    run("backup")
    (folder,) = backups_in(here.where.backups)
    (folder / "manifest.json").unlink()
    assert "manifest.json 读不出来" in fail("backup", "--verify")
    assert Copy.objects.get().findings
    assert "manifest.json 读不出来" in run("backup", "--list")


def test_backups_are_listed_with_time_version_and_size(here):
    run("backup")
    assert f"版本 {wangyu.__version__}" in run("backup", "--list")


def test_only_so_many_are_kept(here, monkeypatch):
    run("backup")
    later = timezone.now() + timezone.timedelta(seconds=2)
    monkeypatch.setattr(backup.timezone, "now", lambda: later)
    assert "已删除较旧的 1 份" in run("backup", "--keep", "1")
    assert Copy.objects.count() == len(backups_in(here.where.backups)) == 1
    assert "至少留 1 份" in fail("backup", "--keep", "0")


def test_new_files_alone_go_out_quickly(here):
    assert "新复制 3 份" in run("backup", "--files")
    here.add(9)
    assert "新复制 1 份" in run("backup", "--files")


@pytest.fixture
def target(here, empty, settings, monkeypatch):
    """An empty machine; the platform's own tables stand in the test's database all the while."""
    run("backup")
    made = empty("new")
    settings.HOME, settings.MEDIA_ROOT = made.where.home, made.where.media
    monkeypatch.setattr(restore, "engine", lambda: made.engine)
    monkeypatch.setattr(restore.connection, "close", lambda: None)
    return made


def test_a_restored_platform_ends_every_session_and_says_so_in_the_log(here, target, client):
    factories.sign_in(client, factories.user())
    (file,) = here.where.keys.iterdir()
    said = run("restore", str(here.where.backups), "--keys", str(file))
    assert "逐表逐文件相符" in said
    assert target.tables() == here.tables()
    assert client.get("/people/me/").status_code == 302
    assert "所有人需要重新登录" in Entry.objects.get(action="backup.platform.restore").sentence


def test_the_passphrase_is_asked_for_when_it_is_not_set(here, target, settings, monkeypatch):
    settings.BACKUP_SECRET = ""
    monkeypatch.setattr(restore, "getpass", lambda _: PASSPHRASE)
    (file,) = here.where.keys.iterdir()
    (folder,) = backups_in(here.where.backups)
    assert "已恢复到" in run("restore", str(folder), "--keys", str(file))


def test_a_restore_that_cannot_be_has_one_sentence(here, target):
    assert "没有目录" in fail("restore", "/nonexistent", "--keys", str(here.where.home / "keys"))
    target.run("CREATE TABLE theirs (id integer)")
    assert "已有表" in fail("restore", str(here.where.backups), "--keys", str(here.where.home / "keys"))  # fmt: skip


def test_none_of_them_says_or_writes_down_what_is_kept(here, target, settings, caplog, monkeypatch):
    """Whole, with a file lost, and damaged: tables, numbers and names of files are all that is told."""
    (keys,) = here.where.keys.iterdir()
    (good,) = backups_in(here.where.backups)
    said = [run("restore", str(good), "--keys", str(keys)), run("backup", "--list")]
    settings.HOME, settings.MEDIA_ROOT = here.where.home, here.where.media
    here.live(here.add(9)).unlink()
    later = timezone.now() + timezone.timedelta(seconds=2)
    monkeypatch.setattr(backup.timezone, "now", lambda: later)
    said += [run("backup", "--files"), fail("backup", "--without-keys")]
    (good / here.engine.file).write_bytes(b"x")
    said += [fail("backup", "--verify", str(good))]
    told = "\n".join([*said, *caplog.messages, *(str(c.findings) for c in Copy.objects.all())])
    assert "evidence_file 第 9 号" in told
    assert not re.findall(r"材料\d|第一行|网络 文化", told)
