import pytest
from PIL import Image, ImageDraw

from wangyu.activities.calls.logic.sameness import (
    alike_pictures,
    alike_texts,
    print_of,
    without_quotes,
)

TALE = "春天的山坡上开满了映山红，外婆提着竹篮走在前面，我跟在后面数着石阶，一级一级往上走。"
OTHER = "高炉旁的老工人讲起当年抢修水泵的夜晚，钢花映红了半边天空，谁也没有先离开岗位一步。"
POLICY = "加强新时代高校网络思想政治工作，要坚持马克思主义在意识形态领域的指导地位，落实立德树人根本任务。"


def test_a_copied_passage_is_found_with_both_sides():
    (one,) = alike_texts([TALE, f"开头。{TALE}结尾。"], [False, False], [])
    assert (one.a, one.b) == (0, 1)
    assert one.share == 1
    assert one.passages[0][0] in TALE


def test_what_everybody_quotes_is_no_likeness():
    texts = [POLICY + TALE, OTHER + POLICY]
    assert alike_texts(texts, [False, False], [POLICY]) == []
    assert len(alike_texts(texts, [False, False], [])) == 1
    assert without_quotes([POLICY], [POLICY])[0].strip() in {"", "。"}


def test_works_of_earlier_years_are_not_held_against_one_another():
    assert alike_texts([TALE, TALE], [True, True], []) == []
    assert alike_texts([], [], []) == []


def drawn(colour, *, size=(320, 240), shape=(40, 30, 200, 180)):
    image = Image.linear_gradient("L").resize((320, 240)).convert("RGB")
    ImageDraw.Draw(image).ellipse(shape, fill=colour)
    return image.resize(size)


def test_a_picture_of_another_size_and_tint_is_the_same():
    same = [drawn("#aa3333"), drawn("#bb4433", size=(900, 700))]
    other = drawn("#111111", shape=(150, 10, 310, 90)).rotate(90)
    prints = [print_of(one) for one in (*same, other)]
    found = list(alike_pictures(prints, [False] * 3))
    assert [(a, b) for a, b, _ in found] == [(0, 1)]
    assert found[0][2] <= 6
    assert list(alike_pictures(prints, [True] * 3)) == []


def test_pictures_of_one_colour_are_not_compared():
    plain = [print_of(Image.new("RGB", (50, 50), colour)) for colour in ("#fff", "#336699")]
    assert plain == [0, 0]
    assert list(alike_pictures(plain, [False, False])) == []


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_compare_finds_nothing(count):
    assert list(alike_pictures([5] * count, [False] * count)) == []
