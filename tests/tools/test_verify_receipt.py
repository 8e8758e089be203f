"""The single-file verifier of receipts, run as a recipient runs it: no Django, no packages at all."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.urls import reverse

from tests import factories
from tests.house.source import ROOT
from tests.records.ledger.conftest import *  # noqa: F403 -- the ledger's fixtures
from wangyu.base.audit import ops as audit_ops
from wangyu.base.core.access import Actor
from wangyu.base.core.signers import take_place
from wangyu.records.ledger import ops
from wangyu.records.ledger.models import Entry

pytestmark = pytest.mark.thorough

TOOL = ROOT / "tools" / "verify_receipt.py"


def run(*arguments):
    """Without site-packages: neither Django nor anything else can be imported."""
    command = [sys.executable, "-I", "-S", str(TOOL), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def made(filled, reporter, now):
    return ops.submit(sheet=filled, actor=reporter, now=now)


@pytest.fixture
def save(client, tmp_path):
    """Downloads an address as a browser does, and gives the file."""

    def download(name, *args):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200
        file = tmp_path / f"{name.partition(':')[2]}.json"
        file.write_bytes(answer.content)
        return file

    return download


@pytest.fixture
def paper(made, save):
    return save("ledger:receipt_json", made.number)


@pytest.fixture
def key(save, db):
    return save("core:keys_json")


def altered(file, **changes):
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
    return file


def test_a_downloaded_receipt_is_accepted_with_the_published_key(made, paper, key):
    code, text = run(paper, "--key", key)
    assert code == 0
    assert (
        text
        == f"回执 {made.number} 有效：服务器于 2026年3月5日 17:00:00 收到，提交校内签批，第 1 次。\n"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-03-05T08:59:00+00:00"},
        {"content_sha256": "0" * 64},
        {"number": "WY-20260305-0000000000"},
        {"signature": "00" * 64},
        {"signature": "改"},
        {"verb": "sign"},
        {"revision": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_is_altered_is_rejected_with_one_sentence(paper, key, change):
    code, text = run(altered(paper, **change), "--key", key)
    assert code == 1
    assert "无效：签名不符" in text
    assert text.count("\n") == 1


def test_another_key_does_not_pass(paper):
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    assert run(paper, "--key", other)[0] == 1


@pytest.fixture
def saved(key, tmp_path):
    """The file somebody saved before the key was changed."""
    file = tmp_path / "saved.json"
    file.write_text(key.read_text())
    return file


def change_key(now, *, lost=False, grace=0):
    audit_ops.change_key(grace=timedelta(minutes=grace), lost=lost, actor=Actor.system(), now=now)
    take_place(Path(settings.HOME))


def test_a_receipt_of_before_the_change_is_accepted_with_the_file_of_today(paper, save, saved, now):
    change_key(now)
    key = save("core:keys_json")
    assert run(paper, "--key", key)[0] == 0
    assert run(paper, "--key", key, "--saved", saved)[0] == 0
    assert run("--key", key, "--saved", saved) == (0, "现在的公钥是您保存的那一把，或由它换来。\n")


def test_the_old_key_signs_nothing_after_the_change(paper, save, saved, now):
    change_key(now - timedelta(minutes=5))
    code, text = run(paper, "--key", save("core:keys_json"))
    assert (code, "签名的公钥在那个时间之前已经更换" in text) == (1, True)


def test_what_a_lost_key_signed_is_not_judged_by_its_signature(paper, save, saved, now):
    change_key(now, lost=True)
    key = save("core:keys_json")
    code, text = run(paper, "--key", key)
    assert (code, "请到平台上按号码核对" in text) == (1, True)
    assert run(paper, "--key", key, "--saved", saved)[0] == 2


def test_a_file_whose_changes_do_not_lead_from_one_to_the_next_is_not_believed(
    paper, save, saved, now
):
    change_key(now)
    change_key(now)
    key = save("core:keys_json")
    told = json.loads(key.read_text())
    assert run(paper, "--key", key, "--saved", saved)[0] == 0
    for harm in (told["earlier"][:1], told["earlier"][1:], told["earlier"][::-1]):
        altered(key, earlier=harm)
        assert run(paper, "--key", key, "--saved", saved)[0] == 2
    own = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    altered(key, earlier=[told["earlier"][0] | {"next": own}], public_key=own)
    code, text = run(paper, "--key", key, "--saved", saved)
    assert (code, "更换记录不相接" in text) == (2, True)


def test_a_key_that_does_not_come_from_the_saved_one_is_not_believed(paper, key):
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    code, text = run(paper, "--key", key, "--saved", other)
    assert (code, "不是由它更换来的" in text) == (2, True)


def test_the_content_is_held_against_the_receipt(client, made, paper, key, save, reporter_user):
    factories.sign_in(client, reporter_user)
    content = save("ledger:receipt_content", made.number)
    assert run(paper, "--content", content, "--key", key)[0] == 0
    figures = json.loads(content.read_text())["figures"]
    figures[0]["value"] = "1"
    code, text = run(paper, "--content", altered(content, figures=figures), "--key", key)
    assert (code, "不是当时提交的内容" in text) == (1, True)


def test_many_receipts_are_checked_at_once_and_one_bad_one_is_named(paper, key, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text(paper.read_text())
    code, text = run(paper, altered(bad, revision=7), paper, "--key", key)
    assert code == 1
    assert ["有效" in line for line in text.splitlines()] == [True, False, True]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "wangyu-receipt/1"}', "\x00"])
def test_what_is_no_receipt_is_said_in_one_sentence(paper, key, text):
    paper.write_text(text)
    code, said = run(paper, "--key", key)
    assert (code, said.count("\n")) == (2, 1)
    assert "无法核对" in said


def test_the_receipt_shows_no_figure_and_offers_its_file(client, made, paper):
    page = client.get(reverse("ledger:receipt", args=[made.number])).content.decode()
    assert reverse("ledger:receipt_json", args=[made.number]) in page
    assert reverse("ledger:receipt_content", args=[made.number]) not in page
    assert reverse("core:keys") in page
    assert "38200" not in page + paper.read_text()
    assert "38,200" not in page


def test_who_may_see_the_sheet_is_offered_its_content_while_it_is_the_same(
    client, made, reporter_user
):
    factories.sign_in(client, reporter_user)
    url = reverse("ledger:receipt", args=[made.number])
    content = reverse("ledger:receipt_content", args=[made.number])
    assert content in client.get(url).content.decode()
    Entry.objects.filter(sheet=made.sheet, key="students").update(value=1)
    assert content not in client.get(url).content.decode()
    assert "当时的内容不能再下载" in client.get(content, follow=True).content.decode()


def test_anothers_content_and_a_missing_receipt_look_alike(client, made, stranger_user):
    factories.sign_in(client, stranger_user)
    for number in (made.number, "WY-20260305-0000000000"):
        url = reverse("ledger:receipt_content", args=[number])
        assert client.get(url).status_code == 404
    assert client.get("/ledger/receipts/WY-NONE/receipt.json").status_code == 404


def test_both_tools_judge_signatures_by_the_same_lines():
    """Each must be one file; so the lines stand twice and may not drift apart."""
    texts = [(ROOT / "tools" / name).read_text() for name in ("verify_log.py", "verify_receipt.py")]
    shared = [text.split("# ---- Ed25519")[1].split("# ---- ")[0] for text in texts]
    assert shared[0] == shared[1]
    assert "def is_signed" in shared[0]
