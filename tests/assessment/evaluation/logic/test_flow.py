"""The tables of states: every state is reached and left, and random walks stay legal."""

from __future__ import annotations

import pytest

from tests.base.lib.walking import require_legal, require_reached
from wangyu.assessment.evaluation.logic.flow import CYCLE, FLOWS, SELF_CHECK

STARTS = {
    "SCHEME": "draft", "CYCLE": "draft", "SELF_CHECK": "filling", "CHECK": "open",
    "DRAW": "framing", "VISIT": "planned", "OBJECTION": "open", "PROBLEM": "found",
    "EXPERT": "open",
}  # fmt: skip
ENDS = {
    "SCHEME": {"retired"}, "CYCLE": {"released", "cancelled"}, "SELF_CHECK": set(),
    "CHECK": {"dropped"}, "DRAW": {"drawn"}, "VISIT": {"confirmed"},
    "OBJECTION": {"upheld", "dismissed"}, "PROBLEM": {"closed", "waived"},
    "EXPERT": {"dropped"},
}  # fmt: skip


@pytest.mark.parametrize("name", FLOWS)
def test_every_state_is_reached_and_only_ends_have_no_way_on(name):
    require_reached(FLOWS[name], STARTS[name], ENDS[name])


@pytest.mark.parametrize("name", FLOWS)
def test_ten_thousand_random_steps_are_legal_or_refused_with_a_sentence(name):
    require_legal(FLOWS[name], STARTS[name], ENDS[name])


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
