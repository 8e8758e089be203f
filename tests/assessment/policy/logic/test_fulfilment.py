"""From figures to the state of a requirement, and from requirements to the state of a clause."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessment.policy.logic.cases import STAFF, STUDENTS, requirement, standard
from wangyu.assessment.policy.logic.fulfilment import (
    LABELS,
    SYMBOLS,
    TONES,
    Finding,
    clause_status,
    find,
)

D = Decimal
OFFERED = frozenset({"a.x", "a.y", "a.z"})
STATES = ["met", "partly", "not_met", "not_applicable", "not_reported", "planned"]


def judged(one, **values):
    return find(one, {f"a.{k}": v and D(v) if v else v for k, v in values.items()}, {}, OFFERED)


@pytest.mark.parametrize(
    ("value", "status"), [(None, "not_reported"), (D(0), "not_met"), (D(1), "met")]
)
def test_yes_is_met_no_is_not_and_blank_is_neither(value, status):
    assert find(requirement("yes"), {"a.x": value}, {}, OFFERED).status == status


@pytest.mark.parametrize(
    ("value", "status", "gap"),
    [(None, "not_reported", None), (D(0), "not_met", 12), (D("0.5"), "partly", D("11.5")), (D(7), "partly", 5), (D(12), "met", 0), (D(99), "met", 0)],
)  # fmt: skip
def test_at_least_counts_what_is_missing(value, status, gap):
    found = find(requirement("at_least", value=D(12)), {"a.x": value}, {}, OFFERED)
    assert (found.status, found.gap, found.target, found.value) == (status, gap, 12, value)


@pytest.mark.parametrize(
    ("part", "whole", "status", "gap"),
    [(3, 4, "partly", 1), (4, 4, "met", 0), (5, 4, "met", 0), (0, 4, "not_met", 4), (0, 1, "not_met", 1), (0, 0, "not_applicable", 0),
     (None, 4, "not_reported", None), (None, 0, "not_reported", None), (3, None, "not_reported", None)],
)  # fmt: skip
def test_a_ratio_compares_a_part_with_its_whole(part, whole, status, gap):
    found = find(requirement("ratio", "a.x", "a.y"), {"a.x": part, "a.y": whole}, {}, OFFERED)
    assert (found.status, found.gap) == (status, gap)


def test_a_ratio_may_ask_for_less_than_all():
    half = requirement("ratio", "a.x", "a.y", value=D("0.5"))
    assert find(half, {"a.x": D(2), "a.y": D(4)}, {}, OFFERED).status == "met"
    assert find(half, {"a.x": D(1), "a.y": D(4)}, {}, OFFERED).gap == 1


@pytest.mark.parametrize(
    ("condition", "status"),
    [(None, "not_reported"), (D(0), "not_applicable"), (D(2), "met")],
)
def test_a_duty_with_a_condition_does_not_apply_where_the_condition_is_nought(condition, status):
    one = requirement("yes", applies_if="a.z")
    assert find(one, {"a.x": D(1), "a.z": condition}, {}, OFFERED).status == status


def test_a_measure_still_to_come_is_no_failing():
    assert find(requirement("yes", "channels.x"), {}, {}, OFFERED).status == "planned"
    assert find(requirement("ratio", "a.x", "channels.x"), {"a.x": D(1)}, {}, OFFERED).status == "planned"  # fmt: skip


def test_a_standard_gives_need_gap_and_heads():
    one = requirement("standard", "standard.posts", modality="encouraged", clause=8)
    values = {STUDENTS: D(15_000), STAFF: D(2_000), "a.posts": D(2)}
    found = find(one, values, {"posts": standard()}, OFFERED)
    assert (found.status, found.value, found.target, found.gap, found.heads) == ("partly", 2, 3, 1, 17_000)  # fmt: skip
    assert find(one, values, {}, OFFERED).status == "not_applicable"


@pytest.mark.parametrize("value", [D(0), D(3)])
def test_a_weak_duty_shows_its_gap_and_is_never_called_unmet(value):
    found = find(
        requirement("at_least", value=D(5), modality="encouraged"), {"a.x": value}, {}, OFFERED
    )
    assert found.label == "有差距（建议项）"
    assert found.tone == "warn"
    assert found.gap == 5 - value
    strong = find(requirement("at_least", value=D(5)), {"a.x": value}, {}, OFFERED)
    assert (strong.label, strong.tone) == (("部分达到", "warn") if value else ("未达到", "bad"))


@pytest.mark.parametrize("state", ["met", "not_reported", "not_applicable", "planned"])
def test_a_weak_duty_reads_like_any_other_while_there_is_no_gap(state):
    found = Finding(requirement(modality="encouraged"), state)
    assert (found.label, found.tone) == (LABELS[state], TONES[state])


@pytest.mark.parametrize("state", STATES)
def test_what_is_open_is_what_somebody_can_do_something_about(state):
    found = Finding(requirement(), state)
    assert found.is_open == (state in {"partly", "not_met", "not_reported"})


def clause(*states, weak=()):
    return clause_status(
        [Finding(requirement(), s) for s in states]
        + [Finding(requirement(modality="encouraged"), s) for s in weak]
    )


@pytest.mark.parametrize(
    ("strong", "weak", "state"),
    [
        (["met", "met"], [], "met"),
        (["met", "met"], ["not_met"], "met"),
        (["met", "not_met"], [], "partly"),
        (["met", "not_reported"], [], "partly"),
        (["partly", "not_met"], [], "partly"),
        (["not_met", "not_met"], ["met"], "not_met"),
        (["not_met", "not_reported"], [], "not_met"),
        (["not_reported", "not_reported"], ["met"], "not_reported"),
        (["met", "not_applicable", "planned"], [], "met"),
        (["not_applicable", "not_applicable"], [], "not_applicable"),
        (["planned", "not_applicable"], [], "planned"),
        ([], [], "not_applicable"),
        ([], ["not_met", "not_met"], "partly"),
        ([], ["met", "met"], "met"),
        ([], ["not_reported"], "not_reported"),
        (["not_applicable"], ["not_met"], "partly"),
    ],
)
def test_the_state_of_a_clause(strong, weak, state):
    assert clause(*strong, weak=weak) == state


@given(st.lists(st.sampled_from(STATES), max_size=8))
def test_weak_duties_alone_never_make_a_clause_unmet(states):
    assert clause(weak=states) != "not_met"


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=8), st.randoms())
def test_the_order_of_requirements_does_not_matter(states, random):
    shuffled = random.sample(states, len(states))
    assert clause(*states) == clause(*shuffled)


@given(st.lists(st.sampled_from(["met", "not_applicable", "planned"]), min_size=1), st.data())
def test_a_failing_duty_never_improves_a_clause(states, data):
    rank = ["not_reported", "not_met", "partly", "met"]
    before, after = clause(*states), clause(*states, "not_met")
    assert before in {"not_applicable", "planned"} or rank.index(after) < rank.index(before)


def test_every_state_has_its_word_tone_and_symbol():
    assert set(LABELS) == set(TONES) == set(SYMBOLS) == set(STATES)
    assert len(set(SYMBOLS.values())) == len(STATES)
