"""First look, the choice of a university within its quota, and the order of recommendation."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from tests import factories
from tests.activities.calls.conftest import actor_of
from tests.activities.calls.rolling import plant, roll_of, states
from wangyu.activities.calls.models import Call, Entry, Roll, Step
from wangyu.activities.calls.ops import choosing
from wangyu.activities.calls.queries import rolls
from wangyu.base.core.roles import Role
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db
FIFTY = 50


@pytest.fixture
def decide(now):
    def run(actor, verb, *works, reason=""):
        return choosing.decide(works=works, verb=verb, actor=actor, now=now, reason=reason)

    return run


@pytest.fixture
def passed(call, university):
    return [plant(call, university) for _ in range(3)]


def test_a_department_passes_its_works_in_one_press(call, university, department, dean, decide):
    works = [plant(call, university, "submitted", unit=department) for _ in range(3)]
    done = decide(dean, "pass", *works)
    assert states(*works) == ["dept_passed"] * 3
    assert (len(done.works), done.left_out) == (3, [])
    assert {(s.verb, s.source) for s in Step.objects.all()} == {("pass", "submitted")}


def test_a_department_decides_nothing_about_anothers_work(call, university, dean, decide):
    work = plant(call, university, "submitted")
    with pytest.raises(choosing.RollError, match="您的角色不能“初审通过”"):
        decide(dean, "pass", work)
    assert states(work) == ["submitted"]


@pytest.mark.parametrize(
    ("verb", "state", "told"),
    [("return", "returned", "请补正"), ("decline", "declined", "未获推荐")],
)
def test_what_goes_back_goes_with_its_reason(
    call, university, campus, student_user, decide, verb, state, told
):
    work = plant(call, university, "submitted", entrant=student_user, title="桥")
    with pytest.raises(choosing.RollError, match="必须写明理由"):
        decide(campus, verb, work)
    decide(campus, verb, work, reason="画面不清")
    assert states(work) == [state]
    notice = Notification.objects.get(recipient=student_user)
    assert (notice.title, notice.body) == (f"“桥”{told}", "画面不清")


def test_what_somebody_else_moved_meanwhile_is_left_out_and_named(call, university, campus, decide):
    fresh = plant(call, university, "submitted")
    gone = plant(call, university, "returned", title="已退的")
    done = decide(campus, "pass", fresh, gone)
    assert states(fresh, gone) == ["dept_passed", "returned"]
    assert done.left_out == ["“已退的”：当前状态是“退回补正”，不能进行这一步操作。"]


def test_nobody_passes_their_own_work_at_the_department(
    call, university, department, dean, dean_user, campus, decide
):
    work = plant(
        call, university, "submitted", track="articles", unit=department, entrant=dean_user
    )
    with pytest.raises(choosing.RollError, match="自己的作品"):
        decide(dean, "pass", work)
    decide(campus, "pass", work)
    assert states(work) == ["dept_passed"]


def test_nothing_picked_says_so(decide, campus):
    with pytest.raises(choosing.RollError, match="还没有选作品"):
        decide(campus, "pass")


def test_a_university_recommends_up_to_its_quota(call, university, campus, passed, decide):
    decide(campus, "recommend", *passed[:2])
    with pytest.raises(choosing.RollError, match="“网图新视界”每校 2 件的名额已经用完"):
        decide(campus, "recommend", passed[2])
    assert states(*passed) == ["recommended", "recommended", "dept_passed"]
    other = plant(call, university, track="articles")
    decide(campus, "recommend", other)
    assert states(other) == ["recommended"]


def test_more_than_the_places_left_are_refused_whole(campus, passed, decide):
    with pytest.raises(choosing.RollError, match="还可以推荐 2 件，您选了 3 件"):
        decide(campus, "recommend", *passed)
    assert states(*passed) == ["dept_passed"] * 3


def test_without_a_quota_any_number_is_recommended(call, university, campus, passed, decide):
    call.rules["track"][2].pop("quota")
    call.save()
    decide(campus, "recommend", *passed)
    assert states(*passed) == ["recommended"] * 3


def test_a_dropped_work_makes_room(campus, passed, decide):
    decide(campus, "recommend", *passed[:2])
    decide(campus, "drop", passed[0])
    decide(campus, "recommend", passed[2])
    assert states(*passed) == ["dept_passed", "recommended", "recommended"]
    assert list(Entry.objects.order_by("pk").values_list("rank", flat=True)) == [None, 1, 2]


def test_a_withdrawn_work_makes_room(campus, passed, decide):
    decide(campus, "recommend", *passed[:2])
    Entry.objects.filter(pk=passed[0].pk).update(state="withdrawn")
    decide(campus, "recommend", passed[2])
    assert [place.rank for place in rolls.ordered(passed[0].call, rolls.chosen(passed[0].call, passed[0].organisation))] == [1, 2]  # fmt: skip


@pytest.mark.parametrize("state", ["noticed", "signed"])
def test_what_is_shown_or_signed_is_not_changed_any_more(
    call, university, campus, passed, decide, state
):
    roll_of(call, university, state)
    with pytest.raises(choosing.RollError, match="不能增减"):
        decide(campus, "recommend", passed[0])


def test_once_the_call_is_under_review_nobody_chooses(call, campus, passed, decide):
    Call.objects.update(state="review")
    with pytest.raises(choosing.RollError, match="已经结束"):
        decide(campus, "decline", passed[0], reason="晚")


def test_after_the_call_has_ended_nothing_is_sent_back_into_nowhere(campus, passed, decide):
    Call.objects.update(state="screening")
    with pytest.raises(choosing.RollError, match="退回后不能再提交"):
        decide(campus, "return", passed[0], reason="补充")
    decide(campus, "decline", passed[0], reason="不足")
    assert states(passed[0]) == ["declined"]


def test_a_declined_work_may_be_thought_over(call, university, campus, decide):
    work = plant(call, university, "declined")
    decide(campus, "reconsider", work)
    assert states(work) == ["dept_passed"]


class TestOrder:
    @pytest.fixture
    def three(self, call, university, campus, decide):
        first, second = (plant(call, university) for _ in range(2))
        article = plant(call, university, track="articles")
        decide(campus, "recommend", article, second, first)
        return first, second, article

    def ranks(self, *works):
        found = dict(Entry.objects.values_list("pk", "rank"))
        return [found[one.pk] for one in works]

    def test_numbers_follow_the_tracks_of_the_edition(self, three):
        assert self.ranks(*three) == [1, 2, 3]

    def test_a_work_changes_places_with_its_neighbour(self, three, campus, now):
        choosing.order_entry(entry=three[0], up=False, actor=campus, now=now)
        assert self.ranks(*three) == [2, 1, 3]
        choosing.order_entry(entry=three[0], up=True, actor=campus, now=now)
        assert self.ranks(*three) == [1, 2, 3]

    def test_no_work_leaves_its_track(self, three, campus, now):
        choosing.order_entry(entry=three[1], up=False, actor=campus, now=now)
        choosing.order_entry(entry=three[0], up=True, actor=campus, now=now)
        choosing.order_entry(entry=three[2], up=False, actor=campus, now=now)
        assert self.ranks(*three) == [1, 2, 3]

    def test_what_was_dropped_meanwhile_is_not_moved(self, three, campus, decide, now):
        decide(campus, "drop", three[1])
        with pytest.raises(choosing.RollError, match="不在推荐名单"):
            choosing.order_entry(entry=three[1], up=True, actor=campus, now=now)


class TestTwins:
    def test_by_name_and_author_and_by_file(self, call, university, other_university):
        one = plant(call, university, title="同名", author="甲")
        named = plant(call, other_university, title="《同 名》", author="甲")
        strange = plant(call, university, title="同名", author="乙")
        filed = plant(call, university)
        filed.pieces.update(sha256=one.pieces.get().sha256)
        unseen = plant(call, university, "withdrawn", title="同名", author="甲")
        found = rolls.twins_of([one, strange])
        assert found == {one.pk: [named, filed], strange.pk: []}
        assert unseen not in found[one.pk]

    def test_a_work_without_name_is_nobodys_twin(self, call, university):
        works = [plant(call, university, title="", author="甲") for _ in range(2)]
        assert rolls.twins_of(works) == {works[0].pk: [], works[1].pk: []}

    def test_costs_the_same_for_one_and_for_three(
        self, call, university, passed, django_assert_num_queries
    ):
        twin = plant(call, university)
        twin.pieces.update(sha256=passed[0].pieces.get().sha256)
        for works in (passed[:1], passed):
            with django_assert_num_queries(4):
                rolls.twins_of(works)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_the_last_place_exactly_one_gets_it(call, university, campus, now):
    plant(call, university, "recommended", rank=1)
    works = [plant(call, university) for _ in range(FIFTY)]
    gate, refused = threading.Barrier(FIFTY), []

    def recommend(work):
        try:
            gate.wait()
            choosing.decide(works=[work], verb="recommend", actor=campus, now=now)
        except choosing.RollError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=recommend, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Entry.objects.filter(state="recommended").count() == 2
    assert len(refused) == FIFTY - 1
    assert all("名额已经用完" in sentence for sentence in refused)
    assert Roll.objects.count() == 1


def test_a_leader_signs_and_does_not_choose(call, university, passed, decide):
    leader = actor_of(factories.officer(Role.UNIVERSITY_LEADER, university))
    with pytest.raises(choosing.RollError, match="您的角色"):
        decide(leader, "recommend", passed[0])
