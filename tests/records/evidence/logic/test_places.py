"""Pages and seconds as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.records.evidence.logic.places import Place, place_of


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("第 3 页", 3), ("第三页", 3), ("第十二页", 12), ("二十页", 20), ("第12-15页", 12),
        ("第3、4页", 3), ("p. 7", 7), ("P12", 12), ("page 3", 3), ("3", 3), ("３", 3),
        ("附件2第5页", 5), ("见第 8 页第二段", 8), ("第 2 面", 2),
    ],
)  # fmt: skip
def test_a_page_is_read(words, page):
    assert place_of(words) == Place(page=page)
    assert place_of(words).query == f"?page={page}"


@pytest.mark.parametrize(
    ("words", "second"),
    [
        ("1:35", 95), ("01:02:03", 3723), ("１：３５", 95), ("第 2 分 5 秒", 125), ("2分钟", 120),
        ("95秒", 95), ("1小时2分", 3720), ("第两分钟", 120),
    ],
)  # fmt: skip
def test_a_second_is_read(words, second):
    assert place_of(words) == Place(second=second)
    assert place_of(words).query == f"?second={second}"


@pytest.mark.parametrize("words", ["", "见会议纪要", "第百页", "小时", "现场2024年", "help 3", "0:99:99"])  # fmt: skip
def test_what_is_not_understood_says_nothing(words):
    assert place_of(words) == Place()
    assert place_of(words).query == ""


@given(st.text(alphabet="0123456789零一二三十两第页分秒时小p.:： -至abc", max_size=20))
def test_whatever_is_typed_is_read_without_a_fault(words):
    found = place_of(words)
    assert found.page >= 0
    assert found.second >= 0
    assert not (found.page and found.second)


@given(st.integers(1, 9999))
def test_every_page_comes_back(page):
    assert place_of(f"第 {page} 页").page == page
