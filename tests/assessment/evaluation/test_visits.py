"""Visits: planned, filled in on the spot, handed in, confirmed; and what they say of the province."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from tests import factories
from tests.assessment.evaluation import checking
from tests.assessment.evaluation.conftest import actor_of
from tests.house.calling import PICTURE
from wangyu.assessment.evaluation.access import visits as access
from wangyu.assessment.evaluation.models import Check, CheckMark, Cycle, Visit, VisitMark
from wangyu.assessment.evaluation.ops import visits as ops
from wangyu.assessment.evaluation.ops.checks import LackingError
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.marking import Typed, what_stands
from wangyu.assessment.evaluation.ports.visits import _photo, to_confirm, to_plan, to_visit
from wangyu.assessment.evaluation.queries import visits as queries
from wangyu.assessment.evaluation.queries.inflation import inflation_of
from wangyu.assessment.evaluation.queries.points import all_own_points, leaves_of
from wangyu.assessment.evaluation.queries.severity import severity_of
from wangyu.base.audit.models import Entry
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.files import sandbox
from wangyu.base.core.once import RepeatedError
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification
from wangyu.records.evidence.models import File

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000"
    "0082008177cd72b60000000049454e44ae426082"
)


def plan(visit, officer, now, *who):
    return ops.plan_visit(
        visit=visit, planned_on=date(2026, 4, 1), inspectors=[one.pk for one in who], actor=officer,
        now=now,
    )  # fmt: skip


def again(row):
    return type(row).objects.get(pk=row.pk)


def fill(visit, inspector, now, points="5"):
    typed = checking.every_mark(visit.member.cycle, points)
    ops.save_findings(visit=visit, typed=typed, actor=inspector, now=now)


def handed_in(visit, inspector, now, points="5"):
    fill(visit, inspector, now, points)
    return ops.submit_visit(visit=visit, actor=inspector, now=now)


def test_whoever_is_named_is_told_and_so_is_the_university(
    visit, inspector, reviewer_user, visited, officer, now
):
    plan(visit, officer, now + timedelta(1), reviewer_user)
    assert Notification.objects.filter(recipient=reviewer_user).count() == 1
    assert visit.inspectors.get().user == reviewer_user


def test_nobody_inspects_where_they_belong(visit, province, officer, reporter_user, now):
    both = factories.officer(Role.REVIEWER, province)
    factories.grant(both, Role.UNIVERSITY_REPORTER, visit.member.organisation)
    for who in (both, reporter_user):
        with pytest.raises(EvaluationError, match="不在这所高校任职"):
            plan(visit, officer, now, who)


def test_a_day_may_be_open(visit, reviewer_user, officer, now):
    ops.plan_visit(
        visit=visit, planned_on=None, inspectors=[reviewer_user.pk], actor=officer, now=now
    )
    assert "日期待定" in Notification.objects.get(recipient=reviewer_user).body


def test_findings_are_kept_and_handed_in(visit, inspector, visited, now):
    with pytest.raises(LackingError, match="还有 5 处"):
        ops.submit_visit(visit=visit, actor=inspector, now=now)
    handed_in(visit, inspector, now)
    assert again(visit).state == "submitted"
    assert Notification.objects.filter(recipient=visited, title="请确认抽查记录").exists()
    for act in (fill, handed_in):
        with pytest.raises(EvaluationError, match="已经提交"):
            act(visit, inspector, now)


def test_what_is_planned_is_not_changed_after_it(visit, inspector, officer, reviewer_user, now):
    handed_in(visit, inspector, now)
    with pytest.raises(EvaluationError, match="不能再改"):
        plan(visit, officer, now, reviewer_user)


def test_it_is_given_back_with_a_reason(visit, inspector, officer, now):
    handed_in(visit, inspector, now)
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.return_visit(visit=visit, reason="", actor=officer, now=now)
    ops.return_visit(visit=visit, reason="请补照片", actor=officer, now=now)
    assert again(visit).state == "planned"
    assert Notification.objects.filter(recipient=inspector.user_id, title__contains="退回").exists()


@pytest.mark.parametrize("reply", ["", "经费一项看法不同"])
def test_the_leader_confirms_and_may_see_it_differently(
    visit, inspector, visited, officer_user, now, reply
):
    handed_in(visit, inspector, now)
    leader = actor_of(visited)
    assert [one.title for one in to_confirm(leader, now)] == ["确认抽查记录"]
    ops.confirm_visit(visit=visit, reply=reply, actor=leader, now=now)
    found = again(visit)
    assert (found.state, found.reply, found.confirmed_by) == ("confirmed", reply, visited)
    told = "写了不同意见" if reply else "没有不同意见"
    assert told in Notification.objects.get(recipient=officer_user, title__contains="确认了").body


def test_only_a_leader_confirms(visit, inspector, now):
    handed_in(visit, inspector, now)
    reporter = checking.reporter_of(visit.member)
    with pytest.raises(IllegalMoveError, match="您的角色不能"):
        ops.confirm_visit(visit=visit, reply="", actor=reporter, now=now)
    with pytest.raises(Refused, match="分管领导"):
        access.access_visited(inspector, visit.pk)


def test_what_was_not_answered_comes_again_with_its_key_and_counts_once(
    visit, inspector, officer_user, now
):
    typed = {"plans": Typed("", points="5", words="看过"), "office": Typed("", points="x")}
    facts = {"visit": visit, "typed": typed, "actor": inspector, "now": now}
    first = ops.save_findings(key="a1", **facts)
    with pytest.raises(RepeatedError):
        ops.save_findings(key="a1", **facts)
    assert Entry.objects.filter(action="evaluation.visit.save").count() == 1
    leaves = leaves_of(visit.member.cycle)
    told = what_stands(visit.marks, leaves, typed, actor=inspector)
    assert (told.marks, told.refused, told.overtaken) == (first.marks, first.refused, {})
    assert "office" in told.refused
    visit.marks.filter(indicator="plans").update(updated_by=officer_user, points=7)
    told = what_stands(visit.marks, leaves, typed, actor=inspector)
    assert told.overtaken == {"plans": visit.marks.get(indicator="plans")}
    ops.save_findings(key="a2", **facts)
    assert Entry.objects.filter(action="evaluation.visit.save").count() == 2


def test_photographs_lie_in_the_province_and_are_kept_once(
    visit, inspector, officer, province, now
):
    facts = {"visit": visit, "indicator": "plans", "actor": inspector, "now": now}
    one = ops.add_photo(upload=ContentFile(PNG, "墙报.png"), **facts)
    same = ops.add_photo(upload=ContentFile(PNG, "墙报.png"), **facts)
    assert one == same
    assert File.objects.get().organisation == province
    assert access.access_visit_file(inspector, visit.pk, one.pk) == (visit, one)
    mark = visit.marks.get()
    assert _photo(officer, mark.pk).org_id == province.pk
    reporter = checking.reporter_of(visit.member)
    with pytest.raises(Refused, match="提交以后"):
        access.access_visit_file(reporter, visit.pk, one.pk)
    for who, pk in ((reporter, mark.pk), (officer, 0)):
        with pytest.raises(NotVisible):
            _photo(who, pk)
    assert queries.visit_leaves(visit, marks=True)[1].photos == [one]
    ops.remove_photo(visit=visit, use=one, actor=inspector, now=now)
    assert not queries.photos_of(visit).exists()


def test_a_photograph_belongs_to_an_indicator_and_there_is_an_end(
    visit, inspector, now, monkeypatch
):
    facts = {"visit": visit, "actor": inspector, "now": now}
    with pytest.raises(EvaluationError, match="没有这项指标"):
        ops.add_photo(indicator="none", upload=ContentFile(PNG, "a.png"), **facts)
    monkeypatch.setattr(ops, "MOST_PHOTOS", 1)
    ops.add_photo(indicator="plans", upload=ContentFile(PNG, "a.png"), **facts)
    ops.add_photo(indicator="plans", upload=ContentFile(PNG, "a.png"), **facts)
    with pytest.raises(EvaluationError, match="最多 1 张"):
        ops.add_photo(indicator="plans", upload=ContentFile(PICTURE, "b.png"), **facts)


def test_a_photograph_of_what_is_handed_in_while_it_is_examined_is_not_kept(
    visit, inspector, now, monkeypatch, settings
):
    real = sandbox.examine

    def examine(*told):
        Visit.objects.filter(pk=visit.pk).update(state="submitted")
        return real(*told)

    monkeypatch.setattr(sandbox, "examine", examine)
    with pytest.raises(EvaluationError, match="抽查记录已经提交，不能再改"):
        ops.add_photo(
            visit=visit, indicator="plans", upload=ContentFile(PNG, "a.png"), actor=inspector,
            now=now,
        )  # fmt: skip
    assert (File.objects.count(), visit.marks.count()) == (0, 0)
    assert not [one for one in settings.MEDIA_ROOT.glob("??/*") if one.is_file()]


def test_what_the_log_refers_to_has_a_name(visit, inspector, now):
    fill(visit, inspector, now)
    mark = visit.marks.first()
    assert queries.visit_names([visit.pk]) == {visit.pk: "抽查第3大学"}
    assert queries.mark_names([mark.pk]) == {mark.pk: "抽查第3大学的一项"}


def test_a_photograph_taken_proves_full_points(visit, inspector, now):
    use = ops.add_photo(
        visit=visit, indicator="plans", upload=ContentFile(PNG, "a.png"), actor=inspector, now=now
    )
    typed = {
        "plans": Typed(
            again(visit).marks.get().updated_at.isoformat(), points="20", file=str(use.file_id)
        )
    }
    ops.save_findings(visit=visit, typed=typed, actor=inspector, now=now)
    assert "plans" not in {one.key for one in queries.visit_lacks(visit)}


def test_who_sees_a_visit(visit, inspector, officer, now):
    reporter = checking.reporter_of(visit.member)
    for who in (inspector, officer, reporter):
        assert access.access_visit(who, visit.pk) == visit
    assert access.reads_marks(inspector, visit)
    assert access.reads_marks(officer, visit)
    assert not access.reads_marks(reporter, visit)
    stranger = checking.reporter_of(visit.member.cycle.members.first())
    with pytest.raises(NotVisible):
        access.access_visit(stranger, visit.pk)
    with pytest.raises(Refused, match="抽查的人员"):
        access.access_inspected_visit(officer, visit.pk)
    with pytest.raises(Refused, match="省中心"):
        access.access_kept_visit(inspector, visit.pk)
    assert list(access.my_visits(reporter)) == []
    assert access.reads_marks(reporter, handed_in(visit, inspector, now))


def test_one_that_was_not_drawn_is_added_with_its_reason(spot, visit, officer, now):
    facts = {"cycle": spot, "actor": officer, "now": now}
    other = spot.members.get(organisation__name="第1大学")
    for member, reason, sentence in (
        (other, "", "理由"), (visit.member, "大", "已经在抽查名单里"),
    ):  # fmt: skip
        with pytest.raises(EvaluationError, match=sentence):
            ops.add_visit(member=member, reason=reason, **facts)
    made = ops.add_visit(member=other, reason="与互查相差大", **facts)
    assert made.why == "复核：与互查相差大"
    other.state = "returned"
    with pytest.raises(EvaluationError, match="已上报"):
        ops.add_visit(member=other, reason="大", **facts)
    Cycle.objects.update(state="concluding")
    with pytest.raises(EvaluationError, match="抽查期间"):
        ops.add_visit(member=other, reason="大", **facts)


def test_nothing_moves_once_the_spot_check_is_over(visit, inspector, officer, now):
    Cycle.objects.update(state="concluding")
    for act in (lambda: fill(visit, inspector, now), lambda: plan(visit, officer, now)):
        with pytest.raises(EvaluationError, match="不是抽查阶段"):
            act()


def test_large_differences_are_listed_with_how_they_were_found(spot, visit, inspector, now):
    assert queries.gaps_of(spot) == []
    handed_in(visit, inspector, now, points="1")
    check = Check.objects.filter(checked__organisation__name="第7大学").first()
    Check.objects.filter(pk=check.pk).update(state="submitted")
    CheckMark.objects.create(check_of=check, indicator="plans", points=2, updated_at=now)
    found = {one.member.organisation.name: one for one in queries.gaps_of(spot)}
    assert found["第7大学"].gap == 18
    assert found["第7大学"].visit is None
    assert found["第3大学"].visit == visit


def test_inflation_is_estimated_from_those_that_were_drawn(
    spot, visit, inspector, officer, reviewer_user, now
):
    assert inflation_of(spot).mean is None
    handed_in(visit, inspector, now)
    other = Visit.objects.get(member__organisation__name="第5大学")
    plan(other, officer, now, reviewer_user)
    handed_in(other, inspector, now, points="6")
    found = inflation_of(spot)
    assert found.units == found.covered == 8
    own = all_own_points(spot)
    gaps = [
        float(sum(own[one.member_id].values())) - given for one, given in ((visit, 25), (other, 30))
    ]
    assert min(gaps) <= found.mean <= max(gaps)
    assert found.low < found.mean < found.high
    added = ops.add_visit(
        cycle=spot, member=spot.members.get(organisation__name="第1大学"), reason="复核",
        actor=officer, now=now,
    )  # fmt: skip
    for leaf in leaves_of(spot):
        VisitMark.objects.create(visit=added, indicator=leaf.key, points=0, updated_at=now)
    Visit.objects.filter(pk=added.pk).update(state="submitted")
    assert inflation_of(spot) == found


def test_nothing_is_estimated_without_a_draw(mutual):
    assert inflation_of(mutual) is None


def test_strict_checkers_show(mutual, now):
    assert severity_of(mutual).checkers == []
    for check in Check.objects.select_related("checker__organisation"):
        strict = check.checker.organisation.name == "第2大学"
        for leaf in leaves_of(mutual):
            CheckMark.objects.create(
                check_of=check,
                indicator=leaf.key,
                points=Decimal("1" if strict else "9"),
                updated_at=now,
            )
    Check.objects.update(state="submitted")
    told = severity_of(mutual)
    assert told.checkers[0].name == "第2大学"
    assert told.checkers[0].severity > 0 > told.checkers[-1].severity
    assert told.by_leaf[0][1] > 0
    assert {one.leaf.key for one in told.apart} <= {leaf.key for leaf in leaves_of(mutual)}
    assert told.apart[0].gap == 8


def test_the_desk_says_who_goes_where(spot, visit, reporter, officer, reviewer_user, now):
    assert list(to_plan(reporter, now)) == []
    assert [one.title for one in to_plan(officer, now)] == ["为 2 所高校安排抽查人员"]
    plan(visit, officer, now, reviewer_user)
    assert [one.title for one in to_visit(actor_of(reviewer_user), now)] == ["抽查第3大学"]
    assert list(to_visit(reporter, now)) == list(to_confirm(reporter, now)) == []
