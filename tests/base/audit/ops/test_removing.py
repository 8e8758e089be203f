"""What may be taken out of the log, and that the rest is still followed row by row."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, transaction

from tests.base.audit.conftest import MORNING
from tests.house.faults import contents, run, undone
from tests.said import said
from tools import verify_log
from wangyu.base.audit.exporting import export_lines
from wangyu.base.audit.models import Checkpoint, Entry, Private, Reading, Root
from wangyu.base.audit.ops import KeepError, erase_private, purge
from wangyu.base.audit.publishing import folder, public_key, write_due
from wangyu.base.audit.sealing import seal_due
from wangyu.base.audit.verifying import faults
from wangyu.base.core.access import Actor

ME = Actor.system()
SECOND = date(2026, 3, 3)


@pytest.fixture
def later(sealed, settings):
    """When the second day has been kept for as long as the setting says."""
    settings.AUDIT_DAYS = 200
    return MORNING + timedelta(days=201)


def test_what_is_old_enough_goes_and_the_rest_is_followed(later):
    assert purge(until=SECOND, actor=ME, now=later) == 5
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == [6, 7]
    assert said()[-1] == "清除 2026年3月3日 及以前的审计日志 5 条"
    assert faults(later) == []


def test_a_purge_that_fails_at_any_statement_removes_nothing(later):
    with undone():
        _, took = run(lambda: purge(until=SECOND, actor=ME, now=later))
        assert Entry.objects.count() == 2
    before = contents(took.written)
    for n in range(1, len(took.asked) + 1):
        error, _ = run(lambda: purge(until=SECOND, actor=ME, now=later), n)
        assert isinstance(error, OperationalError)
        assert contents(took.written) == before, n


def test_the_log_grows_and_is_sealed_after_a_purge(later, writer):
    purge(until=SECOND, actor=ME, now=later)
    writer("之后的一步", now=later)
    seal_due(later + timedelta(days=1))
    write_due()
    assert faults(later + timedelta(days=1)) == []


def test_the_exported_rest_is_checked_without_the_platform(later, tmp_path, capsys):
    purge(until=SECOND, actor=ME, now=later)
    log = tmp_path / "log.jsonl"
    lines = [json.dumps(line, ensure_ascii=False) for line in export_lines()]
    log.write_text("\n".join(lines), "utf-8")
    key = public_key().hex()
    assert verify_log.main([str(log), "--roots", str(folder()), "--key", key]) == 0
    roots = json.loads((folder() / "roots.json").read_text())
    roots["roots"].pop(1)
    (tmp_path / "roots.json").write_text(json.dumps(roots))
    assert verify_log.main([str(log), "--roots", str(tmp_path / "roots.json"), "--key", key]) == 1
    assert "日志从第 6 条开始，公布的根里没有到第 5 条为止的一个" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-1, "日志至少保留 200 天，现在最晚只能清除到 2026年3月2日。"), (0, "")],
)
def test_nothing_younger_than_the_setting_goes(later, days, sentence):
    now = later + timedelta(days=days)
    if not sentence:
        assert purge(until=SECOND, actor=ME, now=now) == 5
        return
    with pytest.raises(KeepError, match=sentence):
        purge(until=SECOND, actor=ME, now=now)
    assert Entry.objects.count() == 6


def test_an_entry_that_came_in_late_is_kept_with_its_day(later, attack):
    attack(lambda: Entry.objects.filter(seq=4).update(at=later))
    with pytest.raises(KeepError, match="以后的记录，不能清除"):
        purge(until=SECOND, actor=ME, now=later)


def test_a_day_without_a_root_and_a_day_purged_before_are_refused(later):
    with pytest.raises(KeepError, match="没有封存的根"):
        purge(until=date(2026, 2, 1), actor=ME, now=later)
    purge(until=SECOND, actor=ME, now=later)
    with pytest.raises(KeepError, match="已经清除过"):
        purge(until=SECOND, actor=ME, now=later)


def test_a_broken_log_is_not_purged(later, attack):
    attack(lambda: Entry.objects.filter(seq=4).update(sentence="别的"))
    with pytest.raises(KeepError, match="查明之前不清除：审计日志断在第 4 条"):
        purge(until=SECOND, actor=ME, now=later)
    assert Entry.objects.count() == 6


def test_private_text_and_readings_go_with_their_entries(later):
    Private.objects.create(entry_id=1, salt="", values={"理由": "旧话"})
    Reading.objects.create(actor_id=1, what="a", object_id=1, day=SECOND)
    with pytest.raises(KeepError, match="另存的内容被改动"):
        purge(until=SECOND, actor=ME, now=later)
    Private.objects.all().delete()
    purge(until=SECOND, actor=ME, now=later)
    assert not Reading.objects.exists()


def test_the_database_lets_only_purged_rows_go(later):
    purge(until=SECOND, actor=ME, now=later)
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        Entry.objects.filter(seq=6).delete()


def test_a_removal_the_log_does_not_tell_of_is_a_fault(later, attack):
    root = Root.objects.get(day=SECOND)
    attack(
        lambda: Checkpoint.objects.create(size=5, root=root, at=later),
        "DELETE FROM audit_entry WHERE seq <= 5",
    )
    assert faults(later) == ["到第 5 条为止的日志被清除，日志里没有这一步的记录"]


def test_a_removal_before_its_time_is_a_fault_whatever_the_setting_was(later, settings):
    settings.AUDIT_DAYS = 10
    early = MORNING + timedelta(days=30)
    purge(until=SECOND, actor=ME, now=early)
    assert faults(early) == ["到第 5 条为止的日志被清除时还不满 183 天"]


def test_the_command_says_how_many_and_what_must_be_kept(later, settings):
    settings.AUDIT_DAYS = 183
    with pytest.raises(CommandError, match="至少保留 183 天"):
        call_command("audit_purge", "--until", "2199-01-01")


def test_the_command_purges(later, monkeypatch):
    out = StringIO()
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    call_command("audit_purge", "--until", "2026-03-03", stdout=out)
    assert "清除 5 条" in out.getvalue()


def test_typed_text_is_erased_at_request_and_the_chain_holds(writer, now):
    writer("退回", private={"理由": "请联系 13800001111"})
    erase_private(seq=1, actor=ME, now=now)
    assert said() == ["退回（说明：（内容已按要求清除））", "清除第 1 条另存的文字"]
    assert faults(now) == []


def test_the_command_erases_once(writer):
    writer("退回", private={"理由": "旧话"})
    out = StringIO()
    call_command("audit_forget", "1", stdout=out)
    assert "已清除" in out.getvalue()
    with pytest.raises(CommandError, match="没有另存的文字"):
        call_command("audit_forget", "1")
