"""Reviewers are given to works: by the rules, provably best, shown before, and changed the least."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests import factories
from tests.activities.calls.conftest import actor_of
from tests.activities.calls.panel import (
    assign,
    give,
    make_round,
    panelist,
    plan_for,
    reviewer,
    work,
)
from tests.said import said
from wangyu.activities.calls.models import (
    Call,
    Conflict,
    Contributor,
    Entry,
    Panelist,
    Review,
)
from wangyu.activities.calls.ops import assigning
from wangyu.activities.calls.queries import assigning as plans
from wangyu.activities.calls.queries import reviewing
from wangyu.base.core.jobs import JobError
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import local_day
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(province, now):
    """Screened, and nobody assigned yet."""
    return make_round(province, now, state="screening", entries="format_ok")


def given(call):
    """Entry -> names of its reviewers."""
    found = {}
    for one in Review.objects.filter(entry__call=call, state__in=reviewing.ACTIVE):
        found.setdefault(one.entry_id, set()).add(one.panelist.user.name)
    return found


def shunned(round_, one, work_):
    """Why a reviewer may not have a work, as the computation sees it."""
    from wangyu.activities.calls.logic.panel import conflicts

    asked = plans.given_of(round_.call, (0, 40), local_day(factories_now(round_)))
    rows = [w.id for w in asked.works].index(work_.pk)
    place = [r.id for r in asked.reviewers].index(one.pk)
    return conflicts(asked.works, asked.reviewers).get((rows, place), "")


def factories_now(round_):
    return round_.call.created_at


def test_every_work_gets_its_reviews_from_different_universities_but_its_own(ready, officer, now):
    assert assign(ready, officer, now) == 12
    for entry in ready.works:
        homes = [r.panelist.organisation_id for r in entry.reviews.all()]
        assert len(set(homes)) == len(homes) == 2
        assert entry.organisation_id not in homes
    assert said()[-1] == "为征集第二届推选分派 12 次评审"


def test_each_review_says_why(ready, officer, now):
    assign(ready, officer, now)
    why = Review.objects.first().why
    assert why[:3] == [
        "没有限定类别，各类都可以评",
        "与作者没有查到回避关系",
        "与其他评委不在同一单位",
    ]
    assert "上限 40 件" in why[3]


def test_nothing_is_given_before_the_plan_is_applied(ready, now):
    plan = plan_for(ready.call, now)
    assert len(plan["reviews"]) == 12
    assert not Review.objects.exists()
    assert (plan["objective"], plan["bound"], plan["loss"], plan["apart"]) == (7200, 7200, 0, [])


@pytest.mark.parametrize("what", ["panel", "conflict", "work", "tracks"])
def test_a_plan_of_yesterday_is_not_applied(ready, officer, province, now, what):
    plan = plan_for(ready.call, now)
    if what == "panel":
        panelist(ready.call, reviewer(province, "后来的"))
    elif what == "conflict":
        Conflict.objects.create(
            panelist=ready.panel[3], entry=ready.works[0], reason="合作", declared_at=now
        )
    elif what == "work":
        work(ready.call, ready.schools[0], 9, now)
    else:
        Panelist.objects.filter(pk=ready.panel[0].pk).update(tracks=["words"])
    with pytest.raises(assigning.AssignError, match="重新计算"):
        assigning.apply_plan(call=ready.call, plan=plan, actor=officer, now=now)
    assert not Review.objects.exists()


def test_the_same_plan_is_applied_once(ready, officer, now):
    plan = plan_for(ready.call, now)
    assigning.apply_plan(call=ready.call, plan=plan, actor=officer, now=now)
    with pytest.raises(assigning.AssignError, match="重新计算"):
        assigning.apply_plan(call=ready.call, plan=plan, actor=officer, now=now)
    with pytest.raises(assigning.AssignError, match="没有要分派"):
        assign(ready, officer, now)


def test_before_the_formal_check_nobody_is_assigned(ready, officer, now):
    plan = plan_for(ready.call, now)
    Call.objects.update(state="open")
    with pytest.raises(assigning.AssignError, match="形式审查开始以后"):
        assigning.apply_plan(call=ready.call, plan=plan, actor=officer, now=now)


class TestConflicts:
    def test_of_the_reviewers_own_university(self, ready):
        assert shunned(ready, ready.panel[0], ready.works[0]) == "本单位的作品"
        assert shunned(ready, ready.panel[0], ready.works[2]) == ""

    def test_of_any_university_where_they_hold_a_role(self, ready):
        factories.grant(ready.people[0], Role.UNIVERSITY_REPORTER, ready.schools[1])
        assert shunned(ready, ready.panel[0], ready.works[2]) == "本单位的作品"

    def test_of_a_department_below_it(self, ready):
        from wangyu.base.core.roles import Tier

        below = factories.organisation(ready.schools[1], Tier.DEPARTMENT, "某院")
        factories.grant(ready.people[3], Role.DEPARTMENT_OFFICER, below)
        assert shunned(ready, ready.panel[3], ready.works[2]) == "本单位的作品"

    def test_who_bears_the_name_of_an_adviser(self, ready, now):
        Contributor.objects.create(
            entry=ready.works[0], part="adviser", position=1, name="校外评委", confirmed_at=now
        )
        assert shunned(ready, ready.panel[3], ready.works[0]) == "与作者或指导教师同名"

    def test_who_entered_it(self, ready):
        Entry.objects.filter(pk=ready.works[0].pk).update(entrant=ready.people[3])
        assert shunned(ready, ready.panel[3], ready.works[0]) == "与作者或指导教师同名"

    def test_of_a_co_author_at_the_reviewers_university(self, ready, now):
        Contributor.objects.create(
            entry=ready.works[2], part="author", position=2, name="外校合作者",
            unit=ready.schools[0].name, confirmed_at=now,
        )  # fmt: skip
        assert shunned(ready, ready.panel[0], ready.works[2]) == "作者或指导教师中有本单位的人"

    def test_who_once_entered_a_work_together(self, ready, province, now):
        before = Call.objects.create(
            owner=province, kind="both", title="上一届", rules=ready.call.rules, state="released",
            opens_at=now, due_at=now, changed_at=now, created_at=now,
        )  # fmt: skip
        old = work(before, ready.schools[0], 8, now, state="awarded")
        author = ready.works[0].contributors.get().name
        for place, name in enumerate([author, "校外评委"], start=2):
            Contributor.objects.create(
                entry=old, part="author", position=place, name=name, confirmed_at=now
            )
        assert shunned(ready, ready.panel[3], ready.works[0]) == "曾与作者或指导教师合作"
        assert shunned(ready, ready.panel[3], ready.works[1]) == ""

    def test_who_began_a_work_that_others_joined(self, ready, now):
        old = work(ready.call, ready.schools[0], 7, now, state="withdrawn")
        Entry.objects.filter(pk=old.pk).update(entrant=ready.people[3])
        author = ready.works[1].contributors.get().name
        Contributor.objects.create(
            entry=old, part="author", position=2, name=author, confirmed_at=now
        )
        assert shunned(ready, ready.panel[3], ready.works[1]) == "曾与作者或指导教师合作"

    def test_that_are_declared_by_work_and_by_university(self, ready, now):
        for more in ({"entry": ready.works[0]}, {"organisation": ready.schools[1]}):
            Conflict.objects.create(panelist=ready.panel[3], reason="近亲", declared_at=now, **more)
        told = [shunned(ready, ready.panel[3], one) for one in ready.works[:4]]
        assert told == ["已登记回避：近亲", "", "已登记回避：近亲", "已登记回避：近亲"]

    def test_about_a_work_that_is_not_reviewed_is_left_aside(self, ready, now):
        gone = work(ready.call, ready.schools[0], 8, now, state="withdrawn")
        Conflict.objects.create(panelist=ready.panel[3], entry=gone, reason="近亲", declared_at=now)
        assert shunned(ready, ready.panel[3], ready.works[0]) == ""


class TestWhereItCannotBe:
    def test_one_work_tells_who_may_not(self, ready, now):
        Panelist.objects.filter(pk__in=[ready.panel[2].pk, ready.panel[3].pk]).delete()
        with pytest.raises(JobError, match=re.escape("（不能评的：本单位的作品 1 名）")):
            plan_for(ready.call, now)

    def test_many_works_tell_how_many_are_missing(self, ready, now):
        Panelist.objects.update(most=2)
        with pytest.raises(
            JobError, match=r"件作品合起来还需要 \d+ 次评审，最多只能安排 \d+ 次（已按回避"
        ):
            plan_for(ready.call, now)

    def test_too_much_for_each_at_least_tells_whom(self, ready, now):
        with pytest.raises(JobError, match=r"还应至少评 .*请把“每人至少”改小"):
            plan_for(ready.call, now, (5, 40))

    def test_an_empty_panel_and_no_works_are_said(self, ready, now):
        Panelist.objects.all().delete()
        with pytest.raises(JobError, match="名单是空的"):
            plan_for(ready.call, now)
        Entry.objects.update(state="withdrawn")
        with pytest.raises(JobError, match="没有形式审查通过"):
            plan_for(ready.call, now)

    def test_whoever_sits_at_the_same_university_as_a_reviewer_counts(
        self, ready, province, officer, now
    ):
        entry = ready.works[0]
        give(entry, ready.panel[1], now)
        twin = panelist(ready.call, reviewer(province, "同校", ready.schools[1]), ready.schools[1])
        Panelist.objects.exclude(pk__in=[ready.panel[1].pk, twin.pk]).delete()
        with pytest.raises(assigning.AssignError, match="与已安排的评委同单位 2 名"):
            assigning.refill_entry(entry=entry, actor=officer, now=now)


class TestOnePlace:
    def test_only_the_freed_place_is_filled(self, ready, officer, now):
        assign(ready, officer, now)
        gone = Review.objects.first()
        Review.objects.filter(pk=gone.pk).update(state="declined")
        before = set(Review.objects.values_list("pk", "panelist_id", "entry_id"))
        made = assigning.refill_entry(entry=gone.entry, actor=officer, now=now)
        assert [one.entry_id for one in made] == [gone.entry_id]
        assert made[0].panelist_id != gone.panelist_id
        after = set(Review.objects.values_list("pk", "panelist_id", "entry_id"))
        assert before < after
        assert len(after - before) == 1

    def test_what_a_reviewer_has_elsewhere_counts(self, ready, officer, now):
        entry = ready.works[0]
        full = ready.panel[1]
        for other in ready.works[4:6]:
            give(other, full, now)
        Panelist.objects.filter(pk=full.pk).update(most=2)
        assigning.refill_entry(entry=entry, actor=officer, now=now)
        assert "评委1" not in given(ready.call)[entry.pk]

    def test_a_full_work_asks_for_nobody(self, ready, officer, now):
        assign(ready, officer, now)
        with pytest.raises(assigning.AssignError, match="已有 2 名评委"):
            assigning.refill_entry(entry=ready.works[0], actor=officer, now=now)

    def test_a_work_that_is_over_asks_for_nobody(self, ready, officer, now):
        Entry.objects.filter(pk=ready.works[0].pk).update(state="awarded")
        with pytest.raises(assigning.AssignError, match="不在评审中"):
            assigning.refill_entry(entry=ready.works[0], actor=officer, now=now)


def test_who_has_something_left_is_reminded_once_a_day(province, officer, now):
    made = make_round(province, now)
    give(made.works[2], made.panel[0], now)
    give(made.works[3], made.panel[0], now, "done")
    for _ in range(2):
        assert assigning.remind_reviewers(call=made.call, actor=officer, now=now) == 1
    assigning.remind_reviewers(call=made.call, actor=officer, now=now + timedelta(days=1))
    told = Notification.objects.filter(recipient=made.people[0])
    assert [n.body for n in told] == ["还有 1 件没有提交。"] * 2


def test_experts_of_the_track_come_first_and_loads_stay_even(province, officer, now):
    made = make_round(province, now, schools=4, works=2, state="screening", entries="format_ok")
    for one in made.panel[:3]:
        Panelist.objects.filter(pk=one.pk).update(tracks=["pictures"])
    numbers = plans.numbers_of(made.call)
    assert (numbers["need"], numbers["panel"], numbers["room"]) == (16, 5, 200)
    advised = plans.advised(numbers)
    assert advised == {"at_least": 1, "at_most": 6}
    plan = plan_for(made.call, now, (1, 6))
    assert plan["loads"][1] <= 6
    experts = [one for one in plan["reviews"] if one["worth"] == 1000]
    assert "擅长“网图新视界”" in experts[0]["why"][0]
    assert plan["objective"] + plan["loss"] == plan["bound"]


def test_islands_are_linked_by_somebody_else_and_the_plan_says_so(province, now):
    made = make_round(province, now, schools=4, works=1, state="screening", entries="format_ok")
    Panelist.objects.filter(pk=made.panel[4].pk).delete()
    Panelist.objects.filter(pk=made.panel[3].pk).update(tracks=["words"])
    for row, barred in ((1, 2), (2, 1), (3, 0)):
        Conflict.objects.create(
            panelist=made.panel[barred], entry=made.works[row], reason="合作", declared_at=now
        )
    plan = plan_for(made.call, now)
    assert (len(plan["reviews"]), plan["apart"], plan["added"]) == (8, [], 0)
    more = [one for one in plan["reviews"] if "使全部作品可以相互比较" in one["why"][-1]]
    assert [(one["work"], one["reviewer"]) for one in more] == [
        (made.works[0].pk, made.panel[3].pk)
    ]
    assert plan["objective"] + plan["loss"] == plan["bound"]
    assert (plan["loss"], plan["gap"], plan["proved"]) == (400, 0, True)


def test_a_panel_that_cannot_link_the_works_is_told(province, now):
    made = make_round(
        province, now, schools=2, works=1, reviews=1, state="screening", entries="format_ok"
    )
    Panelist.objects.filter(pk=made.panel[2].pk).delete()
    plan = plan_for(made.call, now)
    assert sorted(map(sorted, plan["apart"])) == [[one.pk] for one in made.works]


def test_the_names_in_the_log_are_codes_and_people(ready, officer, now):
    one = give(ready.works[0], ready.panel[1], now)
    code = ready.works[0].blind.code
    assert reviewing.review_names([one.pk]) == {one.pk: f"评审任务 {code}"}
    assert reviewing.panelist_names([ready.panel[1].pk]) == {ready.panel[1].pk: "评委1"}
    assert actor_of(ready.people[1]).name == "评委1"
