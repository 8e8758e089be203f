from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wangyu.base.backup.logic import manifest as lists
from wangyu.base.backup.logic.manifest import Item, Manifest, ManifestError, Table
from wangyu.base.lib.canonical import canonical_json

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
HELD = Manifest(
    name="20260305-170000", taken_at=datetime(2026, 3, 5, 9, 0, tzinfo=UTC), version="0.1.0",
    vendor="sqlite", server="3.40.1", database="database.sqlite3", migrations=("core.0001_initial",),
    tables={"note": Table(3, "a" * 64), "loose": Table(2, "b" * 64)},
    files={"database.sqlite3": Item(10, "c" * 64), "files/ab/ab1": Item(5, "d" * 64)},
)  # fmt: skip


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def test_what_is_written_is_read_again():
    data, signature = lists.write(HELD, KEY)
    assert lists.read(data, signature) == HELD
    assert lists.read(data, signature, public_key=public(KEY)) == HELD


def test_a_manifest_knows_its_sums():
    assert (HELD.rows, HELD.size) == (5, 15)


def test_any_changed_byte_is_noticed():
    data, signature = lists.write(HELD, KEY)
    for place in range(0, len(data), 7):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(ManifestError):
            lists.read(changed, signature, public_key=public(KEY))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "截断"), (b"{", "截断"), (b"[]", "截断"), (b"{}", "截断"), (b'{"public_key":"zz"}', "截断"), (b'{"public_key":"aa"}', "签名不符")],
)  # fmt: skip
def test_what_is_no_manifest_has_its_sentence(data, sentence):
    with pytest.raises(ManifestError, match=sentence):
        lists.read(data, "00")


def test_a_signature_that_is_not_hex_is_refused():
    data, _ = lists.write(HELD, KEY)
    with pytest.raises(ManifestError, match="签名不符"):
        lists.read(data, "不是签名")


def test_another_platforms_backup_is_told_from_ours():
    data, signature = lists.write(HELD, OTHER)
    assert lists.read(data, signature) == HELD
    with pytest.raises(ManifestError, match="属于别的平台"):
        lists.read(data, signature, public_key=public(KEY))


def test_a_later_format_is_named():
    data = canonical_json({"format": 2, "public_key": public(KEY).hex()})
    with pytest.raises(ManifestError, match="第 2 版，这里只认第 1 版"):
        lists.read(data, KEY.sign(data).hex())


def test_no_difference_between_equal_tables():
    assert lists.compare_tables(HELD.tables, dict(HELD.tables)) == {}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"loose": Table(2, "b" * 64)}, {"note": "没有这张表"}),
        ({**HELD.tables, "more": Table(0, "")}, {"more": "清单里没有"}),
        ({**HELD.tables, "note": Table(2, "a" * 64)}, {"note": "应有 3 行，打开后是 2 行"}),
        ({**HELD.tables, "note": Table(3, "e" * 64)}, {"note": "行数相同而内容不同"}),
    ],
)
def test_each_difference_is_named_with_its_table(found, expected):
    wrong = lists.compare_tables(HELD.tables, found)
    assert wrong.keys() == expected.keys()
    assert all(expected[name] in wrong[name] for name in wrong)


def test_only_the_signed_facts_count():
    data, signature = lists.write(HELD, KEY)
    assert lists.write(replace(HELD, name="other"), KEY) != (data, signature)
