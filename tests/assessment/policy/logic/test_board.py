from decimal import Decimal

from tests.assessment.policy.logic.cases import requirement
from wangyu.assessment.policy.logic.board import Line, count_states, findings, line

REQUIREMENTS = (
    requirement("yes", "a.x", clause=1, key="one"),
    requirement("yes", "a.y", clause=1, key="two"),
    requirement("yes", "a.z", clause=2, key="three"),
)
OFFERED = frozenset({"a.x", "a.y", "a.z"})
VALUES = {"a.x": Decimal(1), "a.y": Decimal(0)}


def test_findings_stand_under_their_clause_in_the_order_of_the_pack():
    found = findings(REQUIREMENTS, VALUES, {}, OFFERED)
    assert {n: [(f.requirement.key, f.status) for f in row] for n, row in found.items()} == {
        1: [("one", "met"), ("two", "not_met")],
        2: [("three", "not_reported")],
    }


def test_a_line_has_every_clause_of_the_pack():
    made = line(7, [1, 2, 3], REQUIREMENTS, VALUES, {}, OFFERED)
    assert made == Line(7, {1: "partly", 2: "not_reported", 3: "not_applicable"})


def test_states_are_counted_for_each_clause():
    lines = [Line(1, {1: "met", 2: "partly"}), Line(2, {1: "met", 2: "not_met"})]
    counted = count_states(lines, [1, 2])
    assert counted == {1: {"met": 2}, 2: {"partly": 1, "not_met": 1}}
    assert count_states([], [1]) == {1: {}}
