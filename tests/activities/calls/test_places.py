"""No more works than there are places: of a university, of an award, of the province."""

from __future__ import annotations

import pytest

from tests.activities.calls.rolling import plant, roll_of
from wangyu.activities.calls.logic.roll import Tally
from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.ops import CallError, choosing, deciding, national
from wangyu.activities.calls.ops import rolls as rolling
from wangyu.activities.calls.ops.choosing import RollError
from wangyu.activities.calls.queries import rolls

pytestmark = pytest.mark.django_db
TRACK, OTHER = "pictures", "articles"


def with_rules(call, **more):
    """What the edition says of the track of pictures, and None: does not say; of others it stays."""
    rows = [row | (more if row["key"] == TRACK else {}) for row in call.rules["track"]]
    rows = [{key: value for key, value in row.items() if value is not None} for row in rows]
    Call.objects.filter(pk=call.pk).update(rules=call.rules | {"track": rows})
    call.refresh_from_db()


def another(call):
    """The same once more."""
    made = Call.objects.get(pk=call.pk)
    made.pk = None
    made.save()
    return made


@pytest.fixture
def works(call, university):
    """So many of one state."""

    def make(count, state, track=TRACK, org=university):
        return [plant(call, org, state, track=track) for _ in range(count)]

    return make


class TestOfAUniversity:
    @pytest.fixture
    def recommend(self, campus, now):
        def run(*works):
            return choosing.decide(works=works, verb="recommend", actor=campus, now=now)

        return run

    def test_each_track_is_counted_by_how_far_its_works_are(
        self, call, works, university, other_university
    ):
        for count, state in enumerate(("submitted", "dept_passed", "declined", "draft"), start=1):
            works(count, state)
        works(2, "recommended")
        works(1, "in_review")
        works(1, "recommended", OTHER)
        works(3, "recommended", org=other_university)
        plant(another(call), university, "recommended")
        found = {one.key: one for one in rolls.tallies(call, university)}
        assert found[TRACK] == Tally(TRACK, "网图新视界", 2, 1, 2, 3, 3)
        assert found[OTHER] == Tally(OTHER, "优秀网络文章", 2, 0, 0, 1, 0)

    def test_recommended_is_up_to_the_places_of_the_track(self, works, recommend):
        first, second, third = works(3, "dept_passed")
        with pytest.raises(
            RollError, match="“网图新视界”每校 2 件的名额还可以推荐 2 件，您选了 3 件"
        ):
            recommend(first, second, third)
        recommend(first, second)
        with pytest.raises(RollError, match="已经用完"):
            recommend(third)
        recommend(*works(2, "dept_passed", OTHER))

    def test_one_full_track_does_not_close_the_others(self, works, recommend):
        works(3, "recommended")
        assert recommend(*works(1, "dept_passed", OTHER)).left_out == []

    def test_without_a_quota_there_is_no_border(self, call, works, recommend):
        with_rules(call, quota=None)
        assert len(recommend(*works(3, "dept_passed")).works) == 3

    def test_shown_is_something_and_not_too_much(self, call, works, university, campus, now):
        def show():
            return rolling.notice_roll(
                call=call, organisation=university, days=5, actor=campus, now=now
            )

        with pytest.raises(RollError, match="还没有列入推荐"):
            show()
        works(2, "recommended")
        works(3, "recommended", OTHER)
        with pytest.raises(
            RollError, match="“优秀网络文章”列入了 3 件，名额是 2 件，请先移出 1 件"
        ):
            show()
        Entry.objects.filter(track=OTHER).first().delete()
        assert show().state == "noticed"


class TestOfAnAward:
    @pytest.fixture
    def propose(self, call, officer, now):
        Call.objects.filter(pk=call.pk).update(state="deciding")

        def run(entry, award):
            return deciding.propose_award(
                entry=entry, award=award, reason="会议讨论", actor=officer, now=now
            )

        return run

    def test_no_more_than_the_award_has_and_each_keeps_its_own(self, works, propose):
        first, second, third = works(3, "in_review")
        (elsewhere,) = works(1, "in_review", OTHER)
        for one in (first, second, elsewhere):
            propose(one, "first")
        with pytest.raises(CallError, match="在本类有 2 个名额，已拟 2 个，再加 1 个就超了"):
            propose(third, "first")
        propose(second, "first")
        propose(third, "second")

    def test_an_award_without_places_has_no_border(self, call, works, propose):
        awards = [row | {"places": None} for row in call.rules["award"]]
        awards = [{key: value for key, value in row.items() if value is not None} for row in awards]
        Call.objects.filter(pk=call.pk).update(rules=call.rules | {"award": awards})
        for one in works(4, "in_review"):
            assert propose(one, "first").award == "first"

    def test_no_award_has_no_border(self, works, propose):
        for one in works(9, "in_review"):
            assert propose(one, "-").award == "-"


class TestOfTheProvince:
    @pytest.fixture
    def send(self, call, officer, now):
        Call.objects.filter(pk=call.pk).update(state="released")

        def run(*works):
            return national.send_entries(call=call, works=works, actor=officer, now=now)

        return run

    def test_no_more_of_a_track_than_the_province_may_report(self, call, works, send):
        with_rules(call, national=2)
        first, second, third = works(3, "awarded")
        with pytest.raises(CallError, match="的名额是 2 件，已报 0 件，再报 3 件就超了"):
            send(first, second, third)
        assert send(first, second, *works(1, "awarded", OTHER)) == ["优秀网络文章"]
        with pytest.raises(CallError, match="已报 2 件，再报 1 件就超了"):
            send(third)

    def test_a_full_track_does_not_close_the_others(self, call, works, send):
        with_rules(call, national=1)
        works(2, "sent_national")
        assert send(*works(1, "awarded", OTHER)) == ["优秀网络文章"]

    def test_only_tracks_whose_places_nobody_read_are_told(self, call, works, send):
        with_rules(call, national=1)
        assert send(*works(1, "awarded")) == []


def test_a_roll_that_was_signed_and_given_back_is_counted_like_any(call, works, university):
    roll_of(call, university, "collecting")
    works(1, "completing")
    assert next(one.chosen for one in rolls.tallies(call, university) if one.key == TRACK) == 1
