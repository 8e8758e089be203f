"""The document that is handed out, and the rows that are refused."""

import pytest

from wangyu.activities.calls.logic.originality.document import OPTIONAL, REQUIRED, document
from wangyu.base.lib.given import WrongInput, read_csv

LONG = "网络育人要把道理讲到学生的心里去，也要把学生的难处放在自己的心上"


def answer(rows, head="id,text"):
    return document(read_csv(f"{head}\n{rows}", "作品.csv", REQUIRED, OPTIONAL), threshold=0.25)


def test_the_most_alike_come_first():
    rows = f"a,{LONG}\nb,{LONG[:18]}{'甲乙丙丁戊己庚辛' * 4}\nc,{LONG}\n"
    found = answer(rows)["pairs"]
    assert [(row["a"], row["b"]) for row in found] == [("a", "c"), ("a", "b"), ("b", "c")]
    assert found[0] == {
        "a": "a", "b": "c", "overlap_a": 1.0, "overlap_b": 1.0, "passages": [[0, len(LONG), 0, len(LONG)]],
    }  # fmt: skip


def test_known_texts_are_marked_in_a_column():
    rows = f"a,{LONG},1\nb,{LONG},1\nc,{LONG},\n"
    found = answer(rows, "id,text,known")["pairs"]
    assert [(row["a"], row["b"]) for row in found] == [("a", "c"), ("b", "c")]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("a,x,2\n", "作品.csv 第 2 行：known 是“2”，应为 1、0 或空。"),
        ("a,x,\na,y,\n", "作品.csv 第 3 行：id“a”与第 2 行相同，应各不相同。"),
    ],
)
def test_rows_that_cannot_be_are_refused(rows, sentence):
    with pytest.raises(WrongInput) as refused:
        answer(rows, "id,text,known")
    assert str(refused.value) == sentence
