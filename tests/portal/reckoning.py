"""The board reckoned by hand from a workbook's numbers: plain Python and fractions.

Nothing of the product is called here. The pack is read as TOML; how it is judged is written out
once more, from the policy: 1 post for 8 000 heads begun, 80 m² for 10 000 students and staff,
30 yuan for each student. A figure is None where the workbook has a blank.
"""

from __future__ import annotations

import tomllib
from fractions import Fraction
from math import ceil
from pathlib import Path

PACK = Path(__file__).parents[2] / "packs" / "hunan-2021-07"
MET, PARTLY, NOT_MET, NOT_APPLICABLE, SILENT = "达到", "部分达到", "未达到", "不适用", "未填报"


def tables(file, name):
    return tomllib.loads((PACK / file).read_text("utf-8"))[name]


def items():
    return {row["key"]: row for row in tables("items.toml", "item")}


def posts_needed(heads):
    return None if heads is None else ceil(Fraction(heads, 8000))


def added(*parts):
    return None if None in parts else sum(parts)


def standards(said):
    """Key -> (denominator, need, what there is) of a school, by the pack's reading."""
    students, everyone = said["students"], added(said["students"], said["staff"])
    area = added(said["space_office_m2"], said["space_activity_m2"])
    return {
        "staff_ratio": (everyone, posts_needed(everyone), said["full_time_staff"]),
        "space": (everyone, None if everyone is None else Fraction(everyone * 80, 10_000), area),
        "fund": (students, None if students is None else students * 30, said["fund_received"]),
    }


def against(value, target):
    if value is None:
        return SILENT
    if value >= target:
        return MET
    return PARTLY if value > 0 else NOT_MET


def against_standard(heads, need, actual):
    if heads is None:
        return SILENT
    return NOT_APPLICABLE if heads == 0 else against(actual, need)


NO_ROUNDS = {"evaluation.rounds": 0, "evaluation.checked": None}
"""Nobody has held an evaluation."""


def duty(row, said):
    """The state of one requirement; None for one whose measure is still to come."""
    if row.get("planned"):
        return None
    said = said | NO_ROUNDS
    if row["rule"] == "standard":
        return against_standard(*standards(said)[row["measures"][0].removeprefix("standard.")])
    figures = [said[key.removeprefix("fact.")] for key in row["measures"]]
    condition = said[row["applies_if"].removeprefix("fact.")] if "applies_if" in row else 1
    if condition is None:
        return SILENT
    if condition == 0:
        return NOT_APPLICABLE
    if row["rule"] == "ratio":
        return _ratio(*figures)
    return against(figures[0], Fraction(row.get("value", "1")))


def _ratio(part, whole):
    if part is None or whole is None:
        return SILENT
    return NOT_APPLICABLE if whole == 0 else against(part, whole)


def clause(number, said):
    """The word in a school's cell."""
    rows = [r for r in tables("requirements.toml", "requirement") if r["clause"] == number]
    judged = [
        (row, state) for row in rows if (state := duty(row, said)) not in {None, NOT_APPLICABLE}
    ]
    if not judged:
        return NOT_APPLICABLE
    strong = [state for row, state in judged if row["modality"] != "encouraged"]
    states = set(strong) or {state for _, state in judged}
    if states in ({SILENT}, {MET}):
        return states.pop()
    if strong and not states & {MET, PARTLY}:
        return NOT_MET
    return PARTLY


def shown(number):
    """A number as the page writes it."""
    if number is None:
        return "—"
    whole, rest = divmod(Fraction(number), 1)
    digits = f"{float(rest):.6f}"[1:].rstrip("0").rstrip(".")
    return f"{int(whole):,}{digits}"


def totals(schools, key, heads):
    """Universities, reported, met, need, actual, gap of a group, as the summary shows them.

    A school without anybody reported, and needs nothing: it counts as neither met nor short.
    """
    rows = [needed_and_had(said, key, heads) for said in schools]
    full = [(need, actual) for need, actual in rows if need is not None and actual is not None]
    sums = [sum(column) for column in zip(*full, strict=True)] if full else [None, None]
    gap = sum(max(need - actual, 0) for need, actual in full) if full else None
    met = sum(actual >= need > 0 for need, actual in full)
    return [str(len(rows)), str(len(full)), str(met), *map(shown, [*sums, gap])]


def line(said, key, heads):
    """Need, actual and gap of one school, as its line shows them."""
    need, actual = needed_and_had(said, key, heads)
    gap = None if None in {need, actual} else max(need - actual, 0)
    return [shown(need), shown(actual), shown(gap)]


def needed_and_had(said, key, heads):
    if key == "staff_ratio":
        return posts_needed(heads(said)), said["full_time_staff"]
    _, need, actual = standards(said)[key]
    return need, actual
