"""Every state, every verb, every role: legal as the flow table says, or refused with a sentence."""

from __future__ import annotations

import itertools

import pytest
from django.db import transaction

from tests import factories
from wangyu.base.audit.models import Entry as AuditRow
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import ROLE_TIER, Role, Tier
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import SheetState
from wangyu.records.ledger.logic.flow import SHEET
from wangyu.records.ledger.models import Decision, Receipt, Sheet

REASON = {"reason": "与年报不一致"}
OPS = {
    "submit": (ops.submit, {}),
    "recall": (ops.recall, {}),
    "send_back": (ops.send_back, REASON),
    "sign": (ops.sign, {}),
    "verify": (ops.verify, {}),
    "return": (ops.return_sheet, REASON),
}
"""Verb → the op that makes the move, and what else it takes."""
EDGES = {(edge.source, edge.verb): edge for edge in SHEET.edges}


@pytest.fixture
def cast(province, university):
    """One actor for each role there is, at the place that reaches the sheet (or lies below it)."""
    department = factories.organisation(university, Tier.DEPARTMENT)
    places = {
        Tier.PROVINCE: province,
        Tier.UNIVERSITY: university,
        Tier.DEPARTMENT: department,
        Tier.STATION: factories.organisation(department, Tier.STATION),
    }
    return {role: factories.actor(role, places[tier]) for role, tier in ROLE_TIER.items()}


@pytest.fixture
def standing(filled):
    """The filled-in sheet, put into a state."""

    def put(state: str) -> Sheet:
        Sheet.objects.filter(pk=filled.pk).update(state=state)
        return Sheet.objects.select_related("window", "organisation").get(pk=filled.pk)

    return put


def attempt(sheet: Sheet, verb: str, actor: Actor, now, **more) -> str:
    """Make the move and forget it again: the state it led to, or the sentence of the refusal."""
    run, facts = OPS[verb]
    before = AuditRow.objects.count(), Decision.objects.count()
    with transaction.atomic():
        try:
            run(sheet=sheet, actor=actor, now=now, **(facts | more))
        except IllegalMoveError as error:
            answer, wrote = str(error), 0
        else:
            answer, wrote = Sheet.objects.get(pk=sheet.pk).state, 1
        after = AuditRow.objects.count(), Decision.objects.count()
        transaction.set_rollback(True)
    assert after == (before[0] + wrote, before[1] + wrote)
    return answer


def test_every_verb_of_the_table_has_its_op_and_every_state_its_name():
    assert {edge.verb for edge in SHEET.edges} == set(OPS)
    assert set(SHEET.states) == set(SheetState)


REPORTERS = {Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_OFFICER}
LEADERS = {Role.UNIVERSITY_LEADER}
PROVINCE = {Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER}


def test_clauses_7_to_9_say_who_takes_which_step_and_which_must_be_explained():
    """Filled in and submitted by reporters, signed by the leader, verified by the province."""
    assert {
        (edge.source, edge.verb, edge.target): (set(edge.who), edge.needs_reason)
        for edge in SHEET.edges
    } == {
        ("filling", "submit", "submitted"): (REPORTERS, False),
        ("returned", "submit", "submitted"): (REPORTERS, False),
        ("submitted", "recall", "filling"): (REPORTERS, False),
        ("submitted", "send_back", "filling"): (LEADERS, True),
        ("submitted", "sign", "signed"): (LEADERS, False),
        ("signed", "verify", "verified"): (PROVINCE, False),
        ("signed", "return", "returned"): (PROVINCE, True),
    }


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(SHEET.states, OPS)))
def test_a_move_is_made_by_those_the_table_names_and_refused_to_all_others(
    state, verb, cast, standing, now
):
    sheet, edge = standing(state), EDGES.get((state, verb))
    for role, actor in cast.items():
        answer = attempt(sheet, verb, actor, now)
        if edge is None:
            here = SHEET.states[state].staff_label
            assert answer == f"当前状态是“{here}”，不能进行这一步操作。"
        elif role in edge.who:
            assert answer == edge.target
        else:
            assert answer == f"您的角色不能“{edge.label}”。"


@pytest.mark.parametrize("edge", SHEET.edges, ids=lambda e: f"{e.source}-{e.verb}")
def test_nobody_moves_anothers_sheet(edge, standing, province, other_university, now):
    sheet = standing(edge.source)
    assert attempt(sheet, edge.verb, Actor.anonymous(), now) == f"您的角色不能“{edge.label}”。"
    for role in edge.who - {"province_officer", "province_leader"}:
        stranger = factories.actor(Role(role), other_university)
        assert attempt(sheet, edge.verb, stranger, now) == f"您的角色不能“{edge.label}”。"


@pytest.mark.parametrize("edge", [e for e in SHEET.edges if e.needs_reason], ids=lambda e: e.verb)
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_move_that_needs_a_reason_is_refused_without(edge, reason, cast, standing, now):
    sheet, actor = standing(edge.source), cast[Role(min(edge.who))]
    assert attempt(sheet, edge.verb, actor, now, reason=reason) == f"“{edge.label}”必须写明理由。"


def test_a_whole_life_leaves_a_decision_a_receipt_and_a_row_for_each_step(
    verified, reporter, leader, officer
):
    steps = Decision.objects.filter(sheet=verified).values_list("verb", "revision", "by_id")
    assert list(steps) == [
        ("submit", 1, reporter.user_id),
        ("sign", 1, leader.user_id),
        ("verify", 1, officer.user_id),
    ]
    assert list(Receipt.objects.order_by("pk").values_list("verb", flat=True)) == ["submit", "sign"]
    rows = AuditRow.objects.filter(action__startswith="ledger.sheet").order_by("pk")
    assert list(rows.values_list("action", "sentence")) == [
        ("ledger.sheet.submit", "云梦大学提交“2025年度填报”第 1 次"),
        ("ledger.sheet.sign", "云梦大学签批上报“2025年度填报”，7 项数字入账"),
        ("ledger.sheet.verify", "核实通过云梦大学的“2025年度填报”"),
    ]
    assert set(rows.values_list("org_path", flat=True)) == {verified.organisation.path}
