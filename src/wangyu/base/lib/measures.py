"""The port through which apps offer numbers and read each other's without importing each other.

A domain app registers ``@measure("orgs.space", unit="㎡", label="场地面积", clause=9)`` on a
function that takes organisation ids and a period and gives a ``Measure`` for each id it knows.
Readers (`ledger`, `policy`, later `evaluation`) call ``read`` with keys. An id that is missing
from the answer is *unknown*, which is never the same as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wangyu.base.lib.periods import Period


@dataclass(frozen=True, slots=True)
class Measure:
    """One number with what it stands on. ``value`` None = known to be unknown (reported blank)."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    as_of: date | None = None
    source: str = ""
    """A sentence for people: where the number comes from."""
    ref: str = ""
    """Where it opens to, as "kind:id" (for example "ledger.fact:12")."""
    state: str = "verified"
    """How far it may be trusted: "verified", "reported" (not yet verified) or "computed"."""


Values = Mapping[int, Measure]
Compute = Callable[[Sequence[int], Period], Values]
ComputeMany = Callable[[Sequence[str], Sequence[int], Period], Mapping[str, Values]]
Numbers = Mapping[int, Decimal | None]
NumbersMany = Callable[[Sequence[str], Sequence[int], Period], Mapping[str, Numbers]]


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    key: str
    unit: str
    label: str
    clause: int | None
    compute: Compute


@dataclass(frozen=True, slots=True)
class Offer:
    """A measure as the docs list it."""

    key: str
    label: str
    unit: str
    clause: int | None


@dataclass(frozen=True, slots=True)
class MeasureFamily:
    """Measures whose keys are data (for example one for each reporting item)."""

    prefix: str
    offers: Callable[[str], bool]
    compute: ComputeMany
    label: Callable[[str], str]
    periods: Callable[[], Iterable[Period]] = tuple
    """Periods that were asked for."""
    listed: Callable[[], Iterable[Offer]] = tuple
    """Every key there is now."""
    numbers: NumbersMany | None = None
    """The values of ``compute`` alone, where that is cheaper."""


class UnknownMeasureError(LookupError):
    """A key that no app offers."""


_specs: dict[str, MeasureSpec] = {}
_families: dict[str, MeasureFamily] = {}


def measure(
    key: str, *, unit: str, label: str, clause: int | None = None
) -> Callable[[Compute], Compute]:
    def register(compute: Compute) -> Compute:
        _specs[key] = MeasureSpec(key, unit, label, clause, compute)
        return compute

    return register


def measure_family(family: MeasureFamily) -> None:
    _families[family.prefix] = family


def specs() -> list[MeasureSpec]:
    return [_specs[key] for key in sorted(_specs)]


def offers() -> list[Offer]:
    """Every measure of every app, by key."""
    single = [Offer(s.key, s.label, s.unit, s.clause) for s in specs()]
    many = [offer for family in _families.values() for offer in family.listed()]
    return sorted((*single, *many), key=lambda offer: offer.key)


def _family_of(key: str) -> MeasureFamily | None:
    found = _families.get(key.partition(".")[0])
    return found if found is not None and found.offers(key) else None


def is_offered(key: str) -> bool:
    return key in _specs or _family_of(key) is not None


def label_of(key: str) -> str:
    """A measure's name for people; the key itself when nobody offers it."""
    if key in _specs:
        return _specs[key].label
    family = _family_of(key)
    return family.label(key) if family is not None else key


def reported_periods() -> set[Period]:
    """Every period that some family of measures was asked for."""
    return {period for family in _families.values() for period in family.periods()}


def _divided(keys: Iterable[str]) -> tuple[list[MeasureSpec], dict[str, list[str]]]:
    """Single measures, and prefix -> keys of a family. Raises UnknownMeasureError."""
    single: list[MeasureSpec] = []
    grouped: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        if key in _specs:
            single.append(_specs[key])
        elif (family := _family_of(key)) is not None:
            grouped.setdefault(family.prefix, []).append(key)
        else:
            raise UnknownMeasureError(key)
    return single, grouped


def read(keys: Iterable[str], org_ids: Sequence[int], period: Period) -> dict[str, Values]:
    """Every key for every organisation, one call to each app. Raises UnknownMeasureError."""
    single, grouped = _divided(keys)
    answer = {spec.key: spec.compute(org_ids, period) for spec in single}
    for prefix, wanted in grouped.items():
        answer.update(_families[prefix].compute(wanted, org_ids, period))
    return answer


def read_numbers(keys: Iterable[str], org_ids: Sequence[int], period: Period) -> dict[str, Numbers]:
    """As ``read``, for what only reckons and shows no source."""
    single, grouped = _divided(keys)
    answer = {spec.key: _bare(spec.compute(org_ids, period)) for spec in single}
    for prefix, wanted in grouped.items():
        family = _families[prefix]
        if family.numbers is not None:
            answer.update(family.numbers(wanted, org_ids, period))
        else:
            full = family.compute(wanted, org_ids, period)
            answer.update({key: _bare(values) for key, values in full.items()})
    return answer


def _bare(values: Values) -> Numbers:
    return {pk: measure.value for pk, measure in values.items()}
