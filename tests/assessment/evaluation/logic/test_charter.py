"""Charters: what ships is an example and adds up; what does not is told in one sentence."""

from __future__ import annotations

import pytest

from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.charter import FORMS, plain, read_charter
from wangyu.base.lib.packs import PackError

WORDS = {"key": "one", "form": "full", "title": "办法", "label": "示例·非官方", "source": "无"}
BASE = WORDS | {
    "years": 2, "self_share": 20, "mutual_share": 30, "spot_share": 50, "checks_each": 2,
    "spot_size": 12, "notice_days": 5, "first": 10, "concentration": 30, "draws": 1000,
}  # fmt: skip


def test_every_form_ships_with_an_example_that_says_so():
    found = charters()
    assert {one.form for one in found.values()} == set(FORMS)
    assert all(one.label == "示例·非官方" for one in found.values())


@pytest.mark.parametrize("key", charters())
def test_a_charter_copied_by_a_round_is_read_as_it_was(key):
    assert read_charter("副本", plain(charters()[key])) == charters()[key]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"self_share": 30}, "份额之和是 110，应为 100"),
        ({"mutual_share": 0, "self_share": 50}, "mutual_share 写作 0，应为从 1 起的整数"),
        ({"strata": ["level", "size"]}, "strata 里的 size 应为 level、ownership、city 之一"),
        ({"form": "yearly"}, "form 写作 yearly，应为 full、interim、commendation 之一"),
        ({"weight": 3}, "没有 weight 这个键"),
        ({"not_drawn": "zero"}, "not_drawn 写作 zero"),
    ],
)
def test_what_does_not_fit_is_one_sentence(change, sentence):
    with pytest.raises(PackError, match=sentence):
        read_charter("办法", BASE | change)


@pytest.mark.parametrize(
    ("share", "number"), [("mutual_share", "checks_each"), ("spot_share", "spot_size")]
)
def test_a_share_without_what_it_is_a_share_of_is_told(share, number):
    with pytest.raises(PackError, match=number):
        read_charter("办法", {key: value for key, value in BASE.items() if key != number})
    rest = {key: value for key, value in BASE.items() if key != share}
    with pytest.raises(PackError, match=number):
        read_charter("办法", rest | {"self_share": 20 + BASE[share]})
