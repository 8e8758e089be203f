"""Another key: nothing that was signed is lost by it, and nothing is won by whoever kept the old one."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from json import loads

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.urls import reverse

from wangyu.base.core import signers
from wangyu.base.core.keys import ensure_keys, receipt_key

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(seconds=1)


@pytest.fixture
def home(tmp_path):
    ensure_keys(tmp_path)
    return tmp_path


def signed(home, words=b"words"):
    """What the key of now says of some words, and how to hold it against a key."""
    signature = receipt_key(home).sign(words)

    def by(key):
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, words)
        except InvalidSignature:
            return False
        return True

    return by


def test_what_was_signed_before_the_change_stays_genuine(home):
    old, by = signers.public_key(home), signed(home)
    signers.succeed(home, NOW)
    assert signers.public_key(home) != old
    assert signers.who_signed(home, BEFORE, by) == old.hex()
    assert signers.who_signed(home, NOW, by) == old.hex()


def test_after_the_change_the_old_key_signs_nothing(home):
    by = signed(home)
    signers.succeed(home, NOW)
    assert signers.who_signed(home, AFTER, by) == ""
    assert signers.who_signed(home, AFTER, signed(home)) == signers.public_key(home).hex()


def test_any_number_of_changes_keep_all_that_was_signed(home):
    made = []
    for day in range(4):
        made.append((NOW + timedelta(days=day), signers.public_key(home).hex(), signed(home)))
        signers.succeed(home, NOW + timedelta(days=day))
    assert [signers.who_signed(home, at, by) for at, _, by in made] == [key for _, key, _ in made]
    assert signers.follows(signers.changes(home), signers.public_key(home))


def test_each_key_signs_the_one_that_follows(home):
    first = signers.public_key(home)
    change = signers.succeed(home, NOW)
    assert (change.public_key, change.next) == (first.hex(), signers.public_key(home).hex())
    told = signers._signed(change)
    Ed25519PublicKey.from_public_bytes(first).verify(bytes.fromhex(change.signature), told)


class BreakError(Exception):
    pass


@pytest.mark.parametrize("step", ["receipt.key.new", "receipt.history.tmp", "replace"])
def test_wherever_a_change_breaks_off_one_whole_key_signs_and_all_stays_genuine(
    home, monkeypatch, step
):
    by, old, keep = signed(home), signers.public_key(home).hex(), signers._keep
    with monkeypatch.context() as patch:
        if step == "replace":
            patch.setattr(signers.signing_key, "cache_clear", lambda: None)
            patch.setattr(signers, "COMING", "gone/receipt.key.new")
            patch.setattr(signers, "_keep", lambda f, c: "gone" in str(f) or keep(f, c))
        else:
            patch.setattr(signers, "_keep", lambda f, c: fail() if f.name == step else keep(f, c))
        with pytest.raises((BreakError, FileNotFoundError)):
            signers.succeed(home, NOW)
    assert signers.who_signed(home, AFTER, by) == old
    signers.succeed(home, NOW)
    assert signers.who_signed(home, BEFORE, by) == old
    assert signers.follows(signers.changes(home), signers.public_key(home))


def fail():
    raise BreakError


def test_keys_and_their_list_are_readable_by_the_owner_alone(home):
    signers.succeed(home, NOW)
    modes = {f.name: f.stat().st_mode & 0o077 for f in (home / "keys").iterdir()}
    assert set(modes.values()) == {0}
    assert signers.HISTORY in modes
    assert signers.COMING not in modes


def test_a_list_that_does_not_lead_to_the_key_is_seen(home):
    signers.succeed(home, NOW)
    (home / "keys" / "receipt.key").write_bytes(b"k" * 32)
    assert not signers.follows(signers.changes(home), signers.public_key(home))


def test_the_page_and_the_file_show_the_keys_of_before(client, db, settings, home):
    settings.HOME = home
    old = signers.public_key(home).hex()
    signers.succeed(home, NOW)
    page = client.get(reverse("core:keys")).content.decode()
    assert old in page
    assert "2026年3月5日 17:00" in page
    told = loads(client.get(reverse("core:keys_json")).content)
    assert [one["public_key"] for one in told["earlier"]] == [old]
    assert told["sha256"] == sha256(signers.public_key(home)).hexdigest()
