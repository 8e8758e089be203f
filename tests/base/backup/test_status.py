from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from tests.base.backup.conftest import PG_BIN
from wangyu.base.backup import archiving, checks, ops, ports, status
from wangyu.base.backup.models import Copy
from wangyu.base.backup.places import newest_in
from wangyu.base.backup.restore import MARK
from wangyu.base.core.access import Actor
from wangyu.base.core.memory import memory

pytestmark = pytest.mark.thorough


@pytest.fixture
def here(platform, settings, monkeypatch):
    """An installation with a good backup of today."""
    settings.HOME, settings.MEDIA_ROOT = platform.where.home, platform.where.media
    settings.BACKUP, settings.BACKUP_KEYS = platform.where.backups, platform.where.keys
    settings.PG_BIN, settings.DEMO = PG_BIN, False
    monkeypatch.setattr(checks, "engine", lambda: platform.engine)
    monkeypatch.setattr(checks, "_same_disk", lambda *_: False)
    monkeypatch.setattr(checks, "archiving_fault", lambda: ("", False))
    record(platform.take())
    return platform


def record(taken, findings=()):
    now = timezone.now()
    return ops.record_copy(
        name=taken.folder.name, folder=str(taken.folder), taken_at=now, findings=findings,
        actor=Actor.system(), now=now,
    )  # fmt: skip


CHECKS = (checks.check_backups, checks.check_restored, checks.check_files, checks.check_archiving)


def found():
    return [message for check in CHECKS for message in check(None)]


def test_a_good_backup_of_today_is_green(here):
    assert status.verdict(timezone.now()).tone == "ok"
    assert found() == []


def spoil(here):
    path = newest_in(here.where.backups) / here.engine.file
    path.write_bytes(path.read_bytes()[:100])


RED = {
    "stale": (lambda _: Copy.objects.update(taken_at=timezone.now() - timedelta(hours=27)), "已超过 26 小时"),
    "truncated": (spoil, "现在是 100 字节"),
    "missing file": (lambda here: (newest_in(here.where.backups) / here.engine.file).unlink(), "读不出来"),
    "list damaged": (lambda here: (newest_in(here.where.backups) / "manifest.json").write_text("{"), "截断"),
    "unreadable": (lambda here: (newest_in(here.where.backups) / "manifest.json").unlink(), "读不出来"),
    "gone": (lambda here: here.where.backups.rename(here.where.home / "elsewhere"), "读不出来"),
    "found bad": (lambda here: record(here.take(1), findings=["files/ab：内容与清单里的指纹不符"]), "files/ab：内容"),
}  # fmt: skip


@pytest.mark.parametrize("fault", RED)
def test_a_backup_that_cannot_be_relied_on_is_red_and_named_by_check(here, fault):
    break_it, sentence = RED[fault]
    break_it(here)
    verdict = status.verdict(timezone.now())
    assert verdict.tone == "bad"
    assert sentence in verdict.sentence
    (message,) = found()
    assert message.id == "wangyu.E020"
    assert message.msg == verdict.sentence


@pytest.mark.parametrize("fault", RED)
def test_the_status_page_turns_red_and_tells_strangers_no_names(here, client, fault):
    assert line(client) == ("ok", "最近一份备份")
    memory.clear()
    RED[fault][0](here)
    tone, text = line(client)
    assert tone == "bad"
    assert client.get(reverse("core:status_json")).status_code == 503
    assert not any(word in text for word in ("files/", "database.", "manifest", str(here.where.backups)))  # fmt: skip


def line(client):
    lines = client.get(reverse("core:status_json")).json()["lines"]
    (found,) = [each for each in lines if each["label"] == "备份"]
    return found["tone"], found["text"].split("：")[0]


@pytest.mark.parametrize(
    ("demo", "tone", "word"), [(True, "ok", "演示环境不备份"), (False, "warn", "没有设置备份目录")]
)
def test_a_platform_without_a_place_for_backups_is_no_alarm(db, settings, *, demo, tone, word):
    settings.DEMO, settings.BACKUP = demo, None
    found = ports.backups(timezone.now())
    assert found.tone == tone
    assert word in found.text


@pytest.mark.parametrize(("fault", "tone"), [(("坏了", True), "bad"), (("没开", False), "ok"), (("", False), "ok")])  # fmt: skip
def test_archiving_that_fails_is_red(monkeypatch, now, fault, tone):
    monkeypatch.setattr(ports, "archiving_fault", lambda: fault)
    assert ports.archiving(now).tone == tone


def test_no_backup_at_all_is_red(db, settings, tmp_path):
    settings.BACKUP = tmp_path
    assert "还没有一份备份" in status.verdict(timezone.now()).sentence


def test_a_machine_that_does_not_see_the_folder_goes_by_what_was_written_down(here, settings):
    settings.BACKUP = None
    assert status.verdict(timezone.now()).tone == "ok"


def test_the_folder_is_looked_at_once_a_minute(here):
    status.verdict(timezone.now())
    spoil(here)
    assert status.verdict(timezone.now()).tone == "ok"
    assert status.look(here.where.backups)


def test_what_the_last_verification_found_is_not_said_twice(here):
    spoil(here)
    lines = status.look(here.where.backups)
    record(here.take(1), findings=lines)
    spoil(here)
    assert status.verdict(timezone.now()).sentence.count("现在是 100 字节") == 1


def test_a_demo_needs_no_backup(here, settings):
    settings.DEMO, settings.BACKUP = True, None
    assert found() == []


FAULTS = {
    "W020": lambda x: setattr(x.settings, "BACKUP", None),
    "W021": lambda x: setattr(x.settings, "BACKUP_KEYS", x.here.where.home / "keys"),
    "W022": lambda x: x.patch.setattr(checks, "_same_disk", lambda *_: True),
    "E021": lambda x: (x.here.where.home / MARK).write_text("x"),
    "E022": lambda x: x.here.live(f"{1:040x}").unlink(),
    "W023": lambda x: x.patch.setattr(checks, "archiving_fault", lambda: ("没有归档", False)),
    "E023": lambda x: x.patch.setattr(checks, "archiving_fault", lambda: ("归档失败", True)),
}


@pytest.mark.parametrize("number", FAULTS)
def test_each_fault_has_its_id_a_sentence_and_a_remedy(here, settings, monkeypatch, number):
    FAULTS[number](SimpleNamespace(here=here, settings=settings, patch=monkeypatch))
    (message,) = found()
    assert message.id == f"wangyu.{number}"
    assert message.msg
    assert f"见 docs/checks.md 的 wangyu.{number}" in message.hint


def test_a_missing_file_is_named_by_number_and_place(here):
    here.live(f"{2:040x}").unlink()
    (message,) = found()
    assert "1 份材料的文件不在数据目录：evidence_file 第 2 号的 00/" in message.msg
    assert "材料2" not in message.msg


def test_a_database_without_the_table_of_backups_is_another_checks_matter(here, monkeypatch):
    def fail(now):
        raise DatabaseError

    monkeypatch.setattr(checks, "verdict", fail)
    assert found() == []


def test_folders_on_one_disk_are_told(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    assert checks._same_disk(tmp_path / "a", tmp_path)
    assert not checks._same_disk(tmp_path / "missing", tmp_path)


class _Cursor:
    def __init__(self, row):
        self.row = row

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def execute(self, *_):
        return None

    def fetchone(self):
        return self.row


@pytest.mark.parametrize(
    ("row", "sentence", "serious"),
    [
        (("off", 0, False, ""), "没有开启归档", False),
        (("on", 0, False, ""), "archive_timeout 不在", False),
        (("on", 301, False, ""), "archive_timeout 不在", False),
        (("on", 60, True, "0000A"), "归档失败：0000A", True),
        (("on", 60, False, ""), "", False),
    ],
)
def test_archiving_is_on_quick_and_succeeding(monkeypatch, row, sentence, serious):
    facts = {"vendor": "postgresql", "cursor": staticmethod(lambda: _Cursor(row))}
    monkeypatch.setattr(archiving, "connection", type("C", (), facts))
    said, is_serious = archiving.archiving_fault()
    assert sentence in said
    assert bool(said) == bool(sentence)
    assert is_serious is serious


def test_the_question_of_archiving_is_one_the_database_answers(db):
    sentence, serious = archiving.archiving_fault()
    assert not serious
    assert sentence in {"", archiving.OFF}
