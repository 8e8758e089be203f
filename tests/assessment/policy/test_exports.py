"""The one page of A4, read back by pypdf."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import unquote

import pytest
from pypdf import PdfReader

from tests.assessment.policy.conftest import report, text
from tests.conftest import NOW
from wangyu.assessment.policy import exports, queries
from wangyu.base.lib.periods import Period
from wangyu.base.ui import paper
from wangyu.records.ledger.kinds import catalogue

Y2025 = Period.parse("Y2025")


def read(data):
    """Number of pages, and the text without its line breaks."""
    book = PdfReader(BytesIO(data))
    return len(book.pages), "".join("".join(p.extract_text().split()) for p in book.pages)


@pytest.fixture
def page_of(rules, university):
    def make(*, demo=False):
        opened = queries.open_university(rules, university.pk, Y2025)
        return read(exports.university_pdf(rules, university, "2025年", opened, NOW, demo=demo))

    return make


def test_the_page_holds_standards_clauses_and_what_is_left(page_of, university):
    report(university, students=16_000, staff=800, full_time_staff=1, fund_received=480_000,
           work_rules=2, self_check_done=0)  # fmt: skip
    pages, seen = page_of()
    assert pages == 1
    for words in ("云梦大学", "2025年", "省思政中心发〔2021〕07号", "师生16,80031", "有差距（建议项）",
                  "在校生16,000480,000480,0000达到", "11实施综合评价部分达到定期自评自查",
                  "2026年3月5日17:00"):  # fmt: skip
        assert words in seen, words
    assert "演示" not in seen


def test_the_page_of_the_demo_is_marked(page_of):
    assert "演示" in page_of(demo=True)[1]


def test_nothing_reported_still_fits_one_page(page_of):
    pages, seen = page_of()
    assert pages == 1
    assert seen.count("未填报") == 15


def test_everything_unmet_still_fits_one_page(page_of, university):
    report(university, **dict.fromkeys(catalogue("hunan-2021-07").items, 0) | {"students": 90_000, "staff": 9_999})  # fmt: skip
    pages, seen = page_of()
    assert pages == 1
    assert "未达到" in seen
    assert "参加交流及总结表彰大会" in seen


def test_without_a_chinese_font_one_reads_what_to_install(as_campus, university, monkeypatch):
    monkeypatch.setattr(paper, "FONTS", ("No Such Font", "Neither This"))
    page = as_campus.get(f"/policy/board/{university.pk}/page.pdf")
    assert page.status_code == 403
    assert "请系统管理员安装 fonts-noto-cjk" in text(page)


def test_one_font_of_the_two_is_enough(as_campus, university, monkeypatch):
    monkeypatch.setattr(paper, "FONTS", ("No Such Font", "Noto Sans CJK SC"))
    assert as_campus.get(f"/policy/board/{university.pk}/page.pdf").status_code == 200


def test_the_file_is_named_by_university_and_period(as_campus, university):
    answer = as_campus.get(f"/policy/board/{university.pk}/page.pdf", {"period": "A2024"})
    assert answer.headers["Content-Type"] == "application/pdf"
    name = unquote(answer.headers["Content-Disposition"])
    assert "云梦大学-落实情况-2024—2025学年.pdf" in name
    assert read(answer.content)[0] == 1
