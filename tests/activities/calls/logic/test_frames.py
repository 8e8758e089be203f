"""Two films, moment by moment: what a copy keeps is found, what everybody shows is not."""

import numpy as np
import pytest

from wangyu.activities.calls.logic.frames import (
    COMMON,
    FLAT,
    HIGH,
    LEAST,
    MOST_SHOWN,
    WIDE,
    Moments,
    moments_of,
    shared,
)

DOTS = WIDE * HIGH


def dots(seed, count=1):
    """Pictures that have nothing to do with one another."""
    return np.random.default_rng(seed).integers(0, 256, (count, DOTS), dtype=np.uint8)


def film(work, *prints, at=None):
    return Moments(work, work, at or list(range(len(prints))), np.array(prints, np.uint64))


def some(seed, count):
    return np.random.default_rng(seed).integers(0, 2**64, count, dtype=np.uint64).tolist()


def found(films, known=None):
    return [(one.a, one.b) for one in shared(films, known or [False] * len(films))]


def test_a_picture_is_told_by_which_of_two_neighbours_is_brighter():
    rising = np.tile(np.arange(WIDE, dtype=np.uint8) * 20, HIGH)
    ((at, made),) = moments_of(rising.tobytes())
    assert (at, made) == (0, 2**64 - 1)
    assert moments_of(rising[::-1].tobytes()) == [(0, 0)]


def test_of_a_moment_only_the_beginning_is_kept():
    one, other = dots(1, 2)
    brighter = np.minimum(one.astype(int) + 3, 255).astype(np.uint8)
    raw = b"".join(each.tobytes() for each in (one, brighter, one, other, other))
    assert [at for at, _ in moments_of(raw)] == [0, 3]


def test_pictures_of_one_colour_are_no_moments():
    fog = np.full(DOTS, 90, np.uint8)
    fog[::2] += FLAT - 1
    assert moments_of(fog.tobytes() + bytes(DOTS)) == []
    fog[0] += 1
    assert len(moments_of(fog.tobytes())) == 1


@pytest.mark.parametrize("raw", [b"", b"x" * (DOTS - 1)])
def test_a_film_without_a_whole_picture_has_no_moment(raw):
    assert moments_of(raw) == []


def test_a_copy_is_found_with_the_seconds_of_both():
    same = some(1, 8)
    films = [film(0, *same), film(1, *some(2, 4), *same)]
    (one,) = shared(films, [False, False])
    assert (one.a, one.b, one.share) == (0, 1, 1.0)
    assert one.seconds == [(n / 2, (n + 4) / 2) for n in range(8)]


@pytest.mark.parametrize(("bits", "there"), [(8, True), (9, False)])
def test_a_few_places_of_a_picture_may_differ(bits, there):
    same = some(3, 8)
    changed = [one ^ (2**bits - 1) for one in same]
    assert bool(found([film(0, *same), film(1, *changed)])) is there


@pytest.mark.parametrize(("count", "there"), [(LEAST, True), (LEAST - 1, False)])
def test_a_few_moments_alike_are_chance(count, there):
    same = some(4, count)
    films = [film(0, *some(5, 9), *same), film(1, *same, *some(6, 9))]
    assert bool(found(films)) is there


def test_one_picture_that_comes_back_counts_once():
    (card,) = some(7, 1)
    assert found([film(0, *[card] * 9), film(1, *[card] * 9)]) == []


def test_what_many_works_show_belongs_to_nobody():
    card = some(8, 9)
    two = [film(n, *card, *some(10 + n, 9)) for n in range(2)]
    assert found(two) == [(0, 1)]
    many = [film(n, *card, *some(10 + n, 9)) for n in range(2 + COMMON)]
    assert found(many) == []


def test_films_of_one_work_and_two_of_earlier_years_are_not_compared():
    same = some(9, 9)
    one = Moments(3, 1, range(9), np.array(same, np.uint64))
    other = Moments(3, 2, range(9), np.array(same, np.uint64))
    assert found([one, other]) == []
    films = [film(0, *same), film(1, *same), film(2, *same)]
    assert found(films, [True, True, False]) == [(0, 2), (1, 2)]
    assert found([]) == []


def test_the_share_is_of_what_the_shorter_one_has_of_its_own():
    same = some(11, 6)
    (one,) = shared([film(0, *same, *some(12, 6)), film(1, *same, *some(13, 30))], [False, False])
    assert one.share == 0.5


def test_of_many_moments_some_are_shown_from_beginning_to_end():
    same = some(14, 100)
    (one,) = shared([film(0, *same), film(1, *same)], [False, False])
    assert len(one.seconds) <= MOST_SHOWN
    assert one.seconds[0] == (0.0, 0.0)
    assert one.seconds[-1][0] > 40
