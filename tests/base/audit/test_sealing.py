"""One root a day, whoever asks and however often; and what leaves the platform."""

import json
from datetime import date, datetime, time, timedelta
from io import StringIO
from itertools import pairwise
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.base.audit.conftest import MORNING
from wangyu.base.audit import health, publishing, sealing
from wangyu.base.audit.logic.merkle import is_consistent
from wangyu.base.audit.logic.roots import Sealed, is_genuine
from wangyu.base.audit.models import Checkpoint, Entry, Posting, Root
from wangyu.base.audit.publishing import file_of, folder, mail_due, public_key, write_due
from wangyu.base.audit.sealing import SealError, seal_due
from wangyu.base.lib import ports
from wangyu.base.lib.dates import SHANGHAI

DAY = timedelta(days=1)
MIDNIGHT = datetime.combine(MORNING.date(), time(), SHANGHAI)


def sizes():
    return [(root.day.day, root.size) for root in Root.objects.order_by("day")]


def test_each_ended_day_gets_one_root_over_all_so_far(sealed):
    assert sizes() == [(2, 2), (3, 5), (4, 6)]


def test_sealing_again_changes_nothing(sealed):
    before = list(Root.objects.values())
    assert seal_due(sealed) == []
    assert list(Root.objects.values()) == before


def test_today_is_not_sealed_and_a_silent_day_is(sealed, writer):
    writer("今天的一步", now=sealed + 2 * DAY)
    seal_due(sealed + 2 * DAY)
    assert sizes()[3:] == [(5, 6), (6, 6)]


def test_days_missed_are_made_good(writer):
    writer(now=MORNING)
    seal_due(MORNING + DAY)
    seal_due(MORNING + 4 * DAY)
    assert sizes() == [(2, 1), (3, 1), (4, 1), (5, 1)]


def test_an_empty_log_has_no_root(db):
    assert seal_due(MORNING) == []


@pytest.mark.parametrize(("seconds", "size"), [(-1, 1), (0, 0)])
def test_a_day_ends_at_midnight_in_shanghai(writer, seconds, size):
    writer(now=MIDNIGHT + timedelta(seconds=seconds))
    assert sum(root.size for root in seal_due(MIDNIGHT + timedelta(hours=1))) == size


def test_an_entry_that_came_in_late_is_in_the_next_root(sealed, writer):
    writer("时钟慢了", now=MORNING)
    seal_due(sealed + DAY)
    assert sizes()[-1] == (5, 7)


def test_a_broken_log_is_not_sealed(sealed, writer, attack):
    writer("第四天", now=sealed)
    attack(lambda: Entry.objects.filter(seq=7).update(sentence="别的"))
    with pytest.raises(SealError, match=r"2026-03-05 没有封存：第 7 条的内容被改动"):
        seal_due(sealed + DAY)
    with pytest.raises(CommandError, match="没有封存"):
        call_command("audit_seal")
    assert len(sizes()) == 3


def test_two_workers_seal_a_day_once(sealed, writer, monkeypatch):
    """The second one looked before the first one wrote."""
    first, other = Root.objects.order_by("day")[:2]
    monkeypatch.setattr(sealing, "last_root", lambda: first)
    again = seal_due(datetime.combine(other.day + DAY, time(9), SHANGHAI))
    assert again == [other]
    assert len(sizes()) == 3


def test_a_root_is_signed_as_a_whole(sealed):
    (root, *_) = publishing.all_published()
    assert is_genuine(public_key(), root)
    changes = {
        "day": "2026-03-01", "size": 9, "root": "0" * 64, "chain_hash": "0" * 64,
        "sealed_at": "2026-01-01T00:00:00+00:00", "signature": "zz",
    }  # fmt: skip
    facts = {name: getattr(root, name) for name in changes}
    for name, value in changes.items():
        assert not is_genuine(public_key(), Sealed(**facts | {name: value})), name


def test_the_files_of_the_days_prove_that_the_log_only_grew(sealed):
    files = [json.loads(file_of(f"2026-03-0{n}").read_text()) for n in (2, 3, 4)]
    assert [len(file["leaves"]) for file in files] == [2, 3, 1]
    assert files[0]["before"] is None
    for old, new in pairwise(files):
        assert new["before"] == old["root"]
        proof = [bytes.fromhex(step) for step in new["consistency"]]
        (m, before), (n, after) = (
            (f["root"]["size"], bytes.fromhex(f["root"]["root"])) for f in (old, new)
        )
        assert is_consistent(m, before, n, after, proof)


def test_the_list_of_roots_is_written_with_the_key(sealed):
    content = json.loads((folder() / "roots.json").read_text())
    assert [root["size"] for root in content["roots"]] == [2, 5, 6]
    assert content["public_key"] == public_key().hex()


def test_a_file_that_is_there_is_never_written_again(sealed, writer):
    file_of("2026-03-02").write_text("先前公布的")
    assert write_due() == 0
    writer(now=sealed)
    seal_due(sealed + DAY)
    assert write_due() == 1
    assert file_of("2026-03-02").read_text() == "先前公布的"


def test_a_file_of_removed_entries_has_no_leaves(sealed):
    root = Root.objects.get(day=date(2026, 3, 3))
    Checkpoint.objects.create(size=root.size, root=root, at=sealed)
    content = publishing.day_content(root)
    assert (content["leaves"], content["consistency"]) == ([], [])


def test_roots_are_mailed_once_to_those_the_setting_names(sealed, settings):
    settings.AUDIT_MAIL = ["a@elsewhere.example", "b@elsewhere.example"]
    assert mail_due(sealed) == 3
    assert mail_due(sealed) == 0
    (letter,) = mail.outbox
    assert letter.to == settings.AUDIT_MAIL
    for root in Root.objects.all():
        assert root.root in letter.body
        assert root.signature in letter.body


def test_without_an_address_nothing_is_mailed(sealed):
    assert mail_due(sealed) == 0
    assert mail.outbox == []


@pytest.mark.parametrize("error", [SMTPException("no"), OSError("no")])
def test_mail_that_fails_is_tried_again(sealed, settings, monkeypatch, error):
    settings.AUDIT_MAIL = ["a@elsewhere.example"]

    def fail(*_):
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "send_mail", fail)
        assert mail_due(sealed) == 0
    assert not Posting.objects.exists()
    assert mail_due(sealed) == 3


def test_the_worker_goes_the_round(writer):
    writer(now=MORNING)
    ports.rounds.get("audit.root")(MORNING + DAY)
    assert sizes() == [(2, 1)]
    assert file_of("2026-03-02").exists()


def test_the_command_says_what_it_did(writer):
    writer(now=MORNING)
    first, again = StringIO(), StringIO()
    call_command("audit_seal", stdout=first)
    call_command("audit_seal", stdout=again)
    assert "已封存，共 1 条" in first.getvalue()
    assert "写入 1 个文件" in first.getvalue()
    assert "没有需要封存的日子" in again.getvalue()


@pytest.mark.parametrize(
    ("later", "tone", "words"),
    [
        (timedelta(), "ok", "封存到 2026年3月4日，共 6 条"),
        (timedelta(hours=15, minutes=30), "ok", "共 6 条"),
        (timedelta(hours=17), "warn", "已落后 1 天"),
        (timedelta(days=2), "bad", "已落后 2 天"),
    ],
)
def test_the_status_page_tells_how_far_the_log_is_sealed(sealed, later, tone, words):
    found = health.sealing(sealed + later)
    assert found.tone == tone
    assert words in found.text


def test_the_status_page_tells_of_a_file_not_written_and_mail_not_sent(sealed, settings):
    settings.AUDIT_MAIL = ["a@elsewhere.example"]
    assert "没有寄出" in health.sealing(sealed).text
    mail_due(sealed)
    assert health.sealing(sealed).tone == "ok"
    file_of("2026-03-04").unlink()
    assert "还没有写入公布目录" in health.sealing(sealed).text


def test_the_status_page_of_a_new_log(writer):
    assert health.sealing(MORNING).tone == "ok"
    writer(now=MORNING)
    assert health.sealing(MORNING).tone == "ok"
    assert health.sealing(MORNING + DAY).tone == "warn"
