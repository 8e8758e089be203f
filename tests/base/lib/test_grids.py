"""Text tables as offices save them, and the names of cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.lib.grids import BookError, cell_name, grid, text_grid

TEXT = "名称,层次\r\n云梦大学,本科\r\n"
ROWS = [["名称", "层次"], ["云梦大学", "本科"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_usual_encoding(encoding):
    assert text_grid(TEXT.encode(encoding)).rows == ROWS


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_columns_are_parted_by_what_the_first_line_uses(mark):
    assert text_grid(TEXT.replace(",", mark).encode()).rows == ROWS


def test_a_single_column_needs_no_mark():
    assert text_grid("名称\n云梦大学\n".encode()).rows == [["名称"], ["云梦大学"]]


def test_quoted_commas_and_line_breaks_stay_in_their_cell():
    assert text_grid('甲,"乙,丙\n丁"\n'.encode()).rows == [["甲", "乙,丙\n丁"]]


def test_full_width_and_hard_spaces_do_not_make_a_table_unreadable():
    assert text_grid("云梦\u3000大学,\xa012\n".encode()).rows == [["云梦\u3000大学", "12"]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xff\xff\xfe\x81", "也不是 CSV 文字表格"),
        (b"a\x00b,c", "也不是 CSV 文字表格"),
        (b"\xff\xfea", "也不是 CSV 文字表格"),
        (b"%PDF-1.7\n\x01\x02", "也不是 CSV 文字表格"),
        (b'a,"b', "引号没有配对"),
        (b"x" * 200_000, "有一格太长"),
        (b"<html><table></table>", "网页或 XML 文件"),
        (b'\n <?xml version="1.0"?>', "网页或 XML 文件"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data, words):
    with pytest.raises(BookError, match=words) as refused:
        text_grid(data)
    assert "另存为 xlsx" in str(refused.value)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_sentence(data):
    assert outcome(data).endswith(("rows", "。"))


def outcome(data):
    try:
        return f"{len(text_grid(data).rows)} rows"
    except BookError as error:
        return str(error)


def test_a_cell_outside_a_short_row_is_blank():
    table = grid("表", [["a", " b "], ["c"]])
    assert [table.at(0, 1), table.at(1, 1), table.at(1, -1)] == ["b", "", ""]


def test_what_our_export_marked_comes_back_as_typed():
    assert grid("表", [["'=1+1", "'引号", "a\x00"]]).rows == [["=1+1", "'引号", "a"]]


@pytest.mark.parametrize(
    ("place", "name"),
    [((0, 0), "A1"), ((2, 25), "Z3"), ((9, 26), "AA10"), ((0, 701), "ZZ1"), ((1, 16383), "XFD2")],
)
def test_cells_are_named_as_a_spreadsheet_names_them(place, name):
    assert cell_name(*place) == name


@given(st.integers(0, 20_000))
def test_every_column_has_a_name_of_its_own(column):
    letters = cell_name(0, column).removesuffix("1")
    back = 0
    for letter in letters:
        back = back * 26 + ord(letter) - 64
    assert back - 1 == column
