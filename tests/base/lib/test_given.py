"""What is handed to an engine is read strictly, and a complaint says where, what and what instead."""

import csv

import pytest

from wangyu.base.lib.given import WrongInput, decode, read_csv, read_json


def read(text: str):
    return read_csv(text, "表.csv", ("item", "score"), ("weight",))


def test_columns_come_in_any_order_and_blank_lines_are_passed_over():
    table = read('score,item\n\n3.5, 甲 \n-1e2,"乙\n丙"\n')
    assert table.texts("item") == ["甲", "乙\n丙"]
    assert table.numbers("score") == [3.5, -100.0]
    assert table.lines == [3, 4]


def test_the_mark_of_utf_8_is_no_part_of_the_text():
    assert decode("\ufeffitem".encode(), "表.csv") == "item"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "表.csv 第 1 行：缺少列“item”，应有 item、score，可以另有 weight。"),
        ("item\na\n", "表.csv 第 1 行：缺少列“score”，应有 item、score，可以另有 weight。"),
        ("item,score,x\n", "表.csv 第 1 行：不认识的列“x”，应为 item、score，可以另有 weight。"),
        ("item,score,item\n", "表.csv 第 1 行：列“item”出现了两次，应只有一次。"),
        ("item,score\n", "表.csv：表头以下没有内容，应至少有一行。"),
        ("item,score\na,1\nb\n", "表.csv 第 3 行：有 1 格，应与表头一样是 2 格。"),
        ('item,score\n"a,1\n', "表.csv 第 2 行：引号没有成对，或引号外有多余的字；有逗号、引号或换行的一格应整个用双引号括起。"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused(text, sentence):
    with pytest.raises(WrongInput) as refused:
        read(text)
    assert str(refused.value) == sentence


def test_a_list_of_columns_without_optional_ones_ends_there():
    with pytest.raises(WrongInput, match=r"应为 a。"):
        read_csv("b\n", "表.csv", ("a",))


@pytest.mark.parametrize("cell", ["", "x", "nan", "inf", "1e999", "1_0", "\uff11", "1,5"])
def test_what_is_no_number_is_refused_by_row_and_column(cell):
    with pytest.raises(WrongInput, match=r"表.csv 第 3 行：score 是“.*”，应为一个数，例如 3.5。"):
        read(f'item,score\na,1\nb,"{cell}"\n').numbers("score")


def test_an_empty_name_is_refused():
    with pytest.raises(WrongInput, match=r"表.csv 第 2 行：item 是空的，应当填写。"):
        read("item,score\n ,1\n").texts("item")


def test_bytes_that_are_no_utf_8_are_refused_by_line():
    with pytest.raises(WrongInput, match=r"表.csv 第 2 行：不是 UTF-8 文字，请另存为 UTF-8 编码。"):
        decode(b"item\n\xff", "表.csv")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1', "题.json 第 1 行第 8 字：不是完整的 JSON，请检查括号、引号和逗号。"),
        ('{"a": 1, "a": 2}', "题.json：键“a”在同一处出现了两次，应只有一次。"),
        ('{"a": NaN}', "题.json：NaN 不是 JSON 的数，应为普通的数。"),
        ("[" * 100_000, "题.json：括号套得太深，应按文档里的格式写。"),
        ("1" * 5000, "题.json：有一个数的位数太多，应为普通的数。"),
    ],
)
def test_wrong_json_is_refused(text, sentence):
    with pytest.raises(WrongInput) as refused:
        read_json(text, "题.json")
    assert str(refused.value) == sentence


def test_json_is_read():
    assert read_json('{"a": [1, 2.5]}', "题.json") == {"a": [1, 2.5]}


def test_a_cell_may_be_long_and_others_of_the_process_keep_their_limit():
    before = csv.field_size_limit()
    assert read(f"item,score\n{'文' * (before + 1)},1\n").texts("item") == ["文" * (before + 1)]
    assert csv.field_size_limit() == before
