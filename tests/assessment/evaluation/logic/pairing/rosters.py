"""Rosters, and the rules looked at one by one without the code that keeps them."""

from __future__ import annotations

from collections import Counter

from wangyu.assessment.evaluation.logic.pairing import Member, Pairing

REAL = (57, 14, 11, 10, 6, 5, 4, 4, 4, 3, 3, 3, 2, 2)
"""Universities by city: not quite half of all are in one."""


def roster(*cities):
    return [
        Member(f"c{city}n{n}", f"市{city}", "本科" if n % 5 < 2 else "高职")
        for city, count in enumerate(cities)
        for n in range(count)
    ]


def edges(found):
    return [(one.checker, one.checked) for one in found.pairs]


def broken(found, members, per, past=(), rivals=()):
    """The rules that do not hold, each looked at on its own."""
    assert isinstance(found, Pairing), found
    city = {one.id: one.city for one in members}
    rows = edges(found)
    tests = {
        "load": any(Counter(side) != dict.fromkeys(city, per) for side in zip(*rows, strict=True)),
        "twice": len(set(rows)) < len(rows),
        "self": any(a == b for a, b in rows),
        "city": any(city[a] == city[b] for a, b in rows),
        "mutual": any((b, a) in set(rows) for a, b in rows),
        "past": bool(set(rows) & set(past)),
        "rivals": any({a, b} in [set(one) for one in rivals] for a, b in rows),
        "connected": not linked(rows),
    }  # fmt: skip
    return [name for name, bad in tests.items() if bad]


def linked(rows):
    """Whether chains of checks lead from any to any: as checker (-) and as checked (+)."""
    near = {}
    for a, b in rows:
        near.setdefault(f"-{a}", set()).add(f"+{b}")
        near.setdefault(f"+{b}", set()).add(f"-{a}")
    seen, todo = set(), list(near)[:1]
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo += near[at]
    return len(seen) == len(near)
