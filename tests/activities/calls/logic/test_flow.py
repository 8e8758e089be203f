"""The tables of states: every state is reached and left, and random walks stay legal."""

from __future__ import annotations

import pytest

from tests.base.lib.walking import require_legal, require_reached
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
    require_reached(FLOWS[name], STARTS[name], ENDS[name])


@pytest.mark.parametrize("name", FLOWS)
def test_ten_thousand_random_steps_are_legal_or_refused_with_a_sentence(name):
    require_legal(FLOWS[name], STARTS[name], ENDS[name])


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
