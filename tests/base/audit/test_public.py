"""Roots for everybody; the key and the tools to check them."""

import json
from hashlib import sha256

import pytest
from django.urls import reverse

from tests.house.source import ROOT as HERE
from wangyu.base.audit.publishing import file_of, folder, public_key

PAGE = reverse("audit:roots")


def test_anybody_reads_the_roots_newest_first(client, sealed):
    page = client.get(PAGE)
    assert [row[1].value for row in page.context["table"].cells] == [6, 5, 2]
    assert reverse("audit:day_json", args=["2026-03-04"]) in page.content.decode()


def test_without_a_root_the_page_says_when_there_will_be_one(client, db):
    assert "每天零时后封存前一天的日志" in client.get(PAGE).content.decode()


def test_the_list_is_exported(client, sealed):
    assert client.get(PAGE + "?export=xlsx")["Content-Type"].endswith("sheet")


def test_what_is_downloaded_is_what_was_published(client, sealed):
    roots = client.get(reverse("audit:roots_json"))
    assert roots.json() == json.loads((folder() / "roots.json").read_text())
    assert "attachment" in roots["Content-Disposition"]
    day = client.get(reverse("audit:day_json", args=["2026-03-03"]))
    assert day.json() == json.loads(file_of("2026-03-03").read_text())


@pytest.mark.parametrize("day", ["2026-03-09", "2026-13-01", "roots2", "20260303x"])
def test_a_day_without_a_root_is_not_found(client, sealed, day):
    assert client.get(f"{PAGE}{day}.json").status_code == 404


def test_the_key_is_published(client, db):
    key = client.get(reverse("core:keys_json")).json()
    assert key["public_key"] == public_key().hex()
    assert key["sha256"] == sha256(public_key()).hexdigest()
    assert public_key().hex() in client.get(reverse("core:keys")).content.decode()


def test_the_tools_are_handed_out_and_no_other_file(client, db):
    for name in ("verify_log.py", "verify_receipt.py"):
        answer = client.get(reverse("core:tool", args=[name]))
        assert answer.content.decode() == (HERE / "tools" / name).read_text("utf-8")
    for name in ("postgres.py", "..%2Frun", "x"):
        assert client.get(f"/keys/{name}").status_code == 404
