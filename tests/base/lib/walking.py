"""What holds of every table of states; each app asks it of its own."""

from __future__ import annotations

import random

import pytest

from wangyu.base.lib.flow import Flow, IllegalMoveError

STEPS, FEWEST = 10_000, 500


def require_reached(flow: Flow, start: str, ends: set[str]) -> None:
    """Every state is reached, and only the ends have no way on."""
    seen, open_ones = {start}, [start]
    while open_ones:
        here = open_ones.pop()
        for edge in flow.edges:
            if edge.source == here and edge.target not in seen:
                seen.add(edge.target)
                open_ones.append(edge.target)
    assert seen == set(flow.states)
    assert {s for s in flow.states if not any(e.source == s for e in flow.edges)} == ends


def require_legal(flow: Flow, start: str, ends: set[str]) -> None:
    """Ten thousand random steps are legal, or refused with a sentence."""
    chance, state, taken = random.Random(7), start, 0
    verbs = sorted({edge.verb for edge in flow.edges})
    roles = sorted({role for edge in flow.edges for role in edge.who})
    legal = {(e.source, e.verb): e for e in flow.edges}
    for _ in range(STEPS):
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
        if state in ends:
            state = start
    assert taken > FEWEST
