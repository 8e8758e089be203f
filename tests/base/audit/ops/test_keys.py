"""Changing the key that signs: receipts and roots of before hold, here and without the platform."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from wangyu.base.audit import sealing, verifying
from wangyu.base.audit.models import Entry, Root
from wangyu.base.audit.ops import change_key, keys
from wangyu.base.audit.ops.keys import fingerprint
from wangyu.base.audit.publishing import public_key, write_due
from wangyu.base.audit.sealing import seal_due
from wangyu.base.core.access import Actor
from wangyu.base.core.keys import ensure_keys, receipt_key
from wangyu.base.core.signers import changes, take_place

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    ensure_keys(tmp_path)
    return tmp_path


def change(now, *, lost=False):
    made = change_key(grace=HOUR, lost=lost, actor=Actor.system(), now=now)
    take_place(Path(settings.HOME))
    return made


def test_the_log_tells_of_it_by_fingerprint(home, db, now):
    made = change(now)
    told = Entry.objects.get(action="audit.key.change")
    assert told.sentence == "更换签名密钥（定期更换）"
    assert told.details == {"old": fingerprint(made.public_key), "new": fingerprint(made.next)}


def test_a_change_that_is_not_kept_changes_nothing(home, db, now, monkeypatch):
    before = public_key()
    monkeypatch.setattr(keys, "say", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        change(now)
    assert public_key() == before
    assert changes(home) == []


def test_other_machines_have_an_hour_and_a_thief_none(home, db, now):
    assert change(now).until == (now + HOUR).isoformat()
    assert change(now, lost=True).until == now.isoformat()
    assert [one.lost for one in changes(home)] == [False, True]


def test_roots_of_before_and_after_hold(home, sealed, writer):
    change(sealed)
    writer(now=sealed)
    seal_due(sealed + 2 * DAY)
    write_due()
    assert Root.objects.count() > 3
    assert verifying.faults(sealed + 2 * DAY) == []


def test_a_root_that_the_old_key_signs_afterwards_is_no_root(home, sealed, monkeypatch):
    old = receipt_key(home)
    change(sealed)
    monkeypatch.setattr(sealing, "receipt_key", lambda _: old)
    seal_due(sealed + 2 * DAY)
    assert any("根签名无效" in fault for fault in verifying.faults(sealed + 2 * DAY))


def test_the_command_says_what_to_do_next(home, db):
    before, out = public_key().hex(), io.StringIO()
    call_command("key_change", stdout=out)
    assert before in out.getvalue()
    assert public_key().hex() in out.getvalue()
    assert "wangyu backup" in out.getvalue()
    assert "签到" in out.getvalue()


def test_of_a_lost_key_the_command_says_that_it_proves_nothing(home, db):
    out = io.StringIO()
    call_command("key_change", "--lost", stdout=out)
    assert "原密钥已停用" in out.getvalue()


def test_the_published_file_leads_from_one_to_the_next(home, db, client, now):
    first, second = change(now), change(now + HOUR)
    told = json.loads(client.get(reverse("core:keys_json")).content)
    assert [one["next"] for one in told["earlier"]] == [second.public_key, told["public_key"]]
    assert told["earlier"][0]["signature"] == first.signature
