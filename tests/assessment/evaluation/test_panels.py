"""Experts are named, keep off what is theirs, rate, hand in; what they gave is counted and traced."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests import factories
from tests.assessment.evaluation import paneling
from wangyu.assessment.evaluation.exports.bundle import own_part, stored
from wangyu.assessment.evaluation.logic.bundle import recompute
from wangyu.assessment.evaluation.logic.bundle.container import unpack
from wangyu.assessment.evaluation.models import Cycle, Member, RatingMark
from wangyu.assessment.evaluation.ops import concluding, noticing, panels
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.marking import Typed
from wangyu.assessment.evaluation.queries.combined import round_of, standing_of
from wangyu.assessment.evaluation.queries.panels import expert_lacks, rating_uses
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.assessment.evaluation.queries.rated import rated_of
from wangyu.assessment.evaluation.queries.tracing import tops_of
from wangyu.base.audit.models import Entry
from wangyu.base.core.once import RepeatedError
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


def line_of(cycle, member):
    found = round_of(Cycle.objects.get(pk=cycle.pk))
    return found.outcome.line(found.row(member.pk))


def cell_of(cycle, member):
    return line_of(cycle, member)["by_leaf"][paneling.LEAF]


def decided(cycle, officer, now):
    for member in cycle.members.all():
        concluding.decide(member=member, grade="passed", reason="会议讨论", actor=officer, now=now)
    return noticing.publicize(cycle=cycle, actor=officer, now=now)


def test_an_expert_is_told_and_rates_every_university_that_signed(judged, expert, reviewer):
    assert expert.ratings.count() == judged.members.count() == 8
    told = Notification.objects.get(recipient=reviewer[0])
    assert "8 所高校评分" in told.title
    assert Entry.objects.filter(action="evaluation.expert.name").count() == 1


def test_nobody_rates_a_university_they_have_a_post_at(judged, reviewer, university, officer, now):
    factories.grant(reviewer[0], Role.UNIVERSITY_REPORTER, university)
    made = panels.name_expert(
        cycle=judged, seat=paneling.seat(reviewer[0], now), actor=officer, now=now
    )
    assert not made.ratings.filter(member__organisation=university).exists()
    assert made.ratings.count() == 7


def test_where_somebody_works_may_be_said_when_no_role_tells_it(
    judged, reviewer, university, officer, now
):
    made = panels.name_expert(
        cycle=judged, seat=paneling.seat(reviewer[0], now, university), actor=officer, now=now
    )
    assert not made.ratings.filter(member__organisation=university).exists()


def test_their_own_city_only_where_the_charter_says_so(judged, reviewer, university, officer, now):
    Member.objects.filter(organisation=university).update(city="云梦0市")
    same = judged.members.filter(city="云梦0市").count()
    assert same == 2
    judged.charter["panel_city"] = True
    judged.save()
    made = panels.name_expert(
        cycle=judged, seat=paneling.seat(reviewer[0], now, university), actor=officer, now=now
    )
    assert made.ratings.count() == 8 - same


def test_a_seat_is_refused_with_its_reason(judged, reviewer, stranger, officer, now):
    over = panels.Seat(reviewer[0].pk, now - timedelta(days=1))
    with pytest.raises(EvaluationError, match="应在现在之后"):
        panels.name_expert(cycle=judged, seat=over, actor=officer, now=now)
    alien = panels.Seat(stranger.user_id, now + timedelta(days=1))
    with pytest.raises(EvaluationError, match="评审专家"):
        panels.name_expert(cycle=judged, seat=alien, actor=officer, now=now)
    Member.objects.filter(cycle=judged).update(state="filling")
    with pytest.raises(EvaluationError, match="没有可以评的"):
        panels.name_expert(
            cycle=judged, seat=paneling.seat(reviewer[0], now), actor=officer, now=now
        )


def test_nobody_sits_there_twice(judged, expert, reviewer, officer, now):
    with pytest.raises(EvaluationError, match="还不在这个专家组里"):
        panels.name_expert(
            cycle=judged, seat=paneling.seat(reviewer[0], now), actor=officer, now=now
        )


def test_a_round_without_a_panel_names_nobody(judged, reviewer, officer, now):
    judged.charter["panel_least"] = 0
    judged.save()
    with pytest.raises(EvaluationError, match="没有专家评分"):
        panels.name_expert(
            cycle=judged, seat=paneling.seat(reviewer[0], now), actor=officer, now=now
        )


def test_points_are_kept_on_the_scale_of_the_rule(judged, expert, reviewer, now):
    rating = expert.ratings.first()
    kept = panels.save_ratings(
        rating=rating, typed=paneling.typed(83.5), actor=reviewer[1], now=now
    )
    assert kept.marks[paneling.LEAF].points == Decimal("83.5")
    kept = panels.save_ratings(rating=rating, typed=paneling.typed(101), actor=reviewer[1], now=now)
    assert "0 到 100" in kept.refused[paneling.LEAF]
    assert RatingMark.objects.get().points == Decimal("83.5")


def test_only_what_the_panel_rates_is_kept(expert, reviewer, now):
    typed = paneling.typed(80) | {"meetings": Typed("", points="5")}
    rating = expert.ratings.first()
    panels.save_ratings(rating=rating, typed=typed, actor=reviewer[1], now=now)
    assert [one.indicator for one in rating.marks.all()] == [paneling.LEAF]


def test_what_is_not_whole_is_not_handed_in(expert, reviewer, now):
    paneling.give(expert, reviewer[1], now, 70)
    first = expert.ratings.first()
    panels.save_ratings(rating=first, typed=paneling.typed("", ""), actor=reviewer[1], now=now)
    with pytest.raises(panels.UnfinishedError) as told:
        panels.submit_seat(expert=expert, actor=reviewer[1], now=now)
    assert [one.rating for one in told.value.lacks] == [first]
    assert "还没有打分" in told.value.lacks[0].sentence


@pytest.mark.parametrize("points", [0, 100])
def test_the_ends_take_a_reason(expert, reviewer, now, points):
    paneling.give(expert, reviewer[1], now, points, words="")
    lacking = expert_lacks(expert)
    assert len(lacking) == 8
    assert "请写理由" in lacking[0].sentence
    paneling.give(expert, reviewer[1], now, points, words="材料写得清楚")
    assert panels.submit_seat(expert=expert, actor=reviewer[1], now=now).state == "submitted"


def test_after_handing_in_nothing_changes_until_it_is_given_back(expert, reviewer, officer, now):
    paneling.give(expert, reviewer[1], now, 70)
    panels.submit_seat(expert=expert, actor=reviewer[1], now=now)
    with pytest.raises(EvaluationError, match="不能再改"):
        paneling.give(expert, reviewer[1], now, 90)
    panels.return_seat(expert=expert, reason="漏看了两份材料", actor=officer, now=now)
    paneling.give(expert, reviewer[1], now, 90)
    assert set(RatingMark.objects.values_list("points", flat=True)) == {Decimal(90)}


def test_nobody_hands_in_for_another(expert, reviewer, officer, now):
    paneling.give(expert, reviewer[1], now, 70)
    with pytest.raises(IllegalMoveError):
        panels.submit_seat(expert=expert, actor=officer, now=now)
    with pytest.raises(IllegalMoveError):
        panels.drop_seat(expert=expert, reason="不评了", actor=reviewer[1], now=now)


def test_an_expert_may_keep_off_a_university_for_a_reason(judged, expert, reviewer, now):
    rating = expert.ratings.first()
    with pytest.raises(EvaluationError, match="为什么要回避"):
        panels.recuse(rating=rating, reason=" ", actor=reviewer[1], now=now)
    panels.save_ratings(rating=rating, typed=paneling.typed(99), actor=reviewer[1], now=now)
    panels.recuse(rating=rating, reason="曾在这里任教", actor=reviewer[1], now=now)
    with pytest.raises(EvaluationError, match="回避"):
        panels.save_ratings(rating=rating, typed=paneling.typed(1), actor=reviewer[1], now=now)
    paneling.give(expert, reviewer[1], now, 70)
    panels.submit_seat(expert=expert, actor=reviewer[1], now=now)
    assert cell_of(judged, rating.member)["experts"] == 0


def test_points_count_once_they_are_handed_in_by_enough(judged, province, officer, now):
    member = judged.members.first()
    first, second = paneling.rated(judged, province, officer, now, 80, 60)
    found = cell_of(judged, member)
    assert (found["panel"], found["experts"], found["points"]) == (70.0, 2, 7.0)
    panels.return_seat(expert=second, reason="重看", actor=officer, now=now)
    found = cell_of(judged, member)
    assert (found["panel"], found["experts"], found["points"]) == (None, 1, None)
    panels.drop_seat(expert=first, reason="生病", actor=officer, now=now)
    assert cell_of(judged, member)["experts"] == 0


def test_naming_somebody_moves_what_a_conclusion_stands_on(judged, province, officer, now):
    """Without a single mark: all experts are numbered anew by it, and the bundle tells their numbers."""
    paneling.rated(judged, province, officer, now, 80, 60)
    before = standing_of(judged)
    user, _ = paneling.reviewer(province, "专家丙")
    panels.name_expert(cycle=judged, seat=paneling.seat(user, now), actor=officer, now=now)
    assert standing_of(judged) != before


def test_what_is_missing_is_missing_and_not_nought(judged, province, officer, now):
    paneling.rated(judged, province, officer, now, 80)
    line = line_of(judged, judged.members.first())
    assert paneling.LEAF in line["missing"]
    assert line["total_most"] - line["total"] >= 10


def test_checkers_are_not_asked_what_the_panel_rates(judged):
    assert paneling.LEAF not in {leaf.key for leaf in leaves_of(judged)}
    judged.charter["panel_least"] = 0
    assert paneling.LEAF in {leaf.key for leaf in leaves_of(judged)}


def test_nothing_is_shown_while_somebody_still_rates(judged, expert, reviewer, officer, now):
    for member in judged.members.all():
        concluding.decide(member=member, grade="passed", reason="会议", actor=officer, now=now)
    with pytest.raises(EvaluationError, match="1 位专家没有提交"):
        noticing.publicize(cycle=judged, actor=officer, now=now)
    panels.drop_seat(expert=expert, reason="出国", actor=officer, now=now)
    assert noticing.publicize(cycle=judged, actor=officer, now=now).state == "noticed"


def test_the_bundle_gives_every_number_again_and_names_nobody(
    judged, province, officer, university, now
):
    paneling.rated(judged, province, officer, now, {"云梦大学": 90}, 60, 72.25)
    noticed = decided(judged, officer, now)
    conclusion = noticed.conclusions.get()
    data = stored(conclusion)
    report = recompute(data, "复算包")
    assert report.identical, report
    _, files = unpack(data, "复算包")
    assert "panel,U" in files["ratings.csv"]
    assert {line.split(",")[2] for line in files["ratings.csv"].split()[1:]} == {"P1", "P2", "P3"}
    assert not any("评审" in text for text in files.values())
    row = conclusion.rows.get(member__organisation=university)
    own = recompute(own_part(row), "本校")
    assert own.identical, own


def test_a_bundle_whose_expert_was_changed_gives_another_number(judged, province, officer, now):
    paneling.rated(judged, province, officer, now, 80, 60)
    member = judged.members.first()
    before = cell_of(judged, member)["points"]
    RatingMark.objects.filter(rating__member=member, points=80).update(points=81)
    assert cell_of(judged, member)["points"] == before + 0.05


def test_the_university_reads_numbers_and_reasons_the_province_names(
    judged, province, officer, now
):
    experts = paneling.rated(judged, province, officer, now, 80, 60)
    member = judged.members.first()
    line = line_of(judged, member)

    def given(*, named):
        tops = tops_of(member, line, named=named)
        return next(x for t in tops for x in t.leaves if x.leaf.key == paneling.LEAF)

    theirs = given(named=False)
    assert [one.who for one in theirs.given] == ["专家 1", "专家 2"]
    assert {one.mark.words for one in theirs.given} == {"看过材料"}
    assert "专家评分 70" in theirs.why
    assert [figure.text for figure in theirs.figures] == ["70"]
    names = {one.user.name for one in experts}
    assert {one.who.partition("（")[2].rstrip("）") for one in given(named=True).given} == names


def test_a_self_check_tells_them_only_once_they_are_made_known(judged, province, officer, now):
    paneling.rated(judged, province, officer, now, 80, 60)
    member = Member.objects.select_related("cycle__version").filter(cycle=judged).first()
    before = rated_of(member)[paneling.LEAF]
    assert before.given == ()
    assert "专家组（每项至少 2 位）" in before.to_come
    decided(judged, officer, now)
    member = Member.objects.select_related("cycle__version").get(pk=member.pk)
    assert {one.points for one in rated_of(member)[paneling.LEAF].given} == {
        Decimal(80),
        Decimal(60),
    }


def test_an_expert_names_only_what_proves_what_they_rate(expert, reviewer, now):
    rating = expert.ratings.first()
    assert list(rating_uses(rating)) == []
    typed = {paneling.LEAF: Typed("", points="70", file="999999")}
    panels.save_ratings(rating=rating, typed=typed, actor=reviewer[1], now=now)
    assert RatingMark.objects.get().file_id is None


def test_a_batch_that_comes_again_counts_once(expert, reviewer, now):
    rating = expert.ratings.first()
    again = {"rating": rating, "typed": paneling.typed(70), "actor": reviewer[1], "now": now}
    panels.save_ratings(**again, key="k1")
    with pytest.raises(RepeatedError):
        panels.save_ratings(**again, key="k1")
    assert Entry.objects.filter(action="evaluation.rating.save").count() == 1
