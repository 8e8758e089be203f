"""A reviewer judges: saved, handed in, given up, reopened, talked over; and who sees what of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.activities.calls.conftest import actor_of
from tests.activities.calls.panel import SCORES, give, make_round
from wangyu.activities.calls import access as calls_access
from wangyu.activities.calls import ports
from wangyu.activities.calls.access import reviewing as access
from wangyu.activities.calls.models import (
    BlindCopy,
    Call,
    Conflict,
    Entry,
    Message,
    Remark,
    Review,
    ReviewStep,
)
from wangyu.activities.calls.ops import reviewing as ops
from wangyu.activities.calls.queries import reviewing as queries
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification
from wangyu.institutions.people.models import Delegation, Grant

pytestmark = pytest.mark.django_db
ALL = ops.Scored(SCORES, {}, "总的看不错")


@pytest.fixture
def made(province, now):
    return make_round(province, now)


@pytest.fixture
def mine(made, now):
    """The first work, given to the second university's reviewer."""
    return give(made.works[0], made.panel[1], now)


@pytest.fixture
def me(made):
    return made.actors[1]


def fresh(review):
    return Review.objects.select_related("entry__call__owner", "entry__blind", "panelist").get(
        pk=review.pk
    )


def hand_in(review, actor, now):
    ops.save_review(review=review, scored=ALL, version=fresh(review).version, actor=actor, now=now)
    return ops.submit_review(review=review, actor=actor, now=now)


class TestSaving:
    def test_the_first_save_begins_it(self, mine, me, now):
        kept = ops.save_review(review=mine, scored=ALL, version=1, actor=me, now=now)
        assert (kept.state, kept.version, kept.opinion) == ("scoring", 2, "总的看不错")
        assert [s.verb for s in ReviewStep.objects.all()] == ["score"]

    def test_only_what_was_touched_changes(self, mine, me, now):
        ops.save_review(review=mine, scored=ALL, version=1, actor=me, now=now)
        touched = ops.Scored({"making": 5}, {"making": "精美到可以示范"})
        kept = ops.save_review(review=mine, scored=touched, version=2, actor=me, now=now)
        assert kept.scores == SCORES | {"making": 5}
        assert (kept.reasons, kept.opinion) == ({"making": "精美到可以示范"}, "总的看不错")

    def test_what_the_rubric_does_not_have_is_not_kept(self, mine, me, now):
        odd = ops.Scored({"direction": 6, "content": 0, "strange": 3}, {"strange": "理由"})
        kept = ops.save_review(review=mine, scored=odd, version=1, actor=me, now=now)
        assert (kept.scores, kept.reasons) == ({}, {})

    def test_another_window_is_not_overwritten(self, mine, me, now):
        ops.save_review(review=mine, scored=ALL, version=1, actor=me, now=now)
        with pytest.raises(ops.OvertakenError, match="另一个窗口"):
            ops.save_review(
                review=mine, scored=ops.Scored({"making": 1}, {}), version=1, actor=me, now=now
            )
        assert fresh(mine).scores == SCORES

    @pytest.mark.parametrize("where", ["call", "entry"])
    def test_outside_the_review_nothing_is_written(self, mine, me, now, where):
        if where == "call":
            Call.objects.update(state="deciding")
        else:
            Entry.objects.update(state="shortlisted")
        with pytest.raises(ops.ReviewError, match="不在评审阶段"):
            ops.save_review(review=mine, scored=ALL, version=1, actor=me, now=now)


class TestHandingIn:
    def test_everything_scored_is_handed_in_and_closed(self, mine, me, now):
        done = hand_in(mine, me, now)
        assert (done.state, done.submitted_at) == ("done", now)
        with pytest.raises(ops.ReviewError, match="已经提交"):
            ops.save_review(review=mine, scored=ALL, version=2, actor=me, now=now)

    def test_what_is_missing_is_told_place_by_place(self, mine, me, now):
        half = ops.Scored({"direction": 1, "content": 5, "making": 3}, {"content": "好"})
        ops.save_review(review=mine, scored=half, version=1, actor=me, now=now)
        with pytest.raises(ops.ReviewError, match="还有 3 处") as caught:
            ops.submit_review(review=mine, actor=me, now=now)
        assert [one.where for one in caught.value.lacks] == ["direction", "content", "novelty"]
        assert "最低档" in caught.value.lacks[0].sentence
        assert "最高档" in caught.value.lacks[1].sentence

    def test_the_ends_pass_with_a_reason(self, mine, me, now):
        ends = ops.Scored(SCORES | {"direction": 1}, {"direction": "与主题没有关系"})
        ops.save_review(review=mine, scored=ends, version=1, actor=me, now=now)
        assert ops.submit_review(review=mine, actor=me, now=now).state == "done"

    def test_where_nothing_is_scored_an_opinion_is_all(self, mine, me, now, made):
        made.call.rules["criterion"] = []
        made.call.save(update_fields=["rules"])
        assert ops.submit_review(review=mine, actor=me, now=now).state == "done"

    def test_nobody_hands_in_for_another(self, mine, made, now):
        with pytest.raises(IllegalMoveError):
            hand_in(mine, made.actors[2], now)


class TestLeaving:
    def test_declining_needs_a_reason_and_tells_the_province(self, mine, me, officer_user, now):
        with pytest.raises(IllegalMoveError, match="理由"):
            ops.decline_review(review=mine, reason=" ", actor=me, now=now)
        ops.decline_review(review=mine, reason="出差", actor=me, now=now)
        assert fresh(mine).state == "declined"
        told = Notification.objects.get(recipient=officer_user)
        assert "谢绝评审" in told.title
        assert "出差" not in told.body

    def test_a_conflict_found_late_frees_the_work_for_good(self, mine, me, made, now):
        hand_in(mine, me, now)
        ops.declare_late(review=mine, reason="看出是同学的作品", actor=me, now=now)
        assert fresh(mine).state == "freed"
        assert Conflict.objects.get().entry == made.works[0]
        with pytest.raises(NotVisible):
            access.access_my_review(me, made.works[0].blind.code)

    def test_after_the_end_nobody_leaves(self, mine, me, now):
        Call.objects.update(state="publicized")
        with pytest.raises(ops.ReviewError, match="已经结束"):
            ops.declare_late(review=mine, reason="同学", actor=me, now=now)

    def test_the_province_replaces_and_everything_else_stays(self, mine, made, officer, now):
        other = give(made.works[0], made.panel[2], now, "done")
        new = ops.replace_review(review=mine, reason="久不评", actor=officer, now=now)
        assert [one.panelist for one in new] == [made.panel[3]]
        assert (fresh(mine).state, fresh(other).state) == ("freed", "done")

    def test_who_declined_is_replaced_too(self, mine, me, made, officer, now):
        give(made.works[0], made.panel[2], now)
        ops.decline_review(review=mine, reason="出差", actor=me, now=now)
        new = ops.replace_review(review=mine, reason="已谢绝", actor=officer, now=now)
        assert [one.panelist for one in new] == [made.panel[3]]
        assert fresh(mine).state == "declined"


class TestReopening:
    def test_back_to_its_reviewer_with_what_is_missing(self, mine, me, made, officer, now):
        hand_in(mine, me, now)
        ops.reopen_review(review=mine, reason="请补写意见", actor=officer, now=now)
        assert fresh(mine).state == "scoring"
        told = Notification.objects.get(recipient=made.people[1])
        assert (told.body, told.url) == (
            "请补写意见",
            f"/calls/reviews/{made.works[0].blind.code}/",
        )

    def test_not_by_the_reviewer(self, mine, me, now):
        hand_in(mine, me, now)
        with pytest.raises(IllegalMoveError):
            ops.reopen_review(review=mine, reason="我想改", actor=me, now=now)


class TestRemarks:
    def test_of_a_second_of_a_file_or_of_the_whole(self, mine, me, made, now):
        piece = made.works[0].blind.pieces.get()
        facts = {"review": mine, "actor": me, "now": now}
        made_one = ops.add_remark(**facts, piece=piece, at=85, text=" 转场太快 ")
        ops.add_remark(**facts, piece=None, at=9, text="整体不错")
        rows = [(r.piece_id, r.at, r.text) for r in queries.remarks_of(mine)]
        assert sorted(rows, key=str) == sorted(
            [(None, None, "整体不错"), (piece.pk, 85, "转场太快")], key=str
        )
        ops.remove_remark(remark=made_one, actor=me, now=now)
        assert Remark.objects.count() == 1

    def test_empty_ones_and_too_many_are_refused(self, mine, me, now):
        facts = {"review": mine, "piece": None, "at": None, "actor": me, "now": now}
        with pytest.raises(ops.ReviewError, match="请先写意见"):
            ops.add_remark(**facts, text=" ")
        Remark.objects.bulk_create(
            Remark(review=mine, text="一", written_at=now) for _ in range(ops.MOST_REMARKS)
        )
        with pytest.raises(ops.ReviewError, match="不超过 200 条"):
            ops.add_remark(**facts, text="再一条")


class TestTalk:
    @pytest.fixture
    def other(self, made, now):
        return give(made.works[0], made.panel[2], now)

    @pytest.mark.usefixtures("other")
    def test_only_when_all_have_scored(self, mine, me, now):
        hand_in(mine, me, now)
        with pytest.raises(ops.ReviewError, match="都提交以后"):
            ops.say_message(review=mine, text="我给低了", actor=me, now=now)

    def test_not_by_who_has_not(self, mine, other, me, made, now):
        hand_in(other, made.actors[2], now)
        with pytest.raises(ops.ReviewError, match="都提交以后"):
            ops.say_message(review=mine, text="我给低了", actor=me, now=now)

    def test_then_without_names(self, mine, other, me, made, now):
        hand_in(mine, me, now)
        hand_in(other, made.actors[2], now)
        with pytest.raises(ops.ReviewError, match="请先写"):
            ops.say_message(review=mine, text=" ", actor=me, now=now)
        ops.say_message(review=mine, text="我给低了", actor=me, now=now)
        told = Notification.objects.get(recipient=made.people[2])
        assert "评委1" not in told.title + told.body
        assert not Notification.objects.filter(recipient=made.people[1]).exists()
        assert Message.objects.get().text == "我给低了"

    def test_nobody_talks_alone(self, mine, me, now):
        hand_in(mine, me, now)
        assert not queries.all_done(mine.entry)

    def test_the_same_people_have_other_numbers_elsewhere(self, made, now):
        orders = set()
        for entry in made.works:
            pks = [give(entry, made.panel[n], now).pk for n in range(4)]
            names = queries.aliases_of(entry)
            assert sorted(names.values()) == ["评审一", "评审三", "评审二", "评审四"]
            orders.add(tuple(names[pk] for pk in pks))
        assert len(orders) > 1

    def test_more_than_ten_are_numbered_on(self, made, now, province):
        from tests.activities.calls.panel import panelist, reviewer

        for n in range(11):
            give(made.works[0], panelist(made.call, reviewer(province, f"多{n}")), now)
        assert "评审11" in queries.aliases_of(made.works[0]).values()


class TestWhoSees:
    def test_a_reviewer_by_the_code_alone(self, mine, me, made):
        assert access.access_my_review(me, made.works[0].blind.code) == mine

    @pytest.mark.parametrize("who", [0, 2, 3])
    @pytest.mark.usefixtures("mine")
    def test_no_other_reviewer(self, made, who):
        with pytest.raises(NotVisible):
            access.access_my_review(made.actors[who], made.works[0].blind.code)

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda: BlindCopy.objects.update(frozen_at=None),
            lambda: Entry.objects.update(state="format_ok"),
            lambda: Entry.objects.update(state="withdrawn"),
            lambda: Review.objects.update(state="declined"),
            lambda: Grant.objects.filter(role=Role.REVIEWER).delete(),
        ],
        ids=["thawed", "early", "withdrawn", "declined", "ungranted"],
    )
    @pytest.mark.usefixtures("mine")
    def test_nothing_that_is_not_ready_or_not_theirs_any_more(self, made, spoil):
        spoil()
        with pytest.raises(NotVisible):
            access.access_my_review(actor_of(made.people[1]), made.works[0].blind.code)

    def test_nobody_reviews_for_another(self, mine, made, province, now):
        """A reviewer's role that was lent opens nothing, even to who is on the panel."""
        who = made.people[1]
        Grant.objects.filter(user=who, role=Role.REVIEWER).delete()
        lender = factories.officer(Role.REVIEWER, province)
        Delegation.objects.create(
            grant=lender.grants.get(), delegate=who, since=factories.SINCE, until=factories.TODAY,
            created_at=now, confirmed_at=now, reason="代评",
        )  # fmt: skip
        actor = actor_of(who)
        assert actor.has({Role.REVIEWER})
        assert not access.visible_my_reviews(actor).exists()
        assert Role.REVIEWER not in access.roles_for_review(actor, mine)

    @pytest.mark.usefixtures("mine")
    def test_a_piece_by_slot_and_place(self, me, made):
        code = made.works[0].blind.code
        assert access.access_blind_piece(me, code, "work", 1).copy.code == code
        with pytest.raises(NotVisible):
            access.access_blind_piece(me, code, "work", 2)

    def test_a_remark_of_ones_own(self, mine, me, made, now):
        one = ops.add_remark(review=mine, piece=None, at=None, text="一", actor=me, now=now)
        assert access.access_my_remark(me, one.pk) == one
        with pytest.raises(NotVisible):
            access.access_my_remark(made.actors[2], one.pk)

    def test_a_panel_one_is_on(self, made, me):
        assert access.access_my_panel(me, made.panel[1].pk) == made.panel[1]
        with pytest.raises(NotVisible):
            access.access_my_panel(me, made.panel[2].pk)

    def test_the_province_alone_sees_whose_judgement_it_is(self, mine, made, officer, now):
        one = Conflict.objects.create(panelist=made.panel[1], reason="甲", declared_at=now)
        Entry.objects.filter(pk=made.works[1].pk).update(state="format_ok")
        opened = (
            (access.access_review, mine.pk), (access.access_panelist, made.panel[1].pk),
            (access.access_conflict, one.pk), (access.access_wanting, made.works[1].pk),
        )  # fmt: skip
        campus = factories.actor(Role.UNIVERSITY_OFFICER, made.schools[0])
        auditor = factories.actor(Role.AUDITOR, made.call.owner)
        for door, pk in opened:
            assert door(officer, pk).pk == pk
            for who in (campus, auditor, made.actors[1]):
                with pytest.raises(NotVisible):
                    door(who, pk)

    def test_the_call_is_kept_by_the_province(self, made, officer, me):
        access.require_keeps(officer, made.call)
        with pytest.raises(Refused):
            access.require_keeps(me, made.call)


class TestNothingLeaks:
    def test_no_line_of_the_log_about_a_review_is_read_at_the_university(
        self, mine, me, made, officer, now
    ):
        from wangyu.base.audit.access import visible_entries

        hand_in(mine, me, now)
        ops.reopen_review(review=mine, reason="补", actor=officer, now=now)
        ops.declare_late(review=mine, reason="同学", actor=me, now=now)
        lines = Line.objects.filter(action__startswith="calls.review")
        assert lines.count() == 4
        for school in made.schools:
            campus = factories.actor(Role.UNIVERSITY_OFFICER, school)
            assert not visible_entries(campus).filter(pk__in=lines).exists()

    def test_the_entrant_is_told_nothing_by_reviewing(self, mine, me, made, now):
        hand_in(mine, me, now)
        assert not Notification.objects.filter(recipient=made.works[0].entrant).exists()
        assert not made.works[0].steps.exists()

    @pytest.mark.usefixtures("mine")
    def test_a_reviewer_does_not_come_in_by_the_works_own_door(self, me, made):
        with pytest.raises(NotVisible):
            calls_access.access_entry(me, made.works[0].pk)

    @pytest.mark.usefixtures("mine", "made")
    def test_the_desk_tells_how_many_and_of_which_call(self, me, now, officer):
        item = next(iter(ports.to_review(me, now)))
        assert (item.title, item.note, item.minutes) == ("评审 1 件作品", "第二届推选", 10)
        assert not list(ports.to_review(officer, now))
        Call.objects.update(review_due_at=now)
        item = next(iter(ports.to_review(me, now)))
        assert (item.due, item.tone) == (now, "info")
        assert next(iter(ports.to_review(me, now + timedelta(hours=1)))).tone == "bad"

    @pytest.mark.usefixtures("mine", "made")
    def test_the_desk_of_the_province_tells_of_gaps(self, me, officer, now):
        item = next(iter(ports.to_refill(officer, now)))
        assert (item.title, item.note) == ("为 6 件作品补派评委", "第二届推选")
        assert not list(ports.to_refill(me, now))
        Entry.objects.update(state="awarded")
        assert not list(ports.to_refill(officer, now))
