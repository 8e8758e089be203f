"""A backup of a province at work, brought back on an empty machine."""

from __future__ import annotations

import time

from tests.drills.places import PASSPHRASE
from tests.journeys.places import served

PATIENCE = 240


def wait_for(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def keys_of(site):
    return str(max((site.place.home.parent / "keys").iterdir()))


def backups_of(site):
    return site.place.home.parent / "backups"


def test_a_province_at_rest_comes_back_table_by_table_and_file_by_file(site):
    old, new = site("old"), site("new", empty=True)
    before = old.holdings()
    assert "逐项相符" in old.do("backup")
    assert "逐表逐文件相符" in new.do("restore", str(backups_of(old)), "--keys", keys_of(old))
    assert new.holdings() == before
    assert before["counts"]["ledger.fact"] > 100
    assert before["files"]
    assert "审计日志完整" in new.do("audit_verify")
    assert "检查完毕" in new.do("check")
    with served(new.place):
        pass


def test_a_province_under_writing_comes_back_with_all_that_was_confirmed_before(site):
    old, new = site("old"), site("new", empty=True)
    writers = [old.start("-m", "tests.drills.writer", name, log=name) for name in ("a", "b")]
    wait_for(lambda: all(len(old.lines(name)) >= 5 for name in ("a", "b")))
    confirmed = old.lines("a") + old.lines("b")
    old.do("backup")
    assert all(writer.poll() is None for writer in writers)
    after = old.lines("a") + old.lines("b")
    assert len(after) > len(confirmed)
    new.do("restore", str(backups_of(old)), "--keys", keys_of(old))
    found = new.holdings()
    assert set(confirmed) <= set(found["files"])
    assert found["wrong files"] == []
    assert "审计日志完整" in new.do("audit_verify")


def test_a_damaged_backup_is_named_refused_and_found_by_check(site):
    old, new = site("old"), site("new", empty=True)
    old.do("backup")
    folder = max(p for p in backups_of(old).iterdir() if p.name[0].isdigit())
    victim = min(folder.glob("files/??/*"))
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    done = old.wangyu("backup", "--verify")
    assert done.returncode == 1
    assert f"files/{victim.parent.name}/{victim.name}：内容与清单里的指纹不符" in done.stderr
    checked = old.wangyu("check", WANGYU_DEMO="no")
    assert "错误 wangyu.E020" in checked.stdout
    assert victim.name in checked.stdout
    refused = new.wangyu("restore", str(folder), "--keys", keys_of(old))
    assert refused.returncode == 1
    assert "没有恢复" in refused.stderr
    assert not (new.place.home / "keys").exists()


def test_nothing_secret_leaves_in_the_backup_or_on_the_command_line(site):
    old = site("old")
    old.do("backup")
    keys = [p.read_bytes() for p in (old.place.home / "keys").iterdir()]
    for path in backups_of(old).rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert PASSPHRASE.encode() not in data
            assert not any(key in data for key in keys), path
