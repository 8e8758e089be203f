"""The draw once more, as somebody else would write it from docs/compute.md alone: no code is shared."""

from __future__ import annotations

import hashlib
import hmac
import math
from fractions import Fraction


def net(*texts):
    return b"".join(str(len(t.encode())).encode() + b":" + t.encode() + b"," for t in texts)


def sha(*texts):
    return hashlib.sha256(net(*texts)).hexdigest()


def plain_draw(columns, rows, size, reveals):
    """``rows``: unit -> (values in the order of ``columns``, weight or None)."""
    weighted = any(weight is not None for _, weight in rows.values())
    head = ["wangyu-frame-1", str(len(columns)), *sorted(columns), "weight" * weighted]
    head += [str(len(rows))]
    for unit in sorted(rows):
        values, weight = rows[unit]
        by_name = dict(zip(columns, values, strict=True))
        head += [unit, *(by_name[c] for c in sorted(columns)), str(weight) if weighted else ""]
    frame = sha(*head)
    told = [text for name in sorted(reveals) for text in (name, reveals[name])]
    seed = sha("wangyu-seed-1", frame, str(len(reveals)), *told)

    def ticket(*texts):
        return hmac.new(bytes.fromhex(seed), net(*texts), "sha256").hexdigest()

    strata = {}
    for unit, (values, _) in rows.items():
        by_name = dict(zip(columns, values, strict=True))
        strata.setdefault(tuple(by_name[c] for c in sorted(columns)), []).append(unit)
    numbers = plain_numbers(
        {k: len(v) for k, v in strata.items()}, size, lambda k: ticket("stratum", *k)
    )
    drawn = {}
    for key, units in strata.items():
        lowest = {
            u: min(ticket("unit", u, str(j + 1)) for j in range(rows[u][1] or 1)) for u in units
        }
        drawn[key] = sorted(units, key=lowest.get)[: numbers[key]]
    return frame, seed, drawn


def plain_numbers(sizes, size, tie):
    """Largest remainders with exact fractions."""
    ones = set()
    while len(sizes) <= size:
        rest = {k: n for k, n in sizes.items() if k not in ones}
        share = Fraction(size - len(ones), sum(rest.values()))
        below = {k for k, n in rest.items() if n * share < 1}
        if not below:
            break
        ones |= below
    rest = {k: n for k, n in sizes.items() if k not in ones}
    share = Fraction(size - len(ones), sum(rest.values()))
    found = dict.fromkeys(ones, 1) | {k: math.floor(n * share) for k, n in rest.items()}
    order = sorted(rest, key=lambda k: (math.floor(rest[k] * share) - rest[k] * share, tie(k)))
    for key in order[: size - sum(found.values())]:
        found[key] += 1
    return found
