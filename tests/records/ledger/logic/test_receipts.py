"""A receipt proves what it says to somebody who has only the public key."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from wangyu.records.ledger.logic.receipts import Sealed, as_file, is_genuine, seal

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
AT = datetime(2026, 3, 5, 17, 30, 0, 123456, tzinfo=UTC)
CONTENT = {"organisation": "云梦大学", "figures": [{"key": "students", "value": Decimal(38200)}]}
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone


def sealed(content=CONTENT, verb="sign", revision=1, at=AT):
    return seal(KEY, content, verb=verb, revision=revision, at=at)


def test_a_receipt_verifies_with_the_public_key_alone():
    assert is_genuine(PUBLIC, sealed())


def test_its_number_begins_with_the_day_in_shanghai():
    assert sealed().number.startswith("WY-20260306-")


def test_another_key_did_not_sign_it():
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32).public_key().public_bytes_raw()
    assert not is_genuine(other, sealed())


@pytest.mark.parametrize(
    "change",
    [
        {"number": "WY-20260306-0000000000"},
        {"verb": "submit"},
        {"revision": 2},
        {"at": AT + timedelta(microseconds=1)},
        {"content_sha256": "0" * 64},
        {"signature": "0" * 128},
        {"signature": "不是十六进制"},
        {"signature": ""},
    ],
)
def test_whatever_is_changed_on_it_is_noticed(change):
    assert not is_genuine(PUBLIC, replace(sealed(), **change))


@given(place=st.integers(0, 127), flip=st.integers(1, 15))
def test_any_changed_digit_of_the_signature_is_noticed(place, flip):
    true = sealed()
    digit = f"{int(true.signature[place], 16) ^ flip:x}"
    wrong = true.signature[:place] + digit + true.signature[place + 1 :]
    assert not is_genuine(PUBLIC, replace(true, signature=wrong))


@given(place=st.integers(0, 63), flip=st.integers(1, 15))
def test_any_changed_digit_of_the_content_hash_is_noticed(place, flip):
    true = sealed()
    digit = f"{int(true.content_sha256[place], 16) ^ flip:x}"
    wrong = true.content_sha256[:place] + digit + true.content_sha256[place + 1 :]
    assert not is_genuine(PUBLIC, replace(true, content_sha256=wrong))


@given(at=MOMENTS)
def test_the_same_instant_in_another_zone_is_the_same(at):
    true = sealed(at=at)
    elsewhere = at.astimezone(timezone(timedelta(hours=-5)))
    assert is_genuine(PUBLIC, replace(true, at=elsewhere))
    assert sealed(at=elsewhere) == true


def test_a_blank_figure_and_a_nought_have_different_receipts():
    blank = CONTENT | {"figures": [{"key": "students", "value": None}]}
    nought = CONTENT | {"figures": [{"key": "students", "value": Decimal(0)}]}
    assert sealed(blank).content_sha256 != sealed(nought).content_sha256


def test_what_happens_twice_in_one_instant_has_two_numbers():
    """Handed in and signed at once, or handed in again: the number is unique in the ledger."""
    numbers = {sealed(verb=verb, revision=n).number for verb in ("submit", "sign") for n in (1, 2)}
    assert len(numbers) == 4


def test_the_downloaded_file_says_all_that_is_signed_and_verifies_when_read_back():
    written = json.loads(json.dumps(as_file(sealed())))
    assert written.pop("format") == "wangyu-receipt/1"
    read_back = Sealed(**written | {"at": datetime.fromisoformat(written["at"])})
    assert is_genuine(PUBLIC, read_back)
    assert read_back == sealed()
