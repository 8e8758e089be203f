"""Tally, order and serial numbers of what a university recommends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.activities.calls.logic.roll import Place, Tally, in_order, shifted

TRACKS = ("b", "a")


@pytest.mark.parametrize(
    ("quota", "chosen", "left", "over"),
    [(None, 9, None, 0), (2, 0, 2, 0), (2, 2, 0, 0), (2, 3, 0, 1)],
)
def test_places_left_and_beyond(quota, chosen, left, over):
    tally = Tally("a", "甲", quota, chosen=chosen)
    assert (tally.left, tally.over) == (left, over)


def test_tracks_come_as_the_edition_lists_them_and_new_works_last():
    rows = [Place(1, "a", 1), Place(2, "b", None), Place(3, "b", 7), Place(4, "a", None)]
    assert [one.pk for one in in_order(TRACKS, rows)] == [3, 2, 1, 4]


def test_up_is_before_and_down_is_after():
    order = [Place(pk, "a", pk) for pk in (1, 2, 3)]
    assert [one.pk for one in shifted(order, 2, up=True)] == [2, 1, 3]
    assert [one.pk for one in shifted(order, 2, up=False)] == [1, 3, 2]


@given(st.lists(st.sampled_from(TRACKS), min_size=1, max_size=8), st.data())
def test_moving_keeps_every_work_in_its_track_and_back_is_where_it_was(tracks, data):
    order = in_order(TRACKS, [Place(n, track, n) for n, track in enumerate(tracks)])
    pk, up = data.draw(st.sampled_from(order)).pk, data.draw(st.booleans())
    moved = shifted(order, pk, up=up)
    assert sorted(one.pk for one in moved) == sorted(one.pk for one in order)
    assert [one.track for one in moved] == [one.track for one in order]
    assert moved == order or shifted(moved, pk, up=not up) == order
