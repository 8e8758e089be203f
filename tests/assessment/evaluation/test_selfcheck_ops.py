"""Filling in: saved as it is typed, nothing lost, nothing of a colleague's overwritten."""

from __future__ import annotations

import pytest

from tests import factories
from wangyu.assessment.evaluation.logic.asking import mark_of
from wangyu.assessment.evaluation.models import Answer, Cycle, Member
from wangyu.assessment.evaluation.ops import selfcheck as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
Cell = ops.CellInput


@pytest.fixture
def save(member, reporter, now):
    def run(*cells, actor=None):
        return ops.save_cells(member=member, cells=cells, actor=actor or reporter, now=now)

    return run


def kept(member, leaf):
    return Answer.objects.get(member=member, indicator=leaf)


def carry(member, leaf, *values):
    Answer.objects.filter(member=member, indicator=leaf).update(values=list(values), carried=True)


def test_each_question_and_the_words_are_cells_of_their_own(save, member, reporter_user, now):
    found = save(Cell("exchange:1", "３"), Cell("exchange:words", " 两校合办\x00 "))
    row = kept(member, "exchange")
    assert (row.values, row.words) == ([None, "3"], "两校合办")
    assert (row.updated_by, row.updated_at) == (reporter_user, now)
    assert [one.shown for one in found] == ["3", "两校合办"]
    assert Member.objects.get(pk=member.pk).saved_at == now
    assert Line.objects.get(action="evaluation.answer.save").sentence == "填写自查“交流”等 2 处"


def test_what_is_not_understood_is_kept_and_told(save, member):
    (found,) = save(Cell("plans:0", "大约三份"))
    assert "应填不小于 0 的数" in found.error
    assert kept(member, "plans").values == [{"raw": "大约三份"}]


@pytest.mark.parametrize("key", ["nothing:0", "plans:9", "plans:x", "plans:²", "", "support:words"])
def test_a_cell_the_form_does_not_have_is_left_alone(save, key):
    assert save(Cell(key, "1")) == []


def test_a_leaf_this_university_is_not_asked_is_left_alone(save, member):
    Answer.objects.filter(member=member, indicator="plans").delete()
    assert save(Cell("plans:0", "1")) == []


def test_what_a_colleague_changed_meanwhile_is_theirs_until_somebody_decides(save, member):
    save(Cell("plans:0", "1", mark_of("")))
    (found,) = save(Cell("plans:0", "2", mark_of("")))
    assert found.conflict.startswith("填报甲刚把“工作要点”改为“1”")
    assert (found.stands, kept(member, "plans").values) == ("1", ["1"])
    (found,) = save(Cell("plans:0", "2", found.version))
    assert (found.conflict, kept(member, "plans").values) == ("", ["2"])


def test_words_of_a_colleague_are_not_overwritten_either(save, member):
    Answer.objects.filter(member=member, indicator="plans").update(words="原来的")
    (found,) = save(Cell("plans:words", "我的", mark_of("")))
    assert found.conflict.startswith("系统刚把“工作要点”改为“原来的”")
    assert kept(member, "plans").words == "原来的"


def test_the_same_again_is_no_conflict(save, member):
    save(Cell("plans:0", "1", mark_of("")))
    (found,) = save(Cell("plans:0", "1", mark_of("")))
    assert (found.conflict, found.version) == ("", mark_of("1"))


def test_touching_what_was_carried_over_confirms_it(save, member):
    carry(member, "plans", "2")
    save(Cell("plans:0", "2", mark_of("2"), touched=False))
    assert kept(member, "plans").carried
    save(Cell("plans:0", "2", mark_of("2")))
    assert not kept(member, "plans").carried


def test_a_new_value_confirms_and_new_words_do_not(save, member):
    carry(member, "plans", "2")
    save(Cell("plans:words", "补充说明"))
    assert kept(member, "plans").carried
    save(Cell("plans:0", "3"))
    assert not kept(member, "plans").carried


def test_the_whole_page_sent_without_a_change_says_so(save):
    save(Cell("plans:0", "", touched=False))
    assert Line.objects.get(action="evaluation.answer.save").sentence == "保存自查表，没有改动"


def test_all_that_was_carried_over_is_confirmed_at_once(member, reporter, now):
    carry(member, "plans", "2")
    carry(member, "exchange", "1", "1")
    count = ops.confirm_carried(
        member=member, leaves=["plans", "exchange", "meetings"], actor=reporter, now=now
    )
    assert count == 2
    assert not Answer.objects.filter(carried=True).exists()


@pytest.mark.parametrize("state", ["submitted", "signed"])
def test_what_is_handed_in_is_not_typed_into(save, member, state):
    Member.objects.filter(pk=member.pk).update(state=state)
    with pytest.raises(EvaluationError, match="不能修改；尚未签批的可以撤回"):
        save(Cell("plans:0", "1"))


def test_after_the_self_check_nobody_types(save, cycle):
    Cycle.objects.filter(pk=cycle.pk).update(state="mutual")
    with pytest.raises(EvaluationError, match="这一轮的自查已经结束"):
        save(Cell("plans:0", "1"))


def test_only_those_who_report_type(save, leader, member, now):
    with pytest.raises(EvaluationError, match="填报人和管理员填写"):
        save(Cell("plans:0", "1"), actor=leader)
    with pytest.raises(EvaluationError, match="填报人和管理员填写"):
        ops.confirm_carried(member=member, leaves=[], actor=leader, now=now)


def test_the_officer_of_the_university_types_too(save, university):
    actor = factories.actor(Role.UNIVERSITY_OFFICER, university)
    (found,) = save(Cell("plans:0", "1"), actor=actor)
    assert found.written
