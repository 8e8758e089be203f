from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.institutions.orgs.logic.group import NAMED, named_departments
from wangyu.institutions.orgs.logic.paths import ids_of, lies_within, path_of

IDS = st.lists(st.integers(1, 99_999_999), min_size=1, max_size=4)


@given(IDS)
def test_a_path_tells_its_ids_from_the_root_down(ids):
    path = ""
    for pk in ids:
        path = path_of(path, pk)
    assert ids_of(path) == ids


@given(IDS, st.integers(1, 99_999_999))
def test_a_child_lies_within_and_a_sibling_does_not(ids, other):
    path = ""
    for pk in ids:
        path = path_of(path, pk)
    assert lies_within(path_of(path, other), path)
    sibling = path_of(path[:-8], ids[-1] % 99_999_999 + 1)
    assert not lies_within(sibling, path)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["党委宣传部 部长"], ["党委宣传部"]),
        (["学 工 部"], ["学生工作部"]),
        (["研究生处", "校团委"], ["研究生院", "团委"]),
        (["教务处"], []),
        ([], []),
        (["团委", "党委宣传部"], ["党委宣传部", "团委"]),
    ],
)
def test_named_departments_are_known_by_what_universities_call_them(texts, found):
    assert named_departments(texts) == found


def test_clause_7_names_five_departments():
    assert len(NAMED) == 5
