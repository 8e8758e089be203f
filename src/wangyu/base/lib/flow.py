"""Table-driven state machines: the table is the only truth about states and moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


class IllegalMoveError(Exception):
    """A move the table does not hold, with a sentence for people."""


@dataclass(frozen=True, slots=True)
class State:
    key: str
    staff_label: str
    public_label: str
    tone: str = "neutral"
    """neutral | info | ok | warn | bad: which badge shows it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One move: ``verb`` takes ``source`` to ``target`` when done by one of ``who`` (role keys)."""

    source: str
    verb: str
    target: str
    who: frozenset[str]
    label: str
    needs_reason: bool = False
    guard: str = ""
    """The condition in words; the op that makes the move enforces it."""


class Flow:
    def __init__(self, name: str, states: Iterable[State], edges: Iterable[Edge]) -> None:
        self.name = name
        self.states = {state.key: state for state in states}
        self.edges = tuple(edges)
        self._by_move = {(edge.source, edge.verb): edge for edge in self.edges}
        if len(self._by_move) != len(self.edges):
            raise ValueError(f"{name}: two edges share a state and a verb")
        unknown = {e.source for e in self.edges} | {e.target for e in self.edges}
        unknown -= set(self.states)
        if unknown:
            raise ValueError(f"{name}: unknown states {sorted(unknown)}")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Of a state's field: exactly the states of the table."""
        return [(state.key, state.staff_label) for state in self.states.values()]

    def moves(self, state: str, roles: Collection[str]) -> list[Edge]:
        """What somebody holding ``roles`` may do now; the buttons of a page."""
        return [e for e in self.edges if e.source == state and e.who & set(roles)]

    def take(self, state: str, verb: str, roles: Collection[str], *, reason: str = "") -> Edge:
        """The edge of a legal move. Raises IllegalMoveError naming what is wrong."""
        edge = self._by_move.get((state, verb))
        here = self.states[state].staff_label
        if edge is None:
            raise IllegalMoveError(f"当前状态是“{here}”，不能进行这一步操作。")
        if not edge.who & set(roles):
            raise IllegalMoveError(f"您的角色不能“{edge.label}”。")
        if edge.needs_reason and not reason.strip():
            raise IllegalMoveError(f"“{edge.label}”必须写明理由。")
        return edge

    def mermaid(self) -> str:
        """The diagram of docs/, drawn from the table."""
        lines = ["stateDiagram-v2"]
        lines += [f"  {s.key} : {s.staff_label}" for s in self.states.values()]
        lines += [f"  {e.source} --> {e.target} : {e.label}" for e in self.edges]
        return "\n".join(lines)
