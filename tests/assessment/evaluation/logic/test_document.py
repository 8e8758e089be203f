"""From a file of facts to the document, with a sentence for each thing wrong in the file."""

import math

import pytest

from tests.assessment.evaluation.logic.making import leaf, made
from wangyu.assessment.evaluation.logic.document import OPTIONAL, REQUIRED, document
from wangyu.base.lib.given import WrongInput, read_csv

SCHEME = made(leaf("a", 40), leaf("b", 60), leaf("v", 0, {"kind": "veto", "at_least": 1}))
ROWS = """unit,measure,value,group
A,m.a,100,x
A,m.b,50,
A,m.v,0,x
B,m.a,80,y
B,m.b,,y
C,m.a,90,
C,m.b,90,
C,m.v,1,
"""


def told(text, scheme=SCHEME, **options):
    table = read_csv(text, "事实.csv", REQUIRED, OPTIONAL)
    return document(scheme, table, **{"draws": 200, "seed": 1, "concentration": 30.0, "tops": (1, 2)} | options)  # fmt: skip


def test_a_document_is_what_the_command_promises():
    found = told(ROWS)
    first, second, third = found["units"]
    assert first == {
        "unit": "A", "group": "x", "total": 70.0, "total_most": 70.0,
        "by_indicator": {"a": 40.0, "b": 30.0, "v": 0.0}, "missing": [], "vetoed": None,
        "rank": 1, "rank_low": 1, "rank_high": 2, "p_top": {"1": 1.0, "2": 1.0},
    }  # fmt: skip
    assert second["by_indicator"] == {"a": 32.0, "b": None, "v": None}
    assert (second["missing"], second["total"], second["total_most"]) == (["b", "v"], 32.0, 92.0)
    assert (second["rank"], second["rank_low"], second["rank_high"]) == (2, 1, 2)
    assert (third["vetoed"], third["total"], third["rank"], third["group"]) == ("v", 0.0, 3, None)
    assert third["by_indicator"]["b"] == 54.0
    assert third["p_top"] == {"1": 0.0, "2": 0.0}
    assert found["scheme"]["label"] == "示例·非官方"
    assert len(found["scheme"]["sha256"]) == 64


def test_the_hash_is_of_the_scheme_and_of_nothing_else():
    other = made(leaf("a", 41), leaf("b", 59), leaf("v", 0, {"kind": "veto", "at_least": 1}))
    assert told(ROWS)["scheme"]["sha256"] == told(ROWS, seed=2)["scheme"]["sha256"]
    assert told(ROWS)["scheme"]["sha256"] != told(ROWS, other)["scheme"]["sha256"]


def test_the_order_of_the_rows_changes_the_order_of_the_units_and_nothing_else():
    head, *rows = ROWS.strip().splitlines()
    turned = told("\n".join([head, *reversed(rows)]))
    by_unit = {row["unit"]: row for row in turned["units"]}
    assert [row["unit"] for row in turned["units"]] == ["C", "B", "A"]
    assert [by_unit[row["unit"]] for row in told(ROWS)["units"]] == told(ROWS)["units"]


def test_no_column_of_groups_is_no_group():
    found = told("unit,measure,value\nA,m.a,10\nB,m.a,20\n")
    assert [row["group"] for row in found["units"]] == [None, None]
    assert [row["rank"] for row in found["units"]] == [2, 1]
    assert all(math.isfinite(row["total"]) for row in found["units"])


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("A,m.x,1,", "事实.csv 第 2 行：方案没有用到指标“m.x”，应为 m.a、m.b、m.v 之一。"),
        ("A,m.a,1,\nA,m.a,2,", "事实.csv 第 3 行：与第 2 行是同一单位和指标，应只有一行。"),
        ("A,m.a,one,", "事实.csv 第 2 行：value 是“one”，应为一个数，例如 3.5；没有就留空。"),
        ("A,m.a,1e999,", "value 是“1e999”，应为一个数"),
        ("A,m.a,nan,", "value 是“nan”，应为一个数"),
        (",m.a,1,", "事实.csv 第 2 行：unit 是空的"),
        ("A,,1,", "measure 是空的"),
        ("A,m.a,1,x\nA,m.b,1,y", "第 3 行：A 的 group 是“y”，第 2 行是“x”，应相同。"),
        ("A,m.a,1,\nA,m.b,1,x\nA,m.v,1,y", "第 4 行：A 的 group 是“y”，第 3 行是“x”，应相同。"),
        ("A,m.a,101,", "A 的 m.a 是 101，应为 0 到 100 的数。"),
        ("A,m.v,1e16,", "指标 m.v 里有太大的数"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_one_sentence(rows, sentence):
    with pytest.raises(WrongInput) as error:
        told(f"unit,measure,value,group\n{rows}\n")
    assert sentence in str(error.value)
