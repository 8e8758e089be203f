"""A draw against a second one written from the description, and what must and must not change it."""

import math
import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessment.evaluation.logic.drawing.reference import plain_draw, sha
from wangyu.assessment.evaluation.logic.drawing import Frame, draw
from wangyu.assessment.evaluation.logic.drawing.allocation import allocate
from wangyu.assessment.evaluation.logic.drawing.marks import bytes_of
from wangyu.base.lib.given import WrongInput

REVEALS = {"代表甲": "橘子洲头的风吹了一整夜没有停过啊", "代表乙": "0123456789abcdef"}
COLUMNS = ("ownership", "level")
ROWS = {
    f"{level}{ownership}{n}": ((ownership, level), 1 + n % 5)
    for level, ownership, count in (("本科", "公办", 9), ("专科", "公办", 14), ("专科", "民办", 4), ("本科", "民办", 1))
    for n in range(count)
}  # fmt: skip


def frame(rows, columns=COLUMNS):
    weights = tuple(weight for _, weight in rows.values())
    values = tuple(values for values, _ in rows.values())
    return Frame(columns, tuple(rows), values, None if None in weights else weights)


def test_golden_vectors():
    """Fixed for ever: an old draw stays repeatable, or the algorithm has another name."""
    found = draw(frame(ROWS), 6, REVEALS)
    assert found.frame_sha256 == "331d996cd44156d447e70d289e622f3321ad0dc6e66386007c6b689ea875d394"
    assert found.seed_sha256 == "10bf9571739da05929e480aa849d4a952d475d7f3cafa0f828692ef3bbc6ffc2"
    assert found.drawn == (
        "专科公办4",
        "专科公办7",
        "专科民办2",
        "本科公办1",
        "本科公办7",
        "本科民办0",
    )


@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("size", [1, 3, 4, 7, 20, 28])
def test_the_draw_is_that_of_its_description(size, weighted):
    rows = ROWS if weighted else {unit: (values, None) for unit, (values, _) in ROWS.items()}
    found = draw(frame(rows), size, REVEALS)
    hashed, seed, drawn = plain_draw(COLUMNS, rows, size, REVEALS)
    assert (found.frame_sha256, found.seed_sha256) == (hashed, seed)
    assert {one.values[::-1]: list(one.drawn) for one in found.strata} == drawn


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6).map(
    lambda text: unicodedata.normalize("NFC", text)
)
rows_of = st.dictionaries(
    names,
    st.tuples(st.tuples(st.sampled_from("甲乙丙"), names), st.integers(1, 9)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(rows_of, st.randoms(use_true_random=False), st.data())
def test_any_frame_is_drawn_as_described_in_whatever_order_it_comes(rows, random, data):
    size = data.draw(st.integers(1, len(rows)))
    units = list(rows)
    random.shuffle(units)
    turned = {unit: (rows[unit][0][::-1], rows[unit][1]) for unit in units}
    first = draw(frame(rows), size, REVEALS)
    again = draw(frame(turned, COLUMNS[::-1]), size, REVEALS)
    assert first.frame_sha256 == again.frame_sha256
    assert first.drawn == again.drawn
    assert len(set(first.drawn)) == size == sum(one.size for one in first.strata)
    hashed, seed, drawn = plain_draw(COLUMNS, rows, size, REVEALS)
    assert (first.frame_sha256, first.seed_sha256) == (hashed, seed)
    assert {one.values[::-1]: list(one.drawn) for one in first.strata} == drawn


@given(st.lists(st.text(st.characters(codec="utf-8"))), st.lists(st.text(st.characters(codec="utf-8"))))  # fmt: skip
def test_no_two_lists_of_texts_have_the_same_bytes(one, other):
    same = [unicodedata.normalize("NFC", text) for text in one] == [
        unicodedata.normalize("NFC", text) for text in other
    ]
    assert (bytes_of(one) == bytes_of(other)) == same


@pytest.mark.parametrize(
    "changed",
    [
        ROWS | {"新校": (("公办", "本科"), 1)},
        {unit: row for unit, row in ROWS.items() if unit != "本科公办0"},
        ROWS | {"本科公办0": (("公办", "专科"), 1)},
        ROWS | {"本科公办0": (("公办", "本科"), 2)},
    ],
)
def test_whatever_of_the_frame_changes_changes_its_hash_and_the_seed(changed):
    before, after = draw(frame(ROWS), 6, REVEALS), draw(frame(changed), 6, REVEALS)
    assert before.frame_sha256 != after.frame_sha256
    assert before.seed_sha256 != after.seed_sha256


def test_a_column_of_equal_weights_is_another_frame_than_none():
    ones = {unit: (values, 1) for unit, (values, _) in ROWS.items()}
    none = {unit: (values, None) for unit, (values, _) in ROWS.items()}
    assert frame(ones).digest() != frame(none).digest()


def test_who_reveals_what_decides_and_in_which_order_does_not():
    first = draw(frame(ROWS), 6, REVEALS)
    turned = draw(frame(ROWS), 6, dict(reversed(REVEALS.items())))
    swapped = draw(frame(ROWS), 6, dict(zip(REVEALS, reversed(REVEALS.values()), strict=True)))
    fewer = draw(frame(ROWS), 6, {"代表乙": REVEALS["代表乙"]})
    assert first == turned
    assert len({one.seed_sha256 for one in (first, swapped, fewer)}) == 3


def test_the_same_letters_in_another_encoding_are_the_same_unit():
    composed, decomposed = {"é": ((), None)}, {"e\u0301": ((), None)}
    first, again = (draw(frame(rows, ()), 1, REVEALS) for rows in (composed, decomposed))
    assert first == again
    with pytest.raises(WrongInput, match="出现了两次"):
        draw(frame(composed | decomposed, ()), 1, REVEALS)


def test_who_stands_in_is_the_next_in_order():
    six = draw(frame(ROWS), 6, REVEALS)
    all_ = draw(frame(ROWS), 28, REVEALS)
    assert [one.order for one in six.strata] == [one.order for one in all_.strata]
    assert sorted(all_.drawn) == sorted(ROWS)


def test_over_many_seeds_each_is_drawn_as_often_as_it_weighs():
    """One place: the chance is the weight's share, to within four standard errors."""
    rows = {name: ((), weight) for name, weight in (("a", 1), ("b", 2), ("c", 7))}
    times = 3000
    seen = Counter(draw(frame(rows, ()), 1, {"甲": f"{n:016}"}).drawn[0] for n in range(times))
    for name, (_, weight) in rows.items():
        share = weight / 10
        assert abs(seen[name] / times - share) < 4 * math.sqrt(share * (1 - share) / times)


def test_within_a_stratum_each_is_drawn_equally_often():
    rows = {f"u{n}": ((), None) for n in range(6)}
    times = 2000
    seen = Counter(
        unit for n in range(times) for unit in draw(frame(rows, ()), 2, {"甲": f"{n:016}"}).drawn
    )
    for count in seen.values():
        assert abs(count / times - 1 / 3) < 4 * math.sqrt(2 / 9 / times)
    assert len(seen) == 6


@pytest.mark.parametrize("size", [0, 29])
def test_a_size_the_frame_does_not_have_is_refused(size):
    with pytest.raises(WrongInput, match=f"要抽 {size} 个，抽样框里有 28 个；应为 1 到 28"):
        draw(frame(ROWS), size, REVEALS)


@pytest.mark.parametrize("weight", [0, 101])
def test_a_weight_out_of_its_bounds_is_refused(weight):
    with pytest.raises(WrongInput, match=f"“新校”的权重是 {weight}，应为 1 到 100 的整数"):
        draw(frame(ROWS | {"新校": (("公办", "本科"), weight)}), 6, REVEALS)


sizes_of = st.dictionaries(st.integers(), st.integers(1, 40), min_size=1, max_size=9)


@given(sizes_of, st.data())
def test_numbers_add_up_fit_and_leave_no_stratum_out_that_can_be_in(sizes, data):
    number = data.draw(st.integers(1, sum(sizes.values())))
    found = allocate(sizes, number, int)
    assert sum(found.values()) == number
    assert set(found) == set(sizes)
    assert all(0 <= found[key] <= size for key, size in sizes.items())
    if number >= len(sizes):
        assert min(found.values()) >= 1
    larger = [(a, b) for a in sizes for b in sizes if sizes[a] > sizes[b]]
    assert all(found[a] >= found[b] for a, b in larger)


def test_numbers_by_hand():
    """49 : 28 : 5 : 2 of 12: two are below one and have one; 10 over 77 are 6.36 and 3.64."""
    sizes = {"本公": 49, "专公": 28, "本民": 5, "专民": 2}
    assert allocate(sizes, 12, len) == {"本公": 6, "专公": 4, "本民": 1, "专民": 1}
    assert allocate(sizes, 2, len) == {"本公": 1, "专公": 1, "本民": 0, "专民": 0}


@pytest.mark.parametrize(("tie", "first"), [({"a": 2, "b": 1}, "b"), ({"a": 1, "b": 2}, "a")])
def test_equal_remainders_go_by_the_ticket(tie, first):
    assert allocate({"a": 5, "b": 5}, 3, tie.get)[first] == 2


def test_a_commitment_is_the_hash_of_its_description():
    found = draw(frame(ROWS), 1, REVEALS).commitments
    assert found == {
        name: sha("wangyu-commitment-1", value) for name, value in sorted(REVEALS.items())
    }
