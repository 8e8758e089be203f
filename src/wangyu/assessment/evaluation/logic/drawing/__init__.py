"""A draw anybody can repeat: who is visited follows from the frame and what witnesses revealed.

A unit of weight w holds w tickets and stands where its lowest ticket puts it: the first n are those
of drawing one after the other in proportion to weight, without a logarithm and so to the last bit
the same on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wangyu.assessment.evaluation.logic.drawing.allocation import allocate
from wangyu.assessment.evaluation.logic.drawing.marks import (
    STRATUM,
    UNIT,
    bytes_of,
    digest,
    frame_texts,
    plain,
    seed_of,
    ticket,
)
from wangyu.assessment.evaluation.logic.drawing.witnesses import checked_reveals, commitment_of
from wangyu.base.lib.given import WrongInput

HEAVIEST = 100


@dataclass(frozen=True, slots=True)
class Frame:
    """Units that may be drawn: ``values`` are those of the columns that make the strata."""

    columns: tuple[str, ...]
    units: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    weights: tuple[int, ...] | None = None

    def digest(self) -> bytes:
        weights = self.weights or (None,) * len(self.units)
        rows = zip(self.units, self.values, weights, strict=True)
        return digest(frame_texts(self.columns, rows, weighted=self.weights is not None))


@dataclass(frozen=True, slots=True)
class Stratum:
    """``order``: every unit of it; the first ``size`` are drawn, the next stands in for one that cannot be."""

    values: tuple[str, ...]
    size: int
    order: tuple[str, ...]

    @property
    def drawn(self) -> tuple[str, ...]:
        return self.order[: self.size]


@dataclass(frozen=True, slots=True)
class Draw:
    frame_sha256: str
    seed_sha256: str
    strata: tuple[Stratum, ...]
    commitments: dict[str, str]

    @property
    def drawn(self) -> tuple[str, ...]:
        return tuple(unit for stratum in self.strata for unit in stratum.drawn)


def draw(
    frame: Frame,
    size: int,
    reveals: Mapping[str, str],
    commitments: Mapping[str, str] | None = None,
) -> Draw:
    """``commitments`` were published before: what was revealed has to fit them."""
    check_frame(frame, size)
    told = checked_reveals(reveals, commitments)
    hashed = frame.digest()
    seed = seed_of(hashed, told.items())
    strata = tuple(_strata(frame, size, seed))
    published = {name: commitment_of(value) for name, value in sorted(told.items())}
    return Draw(hashed.hex(), seed.hex(), strata, published)


def check_frame(frame: Frame, size: int) -> None:
    names = Counter(plain(unit) for unit in frame.units)
    twice = next((name for name, count in names.items() if count > 1), None)
    if twice is not None:
        raise WrongInput(f"抽样框里“{twice[:40]}”出现了两次，每个单位应只有一行。")
    if not 1 <= size <= len(frame.units):
        raise WrongInput(f"要抽 {size} 个，抽样框里有 {len(frame.units)} 个；应为 1 到 {len(frame.units)}。")  # fmt: skip
    for unit, weight in zip(frame.units, frame.weights or (), strict=False):
        if not 1 <= weight <= HEAVIEST:
            raise WrongInput(f"“{unit[:40]}”的权重是 {weight}，应为 1 到 {HEAVIEST} 的整数。")


def _strata(frame: Frame, size: int, seed: bytes) -> list[Stratum]:
    members: dict[tuple[str, ...], list[int]] = {}
    order = sorted(range(len(frame.columns)), key=lambda at: plain(frame.columns[at]).encode())
    for place, values in enumerate(frame.values):
        members.setdefault(tuple(plain(values[at]) for at in order), []).append(place)
    sizes = {key: len(places) for key, places in members.items()}
    given = allocate(sizes, size, lambda key: ticket(seed, STRATUM, *key))
    back = [order.index(at) for at in range(len(order))]
    return [
        Stratum(tuple(key[at] for at in back), given[key], _ordered(frame, members[key], seed))
        for key in sorted(members, key=bytes_of)
    ]


def _ordered(frame: Frame, places: Sequence[int], seed: bytes) -> tuple[str, ...]:
    def key(place: int) -> tuple[int, bytes]:
        unit = plain(frame.units[place])
        weight = frame.weights[place] if frame.weights else 1
        tickets = (ticket(seed, UNIT, unit, str(one)) for one in range(1, weight + 1))
        return min(tickets), unit.encode()

    return tuple(plain(frame.units[place]) for place in sorted(places, key=key))
