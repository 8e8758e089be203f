"""What a program read in a picture becomes text, and each letter keeps its place."""

import pytest

from wangyu.activities.calls.logic.blinding.readings import SURE, apart, joined, read_in

HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)
PICTURE = "1\t1\t0\t0\t0\t0\t0\t0\t1000\t500\t-1\t"


def word(text, left, top, *, line=1, wide=100, high=50, sure=90):
    return f"5\t1\t1\t1\t{line}\t1\t{left}\t{top}\t{wide}\t{high}\t{sure}\t{text}"


def table(*words):
    return "\n".join([HEAD, PICTURE, *words])


def test_chinese_is_joined_and_latin_words_stay_apart():
    read = read_in(
        table(word("学生", 0, 0), word("甲", 100, 0), word("Li", 200, 0), word("Na", 300, 0))
    )
    assert read.text == "学生甲Li Na"
    assert len(read.at) == len(read.text)


def test_lines_stay_lines():
    assert read_in(table(word("上", 0, 0), word("下", 0, 100, line=2))).text == "上\n下"


def test_letters_share_the_place_of_their_word():
    read = read_in(table(word("云梦大学", 100, 50, wide=400)))
    assert read.at[0] == [1000, 1000, 2001, 2000]
    assert read.at[3] == [4000, 1000, 5001, 2000]
    assert read.boxes(0, 4) == [[1000, 1000, 5001, 2000]]
    assert read.boxes(1, 2) == [[2000, 1000, 3001, 2000]]


def test_what_goes_over_two_lines_has_a_place_in_each():
    read = read_in(table(word("云梦", 800, 0), word("大学", 0, 100, line=2)))
    assert len(read.boxes(0, len(read.text))) == 2


@pytest.mark.parametrize(("sure", "text"), [(SURE, "甲"), (SURE - 1, "")])
def test_letters_nobody_is_sure_of_are_left_out(sure, text):
    assert read_in(table(word("甲", 0, 0, sure=sure))).text == text


@pytest.mark.parametrize("table", ["", HEAD, "rubbish", f"{HEAD}\n5\t1\t1"])
def test_a_table_without_a_picture_says_nothing(table):
    assert read_in(table).text == ""


def test_a_mark_of_quotation_is_a_letter():
    assert read_in(table(word('"甲', 0, 0), word("乙", 100, 0))).text == '"甲乙'


def test_no_place_lies_outside_the_picture():
    read = read_in(table(word("甲乙", 900, 480, wide=200, high=90)))
    assert max(max(box) for box in read.at) == 10_000


def test_what_was_read_in_two_ways_stands_one_after_the_other():
    one, other = read_in(table(word("甲", 0, 0))), read_in(table(word("乙", 0, 0)))
    both = joined([one, other])
    assert both.text == "\n甲\n乙"
    assert both.boxes(1, 2) == one.at
    assert both.boxes(3, 4) == other.at


def test_the_same_word_read_twice_has_one_place():
    box, near, far = [0, 0, 1000, 500], [20, 10, 1010, 490], [900, 0, 1900, 500]
    assert apart([box, near, far]) == [box, far]
