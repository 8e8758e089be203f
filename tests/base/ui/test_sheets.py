"""What leaves as Excel: no text is run, numbers stay numbers, and what comes back is what was typed."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.base.ui.sheets import cells_of, kinds_of
from tests.house.source import calls, dotted, modules
from wangyu.base.lib import formulas
from wangyu.base.ui.sheets import csv_response, workbook_response

SIGNS = ["=", "+", "-", "@", "=", "+", "-", "@", "﹦", "﹢", "﹣", "﹫"]
BREAKS = ["\t", "\r", "\n"]
HIDERS = ["", " ", "\u3000", "\ufeff", "\u200b", "\u00a0"]
BODIES = st.sampled_from(
    ["cmd|' /C calc'!A0", "1+1", "SUM(A1:A9)", 'HYPERLINK("http://a")', "说明"]
)


@given(st.sampled_from(HIDERS), st.sampled_from(SIGNS), BODIES)
def test_no_start_of_a_formula_gets_out_bare(hider, start, body) -> None:
    text = hider + start + body
    assert formulas.as_text(text) == f"'{text}"
    assert formulas.as_typed(formulas.as_text(text)) == text


@given(st.text().filter(lambda text: not text.startswith("'")))
def test_any_text_comes_back_as_it_was_typed(text) -> None:
    assert formulas.as_typed(formulas.as_text(text)) == text


@given(st.text(max_size=40))
def test_what_is_written_is_no_formula(text) -> None:
    assert not formulas.is_formula(formulas.as_text(text))


@pytest.mark.parametrize("text", ["-3.5", "+86", "-12%", "1,200", "文", "——", "a=b", "'=1", ""])
def test_numbers_and_plain_words_stay_as_they_are(text) -> None:
    assert formulas.as_text(text) == text


@pytest.mark.parametrize("start", SIGNS + BREAKS)
def test_a_formula_in_the_data_or_the_head_is_text_in_the_file(start) -> None:
    made = workbook_response("=表", [f"{start}A1"], [[f"{start}cmd|' /C calc'!A0"]])
    assert kinds_of(made) == [["s"], ["s"]]
    assert [row[0][0] for row in cells_of(made)] == ["'", "'"]


@pytest.mark.parametrize("value", [Decimal("99999999999999.9999"), 123456789012345678])
def test_a_figure_with_more_digits_than_a_spreadsheet_holds_goes_as_text(value) -> None:
    made = workbook_response("表", ["甲", "乙"], [["x", value]])
    assert (cells_of(made)[1][1], kinds_of(made)[1][1]) == (str(value), "s")


def test_a_quotient_stays_a_number() -> None:
    made = workbook_response("表", ["甲", "乙"], [["x", Decimal(1) / Decimal(3)]])
    assert kinds_of(made)[1][1] == "n"


@pytest.mark.parametrize("value", [0, -1, 1.5, Decimal("-2.50"), 10**9])
def test_numbers_stay_numbers(value) -> None:
    made = workbook_response("表", ["甲", "乙"], [["x", value]])
    assert (cells_of(made)[1][1], kinds_of(made)[1][1]) == (float(value), "n")


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, None), ("", None), (True, "是"), (False, "否"), (date(2026, 3, 5), "2026年3月5日"),
     (datetime(2026, 3, 5, 9, tzinfo=UTC), "2026年3月5日 17:00"), ("=1", "'=1"), ("文", "文"),
     ("http://a.example", "http://a.example")],
)  # fmt: skip
def test_each_kind_of_value_is_exported_as_itself(value, cell) -> None:
    assert cells_of(workbook_response("表", ["甲", "乙"], [["x", value]]))[1][1:] == [cell]


@pytest.mark.parametrize("title", ["单位" * 30, "a[b]:*?/\\c", "'引号'", "", "/"])
def test_any_title_makes_a_workbook(title) -> None:
    assert cells_of(workbook_response(title, ["甲"], [])) == [["甲"]]


BUNDLE = "src/wangyu/assessment/evaluation/logic/bundle/tables.py"
"""Pure, and read back to the bit: it makes formulas plain by itself (``as_text``)."""


def test_every_table_that_leaves_is_written_here() -> None:
    makers = {"xlsxwriter.Workbook", "csv.writer", "csv.DictWriter"}
    found = [m.name for m in modules() for call in calls(m.tree) if dotted(call.func) in makers]
    assert set(found) == {"src/wangyu/base/ui/sheets.py", BUNDLE}


def test_a_file_for_programs_keeps_numbers_and_runs_no_text() -> None:
    answer = csv_response("评分", ["甲", "乙"], [["=1", 100 / 3], ["文", -2], [True, 1e-7]])
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["甲", "乙"], ["'=1", "33.3333333333333"], ["文", "-2"], ["是", "1e-07"],
    ]  # fmt: skip
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=utf-8''%E8%AF%84%E5%88%86.csv" in answer.headers["Content-Disposition"]
