import threading
from importlib import import_module
from itertools import count, takewhile

import pytest

from tests.base.backup.conftest import connect
from wangyu.base.backup import places, store
from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.places import backups_in
from wangyu.base.backup.take import keep_newest
from wangyu.base.backup.verify import read_manifest

pytestmark = pytest.mark.thorough


def test_a_backup_holds_every_table_and_every_file(platform):
    made = platform.take()
    assert made.findings == []
    assert made.folder.name == "20260305-170000"
    assert dict(made.manifest.tables) == platform.tables()
    assert {t.rows for n, t in made.manifest.tables.items() if n in {"note", "keyless"}} == {3}
    assert made.manifest.migrations == ("core.0001_initial",)
    assert sum(path.startswith("files/") for path in made.manifest.files) == 3
    assert "packs/pack.toml" in made.manifest.files


def test_two_tables_that_differ_only_in_order_of_writing_have_one_fingerprint(empty):
    one, other = empty("one"), empty("other")
    rows = [
        "INSERT INTO t VALUES ('b')",
        "INSERT INTO t VALUES ('乙')",
        "INSERT INTO t VALUES ('A')",
    ]
    for made, order in ((one, rows), (other, rows[::-1])):
        made.run("CREATE TABLE t (key text PRIMARY KEY)", *order)
    assert one.tables() == other.tables()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("note", "UPDATE note SET body = body || ' ' WHERE key = 'a'"),
        ("note", "UPDATE note SET part = '' WHERE key = '乙'"),
        ("note", "UPDATE note SET amount = 2.51 WHERE key = '乙'"),
        ("keyless", "DELETE FROM keyless WHERE body = '二'"),
    ],
)
def test_any_change_of_a_row_changes_its_tables_fingerprint(platform, table, change):
    before = platform.tables()
    platform.run(change)
    after = platform.tables()
    assert [name for name in before if before[name] != after[name]] == [table]


def test_a_backup_under_writing_is_one_moment_and_misses_no_file(platform, monkeypatch):
    """Rows and files arrive all the while; whatever row is in the backup has its file there."""
    stop, written = threading.Event(), []

    def keep_writing():
        with connect(platform.entry) as opened:
            for number in takewhile(lambda _: not stop.is_set(), count(100)):
                platform.add(number, opened=opened)
                opened.execute(f"UPDATE note SET amount = {number}")
                written.append(number)

    def more():
        until = len(written) + 20
        while len(written) < until:
            assert writer.is_alive(), "the writer gave up"
            stop.wait(0.005)

    def slowly(function):
        return lambda *facts: (more(), function(*facts), more())[1]

    engine = import_module(type(platform.engine).__module__)
    monkeypatch.setattr(engine, "seen", slowly(engine.seen))
    monkeypatch.setattr(store, "fill_pool", slowly(store.fill_pool))
    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        more()
        made = platform.take()
    finally:
        stop.set()
        writer.join()
    assert made.findings == []
    assert 20 < made.manifest.tables["evidence_file"].rows < len(written) + 3


def test_a_file_is_copied_once_and_linked_after(platform):
    first = platform.take()
    platform.add(4)
    second = platform.take(1)
    assert "新复制 1 份" in platform.said[-2]
    path = next(p for p in first.manifest.files if p.startswith("files/"))
    assert (first.folder / path).stat().st_ino == (second.folder / path).stat().st_ino


def test_a_file_system_without_links_gets_copies(platform, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(store.os, "link", refuse)
    assert platform.take().findings == []


def test_a_file_that_went_bad_in_the_backup_is_mended_from_the_living_one(platform):
    first = platform.take()
    path = next(p for p in first.manifest.files if p.startswith("files/"))
    (first.folder / path).write_bytes(b"\0" * first.manifest.files[path].size)
    second = platform.take(1)
    assert second.findings == []
    assert any("重新复制" in line for line in platform.said)
    assert platform.verify(second.folder) == []


def test_a_living_file_that_is_not_what_was_brought_is_named(platform):
    name = platform.add(5, b"original")
    platform.live(name).write_bytes(b"tampered")
    (found,) = platform.take().findings
    assert "备份时已与登记的指纹不符，它是 evidence_file 第 5 号的" in str(found)


def test_a_living_file_that_is_gone_is_named(platform):
    platform.live(platform.add(6)).unlink()
    (found,) = platform.take().findings
    assert "备份时数据目录里就没有这个文件，它是 evidence_file 第 6 号的" in str(found)


def test_an_upload_that_is_not_finished_is_not_taken(platform):
    (platform.where.media / "00" / "abc.part").write_bytes(b"half")
    assert not any("abc" in path for path in platform.take().manifest.files)


def test_an_upload_taken_back_while_copying_is_left_out(platform, monkeypatch):
    copy = store.copy

    def vanish(source, target):
        if source.name == name:
            source.unlink()
        copy(source, target)

    name = f"{7:040x}"
    platform.live(name).parent.mkdir(exist_ok=True)
    platform.live(name).write_bytes(b"no row")
    monkeypatch.setattr(store, "copy", vanish)
    made = platform.take()
    assert made.findings == []
    assert not any(name in path for path in made.manifest.files)


def test_what_a_killed_backup_left_is_no_backup_and_is_cleared(platform):
    left = platform.where.backups / ".part-20260305-160000"
    left.mkdir(parents=True)
    (left / "manifest.json").write_text("{}")
    assert backups_in(platform.where.backups) == []
    made = platform.take()
    assert not left.exists()
    assert backups_in(platform.where.backups) == [made.folder]


def test_two_backups_in_one_second_do_not_share_a_folder(platform):
    platform.take()
    with pytest.raises(BackupError, match="请过一秒再试"):
        platform.take()


def test_two_backups_at_once_are_refused(platform):
    with places.one_at_a_time(platform.where.backups), pytest.raises(BackupError, match="另一个备份正在进行"):  # fmt: skip
        platform.take()


def test_keeping_the_newest_removes_the_rest_and_files_only_they_had(platform):
    name = platform.add(8)
    old = platform.take()
    platform.run("DELETE FROM evidence_file WHERE id = 8")
    platform.live(name).unlink()
    middle, new = platform.take(1), platform.take(2)
    assert keep_newest(platform.where, 2) == [old.folder.name]
    assert backups_in(platform.where.backups) == [new.folder, middle.folder]
    assert not (platform.where.backups / "files" / name[:2] / name).exists()
    assert platform.verify(middle.folder) == platform.verify(new.folder) == []


def test_an_unreadable_earlier_backup_does_not_stop_a_new_one(platform):
    first = platform.take()
    (first.folder / "manifest.json").write_text("{")
    second = platform.take(1)
    assert second.findings == []
    assert read_manifest(second.folder).name == "20260305-180000"
