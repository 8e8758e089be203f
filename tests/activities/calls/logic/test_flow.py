"""The tables of states: every state is reached and left, and random walks stay legal."""

from __future__ import annotations

import random

import pytest

from wangyu.activities.calls.logic.flow import CALL, ENTRY, FLOWS, REVIEW, ROLL
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError

STARTS = {"CALL": "draft", "ROLL": "collecting", "ENTRY": "draft", "REVIEW": "assigned"}
ENDS = {
    "CALL": {"released", "cancelled"}, "ROLL": set(), "REVIEW": {"declined", "freed"},
    "ENTRY": {"withdrawn", "not_awarded"},
}  # fmt: skip


@pytest.mark.parametrize("name", FLOWS)
def test_every_state_is_reached_and_only_ends_have_no_way_on(name):
    flow, seen, open_ones = FLOWS[name], {STARTS[name]}, [STARTS[name]]
    while open_ones:
        here = open_ones.pop()
        for edge in flow.edges:
            if edge.source == here and edge.target not in seen:
                seen.add(edge.target)
                open_ones.append(edge.target)
    assert seen == set(flow.states)
    assert {s for s in flow.states if not any(e.source == s for e in flow.edges)} == ENDS[name]


@pytest.mark.parametrize("name", FLOWS)
def test_ten_thousand_random_steps_are_legal_or_refused_with_a_sentence(name):
    flow, chance = FLOWS[name], random.Random(7)
    verbs = sorted({edge.verb for edge in flow.edges})
    roles = sorted({role for edge in flow.edges for role in edge.who})
    legal = {(e.source, e.verb): e for e in flow.edges}
    state, taken = STARTS[name], 0
    for _ in range(10_000):
        likely = [e.verb for e in flow.edges if e.source == state]
        verb = chance.choice(likely if chance.random() < 1 / 2 else verbs)
        role, reason = chance.choice(roles), chance.choice(["", "因"])
        edge = legal.get((state, verb))
        may = edge is not None and role in edge.who and bool(reason or not edge.needs_reason)
        if not may:
            with pytest.raises(IllegalMoveError, match=r"。$"):
                flow.take(state, verb, [role], reason=reason)
            continue
        state, taken = flow.take(state, verb, [role], reason=reason).target, taken + 1
        if state in ENDS[name]:
            state = STARTS[name]
    assert taken > 500


def test_what_takes_something_from_somebody_needs_a_reason():
    harsh = {"return", "decline", "format_reject", "revise", "strike", "withdraw", "cancel", "free"}
    for flow in (CALL, ROLL, ENTRY, REVIEW):
        assert all(edge.needs_reason for edge in flow.edges if edge.verb in harsh)


def test_no_reviewer_moves_a_work_and_no_entrant_a_review():
    assert not any("reviewer" in edge.who for edge in ENTRY.edges)
    assert not any("entrant" in edge.who for edge in REVIEW.edges)


def test_a_review_handed_in_changes_only_by_the_province_or_by_leaving():
    for edge in REVIEW.edges:
        if edge.source == "done":
            province = {"province_officer", "province_leader"}
            assert edge.target == "freed" or edge.who in (province, {"system"})


def test_what_follows_by_itself_is_nobodys_button():
    roles = {str(role) for role in Role} | {"entrant", "reviewer"}
    for flow in FLOWS.values():
        for state in flow.states:
            assert not [e for e in flow.moves(state, roles) if "system" in e.who]
    with pytest.raises(IllegalMoveError, match="您的角色不能"):
        REVIEW.take("done", "again", roles, reason="因")


def test_a_work_comes_to_reviewers_only_by_the_formal_check_or_mended():
    into = {(edge.source, edge.verb) for edge in ENTRY.edges if edge.target == "in_review"}
    assert into == {("format_ok", "review"), ("revising", "resubmit")}
