"""The document that is handed out, and the rows that are refused."""

import numpy as np
import pytest

from wangyu.base.lib.calibration.document import OPTIONAL, REQUIRED, document
from wangyu.base.lib.given import WrongInput, read_csv

ROWS = "甲,张,立意,3\n甲,李,立意,4\n乙,张,立意,1\n乙,李,立意,2\n"


def answer(rows: str, head: str = "item,reviewer,criterion,score", **options):
    table = read_csv(f"{head}\n{rows}", "评分.csv", REQUIRED, OPTIONAL)
    return document(table, **{"top": 1, "seed": 1} | options)


def test_items_and_reviewers_keep_the_order_of_the_file():
    found = answer(ROWS)
    assert [row["item"] for row in found["items"]] == ["甲", "乙"]
    assert [row["reviewer"] for row in found["reviewers"]] == ["张", "李"]
    assert [row["raw"] for row in found["items"]] == [3.5, 1.5]
    assert [row["rank"] for row in found["items"]] == [1, 2]
    assert found["reviewers"][0]["severity"] > 0 > found["reviewers"][1]["severity"]
    assert (found["connected"], found["components"]) == (True, 1)
    assert set(found["items"][0]) == {
        "item", "raw", "calibrated", "low", "high", "rank", "rank_low", "rank_high", "p_top", "component",
    }  # fmt: skip


def test_nothing_in_it_is_a_number_of_another_library():
    found = answer(ROWS)
    assert not any(isinstance(v, np.generic) for row in found["items"] for v in row.values())


def test_what_is_not_connected_is_said():
    found = answer("a,r,x,3\nb,s,x,4\n")
    assert (found["connected"], found["components"]) == (False, 2)
    assert [row["component"] for row in found["reviewers"]] == [1, 2]


def test_weights_are_read():
    found = answer("a,r,x,1,3\na,r,y,5,1\n", "item,reviewer,criterion,score,weight")
    assert found["items"][0]["raw"] == 2.0


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("a,r,x,3\na,r,x,4\n", "评分.csv 第 3 行：与第 2 行是同一作品、评委和指标，应只有一行。"),
        ("a,r,x,1e10\n", "评分.csv 第 2 行：score 太大，应在正负 1000000000 以内。"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_are_refused(rows, sentence):
    with pytest.raises(WrongInput) as refused:
        answer(rows)
    assert str(refused.value) == sentence


def test_a_weight_of_nothing_is_refused():
    with pytest.raises(WrongInput, match=r"评分.csv 第 2 行：weight 应为大于 0 的数，例如 1。"):
        answer("a,r,x,1,0\n", "item,reviewer,criterion,score,weight")
