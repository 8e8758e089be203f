"""A figure opened, its correction, and the receipt that proves it."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from wangyu.base.core.roles import Role
from wangyu.records.ledger import ops
from wangyu.records.ledger.models import Correction, Current, Fact, Receipt, Sheet


def text(answer):
    return answer.content.decode()


def cells_of(answer):
    return [list(row) for row in openpyxl.load_workbook(BytesIO(answer.content)).active.values]


@pytest.fixture
def now():
    """Pages look at the clock."""
    return timezone.now()


@pytest.fixture
def fact(verified):
    return Fact.objects.get(key="students")


@pytest.fixture
def url(fact):
    return f"/ledger/facts/{fact.pk}/"


@pytest.fixture
def ask(reporter, now):
    def run(fact, raw="38000"):
        return ops.ask_correction(
            fact=fact, raw=raw, reason="年报更正", actor=reporter, now=now
        )  # fmt: skip

    return run


def test_a_figure_opens_to_its_definition_its_people_and_its_clause(as_, leader_user, url):
    page = text(as_(leader_user).get(url))
    assert "38,200" in page
    assert "年末全日制普通本专科生与研究生在校人数之和" in page
    for step in ("提交", "签批上报", "核实通过"):
        assert f"<strong>{step}</strong>" in page
    for who in ("填报甲", "校领导甲", "省员甲"):
        assert who in page
    assert "政策第 9 条原文" in page
    assert "/evidence/for/ledger.entry/" in page


def test_a_yes_is_shown_as_a_word_everywhere(as_, reporter_user, verified, ask):
    fact = Fact.objects.get(key="rules_for_media")
    ask(fact, "否")
    visit = as_(reporter_user)
    page = text(visit.get(f"/ledger/facts/{fact.pk}/"))
    assert "第 1 版</a>：是" in page
    assert "申请更正为 <strong>否</strong>" in page
    assert "<strong>是</strong>" in text(visit.get(f"/ledger/facts/{fact.pk}/correct/"))
    assert cells_of(visit.get("/ledger/corrections/?export=xlsx"))[1][3:5] == ["是", "否"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_figure_costs_the_same_with_one_version_and_three(
    as_, officer, reporter_user, fact, ask, now, count, django_assert_num_queries
):
    for number in range(count - 1):
        newest = Current.objects.get(key="students").fact
        asked = ask(newest, str(38000 + number))
        ops.accept_correction(correction=asked, answer="", actor=officer, now=now)
    newest = Current.objects.get(key="students").fact
    visit, url = as_(reporter_user), f"/ledger/facts/{newest.pk}/"
    visit.get(url)
    with django_assert_num_queries(10):
        page = visit.get(url)
    assert text(page).count("版</a>：") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_corrections_costs_the_same_for_one_and_three(
    as_, reporter_user, verified, ask, count, django_assert_num_queries
):
    for fact in Fact.objects.filter(key__in=["students", "staff", "fund_spent"][:count]):
        ask(fact, "7")
    visit = as_(reporter_user)
    visit.get("/ledger/corrections/")
    with django_assert_num_queries(5):
        page = visit.get("/ledger/corrections/")
    assert text(page).count("年报更正") == count


def test_a_correction_is_asked_for_decided_and_a_new_version_with_its_reason(
    as_, reporter_user, officer_user, fact, url
):
    visit = as_(reporter_user)
    assert "申请更正" in text(visit.get(url))
    assert "现行数字：<strong>38,200</strong>" in text(visit.get(f"{url}correct/"))
    form = {"raw": "38,000", "reason": "年报更正"}
    page = text(visit.post(f"{url}correct/", form, follow=True))
    assert "更正申请已提交省中心" in page
    assert "等待省中心决定" in page
    assert f"{url}correct/" not in page
    asked = Correction.objects.get()
    factories.sign_in(visit, officer_user)
    assert "采纳" in text(visit.get(url))
    decision = {"decision": "accept", "answer": "同意"}
    answer = visit.post(f"/ledger/corrections/{asked.pk}/decide/", decision, follow=True)
    page = text(answer)
    assert "已采纳，这是更正后的新版本" in page
    new = Fact.objects.get(version=2)
    assert answer.redirect_chain[-1][0] == f"/ledger/facts/{new.pk}/"
    assert "更正理由：年报更正" in page
    old = text(visit.get(url))
    assert "这是第 1 版，已被更新" in old
    assert "38,200" in old
    assert "已采纳 · 省员甲" in old


def test_a_correction_is_not_taken_without_a_reason(
    as_, reporter_user, officer_user, fact, url, ask
):
    asked, visit = ask(fact), as_(officer_user)
    decide = f"/ledger/corrections/{asked.pk}/decide/"
    assert "不采纳更正必须写明理由" in text(visit.post(decide, {}, follow=True))
    page = text(visit.post(decide, {"answer": "请附年报"}, follow=True))
    assert "未采纳，数字不变" in page
    assert "请附年报" in page
    assert "已经有了决定" in text(visit.post(decide, {"answer": "又"}, follow=True))
    assert Current.objects.get(key="students").fact == fact


@pytest.mark.parametrize(
    ("raw", "reason", "sentence"),
    [
        ("约三万", "年报更正", "应填数字"),
        ("38200", "年报更正", "与现行数字相同"),
        ("1", "", "必填项"),
    ],
)
def test_a_wrong_request_comes_back_with_what_was_typed(
    as_, reporter_user, url, raw, reason, sentence
):
    page = text(as_(reporter_user).post(f"{url}correct/", {"raw": raw, "reason": reason}))
    assert sentence in page
    assert f'value="{raw}"' in page
    assert not Correction.objects.exists()


def test_what_is_not_verified_is_offered_no_correction(as_, reporter_user, signed):
    fact = Fact.objects.get(key="students")
    visit, url = as_(reporter_user), f"/ledger/facts/{fact.pk}/"
    assert "申请更正" not in text(visit.get(url))
    answer = visit.post(f"{url}correct/", {"raw": "1", "reason": "改"})
    assert "还没有核实" in text(answer)


def test_the_province_does_not_ask_and_a_university_does_not_decide(
    as_, officer_user, reporter_user, fact, url, ask
):
    asked, visit = ask(fact), as_(officer_user)
    assert f"{url}correct/" not in text(visit.get(url))
    answer = visit.post(f"{url}correct/", {"raw": "1", "reason": "改"})
    assert answer.status_code == 403
    assert "更正由本校申请" in text(answer)
    factories.sign_in(visit, reporter_user)
    answer = visit.post(f"/ledger/corrections/{asked.pk}/decide/", {"decision": "accept"})
    assert answer.status_code == 403
    assert "更正由省中心决定" in text(answer)


def test_anothers_figure_and_correction_are_missing(as_, stranger_user, fact, url, ask):
    asked, visit = ask(fact), as_(stranger_user)
    for method, path in (
        ("get", url), ("get", f"{url}correct/"), ("post", f"{url}correct/"),
        ("post", f"/ledger/corrections/{asked.pk}/decide/"),
    ):  # fmt: skip
        assert getattr(visit, method)(path).status_code == 404
    page = text(visit.get("/ledger/corrections/"))
    assert "没有更正申请" in page
    assert "云梦大学" not in page


def test_corrections_are_searched_filtered_and_exported(
    as_, reporter_user, officer, verified, ask, now
):
    facts = {f.key: f for f in Fact.objects.all()}
    done = ask(facts["staff"], "7")
    ops.accept_correction(correction=done, answer="", actor=officer, now=now)
    ask(facts["students"], "8")
    visit = as_(reporter_user)
    for query, labels in (
        ("state=proposed", ["在校生总数"]), ("state=accepted", ["教职工总数"]),
        ("q=年报", ["教职工总数", "在校生总数"]), ("q=没有这句话", []),
    ):  # fmt: skip
        rows = cells_of(visit.get(f"/ledger/corrections/?{query}&export=xlsx"))
        assert sorted(row[1] for row in rows[1:]) == sorted(labels)


def test_anyone_checks_a_receipt_and_sees_no_figure(verified):
    """The figures are there to be shown: 38200 students."""
    found, visitor = Receipt.objects.get(verb="sign"), Client()
    assert "回执号" in text(visitor.get("/ledger/receipts/"))
    answer = visitor.get("/ledger/receipts/", {"number": f" {found.number.lower()} "})
    assert answer.url == f"/ledger/receipts/{found.number}/"
    page = text(visitor.get(answer.url))
    assert "签名有效" in page
    assert "云梦大学" in page
    assert "签批上报（第 1 次）" in page
    assert found.content_sha256 in page
    assert "现在的内容与此回执一致" in page
    assert "38200" not in page
    assert "38,200" not in page


def test_a_receipt_still_proves_what_was_handed_in_before_a_change(returned, fill):
    found = Receipt.objects.get(verb="sign")
    fill(returned, {"students": "38100"})
    page = text(Client().get(f"/ledger/receipts/{found.number}/"))
    assert "签名有效" in page
    assert "在此之后有改动" in page


def test_a_receipt_that_was_tampered_with_is_not_genuine(submitted):
    forged = Receipt.objects.get()
    Receipt.objects.create(
        number="WY-20260305-FFFFFFFFFF", sheet=forged.sheet, revision=1, verb="sign", at=forged.at,
        content_sha256=forged.content_sha256, signature=forged.signature,
    )  # fmt: skip
    page = text(Client().get("/ledger/receipts/WY-20260305-FFFFFFFFFF/"))
    assert "签名无效" in page
    assert "签名有效" not in page


@pytest.mark.parametrize("number", ["WY-20260305-0000000000", "<b>", "' OR 1=1", "九" * 300])
def test_an_unknown_receipt_says_what_one_looks_like(db, number):
    page = Client().get("/ledger/receipts/", {"number": number})
    assert page.status_code == 200
    assert "请核对后再输入（形如 WY-20260305-1A2B3C4D5E）" in text(page)
    assert "<b>" not in text(page)


def test_an_address_of_no_receipt_is_missing(db):
    assert Client().get("/ledger/receipts/WY-20260305-0000000000/").status_code == 404


def test_the_sheet_links_its_receipts(as_, leader_user, submitted):
    found = Receipt.objects.get()
    page = text(as_(leader_user).get(f"/ledger/sheets/{submitted.pk}/"))
    assert f"/ledger/receipts/{found.number}/" in page


def test_a_department_officer_sees_no_figure(as_, university, fact, url):
    from wangyu.base.core.roles import Tier

    department = factories.organisation(university, Tier.DEPARTMENT)
    visit = as_(factories.officer(Role.DEPARTMENT_OFFICER, department))
    assert visit.get(url).status_code == 404
    assert not Sheet.objects.filter(organisation=department).exists()
    assert "没有填报任务" in text(visit.get("/ledger/sheets/"))
