from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wangyu.institutions.orgs.logic.picking import label_units, no_such, suggest

NAMES = ["湘潭大学", "湘潭理工学院", "湖南大学", "湖南第一师范学院"]


def test_a_name_of_its_own_is_its_label():
    assert label_units([(1, "文学院", "云梦大学"), (2, "理学院", "云梦大学")]) == {
        "文学院": 1,
        "理学院": 2,
    }


def test_units_of_one_name_carry_the_unit_above():
    units = [(1, "文学院", "云梦大学"), (2, "文学院", "兰台大学"), (3, "理学院", "兰台大学")]
    assert label_units(units) == {"云梦大学 / 文学院": 1, "兰台大学 / 文学院": 2, "理学院": 3}


def test_units_that_nothing_tells_apart_are_not_offered():
    assert label_units([(1, "文学院", "云梦大学"), (2, "文学院", "云梦大学")]) == {}


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("子丑")), max_size=6))
def test_a_label_never_means_two(named):
    units = [(pk, name, above) for pk, (name, above) in enumerate(named)]
    labels = label_units(units)
    assert len(set(labels.values())) == len(labels)
    assert all(label.endswith(units[pk][1]) for label, pk in labels.items())


def test_what_was_typed_in_part_comes_before_what_is_written_alike():
    assert suggest("湘潭", NAMES) == ["湘潭大学", "湘潭理工学院"]
    assert suggest("湖南大字", NAMES) == ["湖南大学"]
    assert suggest("学院", NAMES, most=1) == ["湘潭理工学院"]


def test_nothing_alike_says_to_choose_from_the_list():
    assert no_such("哈", NAMES) == "您管理的范围内没有“哈”。请核对名称。"
    assert no_such("湘潭", NAMES) == "您管理的范围内没有“湘潭”。是不是：湘潭大学、湘潭理工学院？"
