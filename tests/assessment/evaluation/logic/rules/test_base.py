"""How a rule names what it looks at, a choice in its own words."""

import numpy as np
import pytest

from wangyu.assessment.evaluation.logic.rules.base import Given

YESNO = ("否", "是")


def seen(*own, names=("会议次数", "领导小组"), choices=((), YESNO)):
    rows = tuple(np.array(one, float) for one in own)
    return Given(rows, (), np.zeros(len(rows[0]), np.int64), 10, names[: len(own)], choices)


def test_measures_are_added_up_and_missing_while_one_is() -> None:
    given = seen([1, 2, np.nan], [10, np.nan, 30])
    np.testing.assert_array_equal(given.total, [11, np.nan, np.nan])
    np.testing.assert_array_equal(given.own[0], [1, 2, np.nan])
    np.testing.assert_array_equal(seen([4]).total, [4])


def test_what_has_no_name_is_told_by_its_number() -> None:
    given = seen([1], [1], [1])
    assert given.name == "会议次数与领导小组与第 3 项"
    assert (given.named(0), given.named(1), given.named(2)) == ("会议次数", "领导小组", "第 3 项")


@pytest.mark.parametrize(("value", "word"), [(0, "否"), (1, "是"), (2, ""), (0.5, ""), (-1, "")])
def test_what_was_chosen_is_told_in_its_words(value, word) -> None:
    given = seen([value], [value])
    assert given.chosen(1, 0) == word
    assert given.chosen(0, 0) == ""
    assert seen([value], choices=()).chosen(0, 0) == ""


def test_one_choice_is_a_word_and_several_are_a_number() -> None:
    one = seen([0, 1, 2], names=("领导小组",), choices=(YESNO,))
    assert [one.is_word(row) for row in range(3)] == [True, True, False]
    assert [one.told(row) for row in range(3)] == [
        "领导小组为“否”",
        "领导小组为“是”",
        "领导小组为 2",
    ]
    both = seen([1], [1], names=("领导小组", "内容队伍"), choices=(YESNO, YESNO))
    assert not both.is_word(0)
    assert both.told(0) == "领导小组与内容队伍为 2"
    assert not seen([1]).is_word(0)


def test_a_part_is_told_with_its_figure_or_its_word() -> None:
    given = seen([3], [1])
    assert (given.part(0, 0), given.part(1, 0)) == ("会议次数 3", "领导小组“是”")
