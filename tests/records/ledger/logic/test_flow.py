"""The table of a sheet's life agrees with what is stored and with who people can be."""

from itertools import product

import pytest

from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.records.ledger.enums import SheetState
from wangyu.records.ledger.logic.flow import LEADERS, PROVINCE, REPORTERS, SHEET

MOVES = {(edge.source, edge.verb): edge for edge in SHEET.edges}
VERBS = sorted({edge.verb for edge in SHEET.edges})


def test_its_states_and_their_names_are_those_that_are_stored():
    stored = {state.value: state.label for state in SheetState}
    assert {key: state.staff_label for key, state in SHEET.states.items()} == stored


def test_its_roles_exist():
    assert {Role(role) for role in REPORTERS | LEADERS | PROVINCE}


@pytest.mark.parametrize(("state", "verb"), [*product(SHEET.states, VERBS)])
@pytest.mark.parametrize("role", list(Role))
def test_a_move_is_taken_exactly_where_the_table_holds_it(state, verb, role):
    edge = MOVES.get((state, verb))
    if edge and role in edge.who:
        assert SHEET.take(state, verb, {role}, reason="理由") == edge
        assert edge in SHEET.moves(state, {role})
    else:
        with pytest.raises(IllegalMoveError):
            SHEET.take(state, verb, {role}, reason="理由")


def test_nobody_verifies_what_they_reported():
    """Reporting, signing and verifying are three hands."""
    assert not REPORTERS & LEADERS
    assert not (REPORTERS | LEADERS) & PROVINCE


def test_a_verified_sheet_moves_no_more():
    assert not [edge for edge in SHEET.edges if edge.source == "verified"]
