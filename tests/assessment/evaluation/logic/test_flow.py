"""The tables of states: every state is reached and left, and random walks stay legal."""

from __future__ import annotations

import random

import pytest

from wangyu.assessment.evaluation.logic.flow import CYCLE, FLOWS, SELF_CHECK
from wangyu.base.lib.flow import IllegalMoveError

STARTS = {
    "SCHEME": "draft", "CYCLE": "draft", "SELF_CHECK": "filling", "CHECK": "open",
    "DRAW": "framing", "VISIT": "planned", "OBJECTION": "open", "PROBLEM": "found",
}  # fmt: skip
ENDS = {
    "SCHEME": {"retired"}, "CYCLE": {"released", "cancelled"}, "SELF_CHECK": set(),
    "CHECK": {"dropped"}, "DRAW": {"drawn"}, "VISIT": {"confirmed"},
    "OBJECTION": {"upheld", "dismissed"}, "PROBLEM": {"closed", "waived"},
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
    harsh = {
        "return",
        "send_back",
        "cancel",
        "withdraw_notice",
        "reopen",
        "dismiss",
        "drop",
        "redo",
    }
    for flow in FLOWS.values():
        assert all(edge.needs_reason for edge in flow.edges if edge.verb in harsh)


def test_no_university_moves_a_round_and_the_province_signs_for_none():
    province = {"province_officer", "province_leader"}
    assert all(edge.who <= province for edge in CYCLE.edges)
    signing = [edge for edge in SELF_CHECK.edges if edge.verb == "sign"]
    assert all(edge.who == {"university_leader"} for edge in signing)


def test_what_is_released_never_moves_again():
    assert not [edge for edge in CYCLE.edges if edge.source == "released"]
