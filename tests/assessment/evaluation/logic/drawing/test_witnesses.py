"""What a witness may say, and what it is held to."""

import pytest

from wangyu.assessment.evaluation.logic.drawing.witnesses import checked_reveals, commitment_of
from wangyu.base.lib.given import WrongInput

A, B = "岳麓山上的第一片红叶落在台阶上了", "湘江北去的水在三月里涨过了堤岸呀"
BOTH = {"甲": A, "乙": B}
PROMISED = {name: commitment_of(value) for name, value in BOTH.items()}


def sentence(reveals, commitments=None):
    with pytest.raises(WrongInput) as found:
        checked_reveals(reveals, commitments)
    return str(found.value)


def test_what_was_promised_is_accepted():
    upper = {name: said.upper() for name, said in PROMISED.items()}
    assert checked_reveals(BOTH, upper) == checked_reveals(BOTH) == BOTH


def test_another_value_than_promised_is_refused_by_name():
    assert "“乙”公开的值与承诺不符" in sentence(BOTH | {"乙": B + "。"}, PROMISED)
    swapped = dict(zip(BOTH, reversed(BOTH.values()), strict=True))
    assert "“甲”公开的值与承诺不符" in sentence(swapped, PROMISED)


def test_who_promised_must_speak_and_who_speaks_must_have_promised():
    assert "“乙”作了承诺，没有公开值" in sentence({"甲": A}, PROMISED)
    assert "“乙”没有事先承诺" in sentence(BOTH, {"甲": PROMISED["甲"]})


def test_what_is_no_hash_is_not_compared():
    for said in ("", "0" * 63, "g" * 64, PROMISED["甲"] + " "):
        assert "“甲”的承诺应为 64 个十六进制数字" in sentence({"甲": A}, {"甲": said})


def test_a_value_others_could_find_by_trying_is_refused():
    assert "见证人“甲”的值只有 15 个字，别人试得出来，应至少 16 个字" in sentence({"甲": "x" * 15})
    with pytest.raises(WrongInput, match="承诺的值只有 0 个字"):
        commitment_of("")
    assert commitment_of("x" * 16) != commitment_of("x" * 17)


@pytest.mark.parametrize("value", [" " + A, A + "\n", A + "\u200b", "x" * 1001, A[:8] + "\t" + A])
def test_a_value_that_would_not_survive_copying_is_refused(value):
    assert "应为不超过 1000 个字的一行文字" in sentence({"甲": value})


def test_two_who_say_the_same_are_one():
    assert "“甲”与“乙”的值相同，应各出各的" in sentence({"甲": A, "乙": A})
    assert "相同" in sentence({"甲": "é" * 16, "乙": "e\u0301" * 16})


def test_nobody_at_all_is_refused():
    assert "没有见证人公开的值" in sentence({})
