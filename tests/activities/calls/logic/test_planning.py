"""Who may review what, how it is laid out, and the plan in words: without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wangyu.activities.calls.logic.edition import Criterion
from wangyu.activities.calls.logic.panel import Reviewer, Work, conflicts, why_of
from wangyu.activities.calls.logic.planning import ADDED, EXCHANGED, Given, Impossible, plan_of
from wangyu.activities.calls.logic.scoring import lacks

NONE = frozenset()


def work(pk, school, *, track="t", users=(), names=(), units=()):
    return Work(pk, track, school, frozenset(users), frozenset(names), frozenset(units))


def reviewer(pk, school, *, tracks=(), most=9, elsewhere=0, **more):
    own = frozenset({school} if school else ())
    plain = {
        "user": 100 + pk, "name": f"评委{pk}", "home": school, "places": own,
        "place_names": frozenset(f"学校{s}" for s in own), "tracks": frozenset(tracks),
        "most": most, "partners": NONE, "shun_works": {}, "shun_places": {},
        "elsewhere": elsewhere,
    }  # fmt: skip
    return Reviewer(pk, **plain | more)


def given(works, reviewers, *, per_item=2, load=(0, 9), active=(), barred=()):
    return Given(works, reviewers, per_item, load, set(active), set(barred), {"t": "类别甲"})


WORKS = [work(1, 1), work(2, 1), work(3, 2), work(4, 3)]
PANEL = [reviewer(11, 1), reviewer(12, 2), reviewer(13, 3), reviewer(14, None)]


@pytest.mark.parametrize(
    ("item", "who", "why"),
    [
        (work(1, 1), reviewer(9, 1), "本单位的作品"),
        (work(1, 2, names=["评委9"]), reviewer(9, 1), "与作者或指导教师同名"),
        (work(1, 2, users=[109]), reviewer(9, 1), "与作者或指导教师同名"),
        (work(1, 2, units=["学校1"]), reviewer(9, 1), "作者或指导教师中有本单位的人"),
        (work(1, 2, names=["甲"]), reviewer(9, 1, partners=frozenset({(2, "甲")})), "曾与作者或指导教师合作"),
        (work(1, 3, names=["甲"]), reviewer(9, 1, partners=frozenset({(2, "甲")})), ""),
        (work(1, 2), reviewer(9, 1, shun_works={1: "近亲", 7: "别的"}), "已登记回避：近亲"),
        (work(1, 2), reviewer(9, 1, shun_places={2: "兼课"}), "已登记回避：兼课"),
        (work(1, 2), reviewer(9, 1), ""),
    ],
    ids=["own", "name", "entrant", "unit", "partner", "namesake", "work", "school", "free"],
)  # fmt: skip
def test_why_somebody_may_not(item, who, why):
    assert conflicts([item], [who]).get((0, 0), "") == why


def test_every_work_has_its_reviews_from_other_universities():
    plan = plan_of(given(WORKS, PANEL))
    assert len(plan.reviews) == 8
    homes = {one.id: one.home for one in PANEL}
    schools = {one.id: one.organisation for one in WORKS}
    for one in WORKS:
        given_to = [r.reviewer for r in plan.reviews if r.work == one.id]
        assert len({homes[pk] for pk in given_to}) == 2
        assert schools[one.id] not in {homes[pk] for pk in given_to}
    assert (plan.objective + plan.loss, plan.bound, plan.apart) == (4800, 4800, [])


def test_what_stands_is_left_and_what_was_refused_does_not_come_back():
    plan = plan_of(given(WORKS[:1], PANEL, active={(0, 1)}, barred={(0, 2)}))
    assert [(one.work, one.reviewer) for one in plan.reviews] == [(1, 14)]
    assert "共评 1 件，上限 9 件" in plan.reviews[0].why


def test_what_somebody_has_of_other_works_counts():
    busy = replace(PANEL[3], elsewhere=9)
    found = plan_of(given(WORKS[:1], [PANEL[1], busy], active={(0, 0)}))
    assert isinstance(found, Impossible)
    assert (found.works, found.asked, found.possible) == ([1], 1, 0)


def test_a_work_that_cannot_have_its_reviews_tells_why():
    found = plan_of(given(WORKS[:2], [*PANEL[:2], reviewer(15, 2)]))
    assert (found.asked, found.possible, found.reviewers) == (2, 1, [])
    assert found.barred == {"本单位的作品": 1}
    full = plan_of(given(WORKS[:1], PANEL[1:2], active={(0, 0)}))
    assert full.barred == {"与已安排的评委同单位": 1}


def test_many_works_that_clash_are_named():
    found = plan_of(given(WORKS, [replace(one, most=1) for one in PANEL]))
    assert found.possible < found.asked
    assert (found.reviewers, found.barred) == ([], {})
    assert len(found.works) > 1


def test_too_much_for_each_at_least_names_whom():
    found = plan_of(given(WORKS, PANEL, load=(5, 9)))
    assert (found.works, found.asked) == ([], 5 * len(found.reviewers))


def test_islands_are_linked_and_the_review_says_so():
    works = [work(n, n) for n in (1, 2, 3, 4)]
    panel = [reviewer(10 + n, n) for n in (1, 2, 3, 4)]
    stands = {(0, 2), (0, 3), (1, 2), (1, 3), (2, 0), (2, 1), (3, 0), (3, 1)}
    found = plan_of(given(works, panel, active=stands))
    assert (found.added, found.exchanged, found.apart, found.objective) == (1, 0, [], found.bound)
    assert (found.gap, found.proved) == (0, True)
    assert [r.why[-1] for r in found.reviews] == [ADDED]


def test_rather_than_a_review_more_somebody_else_gets_one():
    works = [work(n, n) for n in (1, 2, 3, 4)]
    panel = [reviewer(10 + n, n) for n in (1, 2, 3, 4)]
    panel[3] = replace(panel[3], tracks=frozenset({"另一类"}))
    found = plan_of(given(works, panel, barred={(1, 2), (2, 1), (3, 0)}))
    assert (found.added, found.exchanged, found.apart, found.loss) == (0, 1, [], 400)
    assert (found.objective, found.gap, found.proved) == (found.bound - 400, 0, True)
    assert [r.reviewer for r in found.reviews if r.why[-1] == EXCHANGED] == [14]


def test_an_exchange_says_so():
    """Works 1 and 2 suit two reviewers, 3 and 4 the two others; all are of one track."""
    works = [work(n, n) for n in (1, 2, 3, 4)]
    panel = [reviewer(n, None, shun_works={}) for n in (11, 12, 13, 14)]
    plan = plan_of(given(works, panel, load=(2, 2)))
    told = [one for one in plan.reviews if one.why[-1] == EXCHANGED]
    assert len(told) == plan.exchanged
    assert (plan.apart, plan.added, plan.load) == ([], 0, (2, 2))


def test_parts_that_nobody_can_link_are_told():
    works, panel = [work(1, 1), work(2, 2)], [reviewer(11, 1), reviewer(12, 2)]
    found = plan_of(given(works, panel, per_item=1))
    assert sorted(found.apart) == [[1], [2]]


@pytest.mark.parametrize(
    ("tracks", "words"),
    [(["t"], "擅长“类别甲”"), ([], "没有限定类别"), (["x"], "不在擅长的类别里")],
    ids=["expert", "general", "other"],
)
def test_why_somebody_has_a_work(tracks, words):
    why = why_of(work(1, 2), reviewer(9, 1, tracks=tracks), "类别甲", (3, 9), "附注")
    assert words in why[0]
    assert why[-2:] == ["共评 3 件，上限 9 件", "附注"]


def test_a_rubric_asks_for_every_score_and_for_reasons_at_its_ends():
    one = Criterion("a", "立意", 1, (), ("低", "中", "高"))
    assert "还没有评分" in lacks([one], {}, {})[0].sentence
    assert "还没有评分" in lacks([one], {"a": 4}, {})[0].sentence
    assert "最低" in lacks([one], {"a": 1}, {"a": "好"})[0].sentence
    assert "最高" in lacks([one], {"a": 3}, {})[0].sentence
    assert not lacks([one], {"a": 3}, {"a": "理由写清楚"})
    assert not lacks([one], {"a": 2}, {})
