from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.assessment.policy.logic.cases import requirement
from wangyu.assessment.policy.logic.compare import Difference, compare

OLD = requirement(key="a")


def test_new_gone_and_changed_rows_are_told_apart():
    new = replace(OLD, modality="encouraged", title="新名")
    assert compare("要求", {"a": OLD, "b": OLD}, {"a": new, "c": OLD}) == [
        Difference("要求", "a", "修改", (("title", "要求", "新名"), ("modality", "must", "encouraged"))),
        Difference("要求", "b", "删去"),
        Difference("要求", "c", "新增"),
    ]  # fmt: skip


def test_the_same_has_no_difference():
    assert compare("要求", {"a": OLD}, {"a": replace(OLD)}) == []


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_the_other_way_round_new_is_gone(before, after):
    words = {"新增": "删去", "删去": "新增"}
    there = compare("要求", dict.fromkeys(before, OLD), dict.fromkeys(after, OLD))
    back = compare("要求", dict.fromkeys(after, OLD), dict.fromkeys(before, OLD))
    assert [(d.key, words[d.change]) for d in there] == [(d.key, d.change) for d in back]
