"""A name is one any system can save, and says nothing it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.core.examine.names import LONGEST, plain_name

NAMES = [
    ("通知.pdf", "通知.pdf"), ("", "材料"), (".pdf", "材料.pdf"), ("...", "材料"), ("con", "材料con"),
    ("\ud800.txt", "材料.txt"), ("名" * 300 + ".pdf", "名" * 78 + ".pdf"), ("通知 .pdf ", "通知.pdf"),
    ("👨‍👩‍👧.png", "👨👩👧.png"), ("é.txt", "é.txt"), ("报告.v1.2.pdf", "报告.v1.2.pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("given_name", "kept"), NAMES)
def test_a_name_is_kept_as_far_as_it_can_be(given_name, kept) -> None:
    assert plain_name(given_name) == kept


@given(st.text(st.characters(), max_size=400))
def test_any_name_can_be_saved(text) -> None:
    name = plain_name(text)
    assert 0 < len(name.encode()) <= LONGEST
    assert not set(name) & set('/\\:*?"<>|\x00\n\r\t\u202e')
    assert name[0] not in " ." or name == "."
    assert name[-1] not in " ."
    assert plain_name(name) == name
