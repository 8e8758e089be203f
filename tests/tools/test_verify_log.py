"""The single-file verifier of the log, run as an auditor runs it: no Django, no packages at all."""

import json
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.base.audit.conftest import MORNING, attack, officer, sealed, writer  # noqa: F401 -- fixtures
from tests.house.source import ROOT
from tools import verify_log
from wangyu.base.audit import ops
from wangyu.base.audit.logic import chain, merkle
from wangyu.base.audit.publishing import folder, public_key, write_due
from wangyu.base.audit.sealing import seal_due
from wangyu.base.core.access import Actor
from wangyu.base.core.signers import take_place

pytestmark = pytest.mark.thorough

TOOL = ROOT / "tools" / "verify_log.py"
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(40)]


@pytest.fixture
def files(sealed, tmp_path):  # noqa: F811 -- a fixture
    """What an auditor has: the exported log, the published folder and the key."""
    log = tmp_path / "log.jsonl"
    call_command("audit_export", out=log, stdout=open(tmp_path / "said", "w"))  # noqa: SIM115, PTH123 -- closed with the test
    return log


def run(*arguments):
    """Without site-packages: neither Django nor anything else can be imported."""
    command = [sys.executable, "-I", "-S", str(TOOL), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def check(log, *more):
    return run(log, "--roots", folder(), "--key", public_key().hex(), *more)


def lines(log):
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def write(log, rows):
    log.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def rechained(rows):
    """Every hash recomputed: consistent in itself."""
    header, *entries = rows
    before = header["start"]["hash"]
    for number, entry in enumerate(entries, start=1):
        entry |= {"seq": number, "previous_hash": before}
        before = entry["hash"] = chain.entry_hash(entry)
    return [header | {"head": {"seq": len(entries), "hash": before}}, *entries]


def change(rows):
    rows[4]["sentence"] = "别的"
    return rows


def swap(rows):
    rows[4], rows[5] = rows[5] | {"seq": 4}, rows[4] | {"seq": 5}
    return rows


def truncate(rows):
    last = rows[4]
    return [rows[0] | {"head": {"seq": 4, "hash": last["hash"]}}, *rows[1:5]]


ATTACKS = {
    "change": (change, "第 4 条的内容被改动"),
    "delete": (lambda rows: rows[:4] + rows[5:], "第 4 条不见了，其后是第 5 条"),
    "swap": (swap, "第 4 条不是接在第 3 条之后写下的"),
    "truncate": (truncate, "第 5 条起被截断，2026-03-03 封存时有 5 条"),
    "recompute all": (lambda rows: rechained(change(rows)), "第 4 条与 2026-03-03 公布的不同"),
    "truncate, head kept": (lambda rows: rows[:-1], "第 6 条起被截断"),
    "delete, recompute all": (
        lambda rows: rechained(rows[:4] + rows[5:]), "第 4 条与 2026-03-03 公布的不同",
    ),
}  # fmt: skip


def test_an_honest_log_passes(files):
    code, text = check(files)
    assert code == 0
    assert "3 个根的签名有效，其中 2 个已证明由前一个接续而来" in text
    assert "日志 6 条，逐条相接" in text
    assert text.endswith("通过。\n")


def test_roots_of_before_and_after_a_change_of_the_key_pass(files, sealed, client, tmp_path):  # noqa: F811 -- a fixture
    ops.change_key(grace=timedelta(), lost=False, actor=Actor.system(), now=sealed)
    take_place(Path(settings.HOME))
    seal_due(sealed + timedelta(days=2))
    write_due()
    key = tmp_path / "key.json"
    key.write_bytes(client.get(reverse("core:keys_json")).content)
    code, text = run("--roots", folder(), "--key", key)
    assert code == 0, text
    code, text = run("--roots", folder(), "--key", public_key().hex())
    assert (code, "2026-03-02 的根签名无效" in text) == (1, True)


def test_roots_of_a_lost_key_prove_nothing(files, sealed, client, tmp_path):  # noqa: F811 -- a fixture
    ops.change_key(grace=timedelta(), lost=True, actor=Actor.system(), now=sealed)
    take_place(Path(settings.HOME))
    key = tmp_path / "key.json"
    key.write_bytes(client.get(reverse("core:keys_json")).content)
    code, text = run("--roots", folder(), "--key", key)
    assert (code, "已声明失密" in text) == (1, True)


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_on_the_log_is_caught_and_its_row_named(files, name):
    harm, sentence = ATTACKS[name]
    write(files, harm(lines(files)))
    code, text = check(files)
    assert (code, sentence in text) == (1, True), text


def test_with_the_list_of_roots_alone_a_rewriting_is_named_by_its_day(files):
    write(files, rechained(change(lines(files))))
    code, text = run(files, "--roots", folder() / "roots.json", "--key", public_key().hex())
    assert (code, "第 3 至 5 条里有改动，与 2026-03-03 公布的根不符" in text) == (1, True)


def test_without_roots_a_rewriting_is_not_seen_and_the_tool_says_so(files):
    write(files, rechained(change(lines(files))))
    code, text = run(files, "--key", public_key().hex())
    assert (code, "整本重写的日志这样看不出来" in text) == (0, True)


@pytest.mark.parametrize("field", ["day", "size", "root", "chain_hash", "sealed_at", "signature"])
def test_a_changed_root_has_no_valid_signature(files, field):
    place = folder() / "roots.json"
    content = json.loads(place.read_text())
    value = content["roots"][1][field]
    content["roots"][1][field] = value + 1 if field == "size" else f"x{value[1:]}"
    place.write_text(json.dumps(content))
    code, text = run("--roots", place, "--key", public_key().hex())
    assert (code, "签名无效" in text) == (1, True)


def test_two_copies_of_a_root_must_agree(files):
    place = folder() / "2026-03-03.json"
    content = json.loads(place.read_text())
    content["root"]["root"] = "0" * 64
    place.write_text(json.dumps(content))
    code, text = check(files)
    assert (code, "2026-03-03 的根在 roots.json 里与另一份不同" in text) == (1, True)


@pytest.mark.parametrize(("field", "value"), [("consistency", []), ("before", None)])
def test_a_day_that_does_not_follow_is_caught_without_the_log(files, field, value):
    place = folder() / "2026-03-03.json"
    place.write_text(json.dumps(json.loads(place.read_text()) | {field: value}))
    code, text = run("--roots", folder(), "--key", public_key().hex())
    assert (code, "2026-03-03 的根不是由 2026-03-02 的根接续而来" in text) == (1, True)


def test_another_key_does_not_pass(files, tmp_path):
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    file = tmp_path / "key.json"
    file.write_text(json.dumps({"public_key": other.hex()}))
    code, text = run(files, "--roots", folder(), "--key", file)
    assert (code, "不是这把公钥签的" in text) == (1, True)


def test_one_row_is_proved_without_the_others(files, tmp_path):
    proof = tmp_path / "proof.json"
    call_command("audit_prove", "4", out=proof, stdout=open(tmp_path / "said2", "w"))  # noqa: SIM115, PTH123 -- closed with the test
    code, text = run("--proof", proof, "--key", public_key().hex())
    assert (code, "第 4 条在 2026-03-03 封存的日志里：第2天第2步" in text) == (0, True)
    content = json.loads(proof.read_text())
    for wrong in (
        content | {"entry": content["entry"] | {"sentence": "别的"}},
        content | {"proof": content["proof"][:-1]},
        content | {"entry": content["entry"] | {"seq": 5}},
    ):
        proof.write_text(json.dumps(wrong))
        assert run("--proof", proof, "--key", public_key().hex())[0] == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[1]\n", "{}\n", '{"format": "wangyu-audit-log/1"}\n', "\x00"]
)
def test_what_is_not_a_log_is_said_in_one_sentence(files, text):
    files.write_text(text)
    code, said = check(files)
    assert (code, said.count("\n")) == (2, 1)
    assert "无法核对" in said


def test_what_is_not_a_key_is_said_in_one_sentence(files, tmp_path):
    (tmp_path / "empty.json").write_text("{}")
    for key in ("00", "zz", tmp_path / "empty.json"):
        code, said = run("--roots", folder(), "--key", key)
        assert (code, "无法核对" in said) == (2, True)


# ---- the verifier's own arithmetic against the platform's, which was written apart ----------------
@given(st.binary(max_size=40), st.integers(0, 511))
def test_signatures_are_judged_as_the_library_does(message, bit):
    key = Ed25519PrivateKey.from_private_bytes(sha256(message).digest())
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert verify_log.is_signed(public, message, signature.hex())
    wrong = bytearray(signature)
    wrong[bit // 8] ^= 1 << bit % 8
    assert not verify_log.is_signed(public, message, wrong.hex())


@pytest.mark.parametrize("written", ["", "zz", "00" * 64, "ff" * 64, "00" * 63])
def test_a_malformed_signature_is_no_signature(written):
    assert not verify_log.is_signed(b"\x01" * 32, b"", written)
    assert not verify_log.is_signed(b"\xff" * 32, b"", "00" * 64)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_trees_and_proofs_are_judged_as_the_platform_does(first, second, index):
    low, high = sorted((first, second))
    trees = [merkle.Tree().grown(LEAVES[:size]) for size in (low, high)]
    roots = [{"size": tree.size, "root": tree.root().hex()} for tree in trees]
    own = verify_log.Tree()
    for leaf in LEAVES[:high]:
        own.add(leaf)
    assert own.root() == roots[1]["root"]
    proof = [step.hex() for step in merkle.consistency(trees[0], LEAVES[low:high])]
    assert verify_log.only_grew(*roots, proof)
    assert not verify_log.only_grew(*roots, [*proof, "00" * 32])
    if index < high:
        way = [step.hex() for step in merkle.inclusion(LEAVES[:high], index)]
        assert verify_log.is_in(LEAVES[index], index, roots[1], way)
        assert not verify_log.is_in(LEAVES[index], index + 1, roots[1], way)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)  # fmt: skip
def test_values_have_the_same_bytes_as_on_the_platform(value):
    from wangyu.base.lib.canonical import canonical_json

    assert verify_log.canonical(json.loads(json.dumps(value))) == canonical_json(value)
