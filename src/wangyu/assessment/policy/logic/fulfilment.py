"""From figures to the state of a requirement, and from requirements to the state of a clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wangyu.assessment.policy.logic.pack import Requirement, Standard
from wangyu.assessment.policy.logic.standards import judge

MET, PARTLY, NOT_MET = "met", "partly", "not_met"
NOT_APPLICABLE, NOT_REPORTED, PLANNED = "not_applicable", "not_reported", "planned"
LABELS = {
    MET: "达到", PARTLY: "部分达到", NOT_MET: "未达到", NOT_APPLICABLE: "不适用",
    NOT_REPORTED: "未填报", PLANNED: "待建",
}  # fmt: skip
WEAK_LABEL = "有差距（建议项）"
TONES = {
    MET: "ok", PARTLY: "warn", NOT_MET: "bad", NOT_APPLICABLE: "neutral",
    NOT_REPORTED: "neutral", PLANNED: "neutral",
}  # fmt: skip
SYMBOLS = {
    MET: "●",
    PARTLY: "◐",
    NOT_MET: "○",
    NOT_APPLICABLE: "—",
    NOT_REPORTED: "…",
    PLANNED: "·",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one requirement for one university."""

    requirement: Requirement
    status: str
    value: Decimal | None = None
    target: Decimal | None = None
    gap: Decimal | None = None
    heads: Decimal | None = None
    """The denominator of a standard."""

    @property
    def label(self) -> str:
        """Word for people: an unmet weak duty shows a gap and is not called unmet."""
        if self.requirement.is_weak and self.status in {PARTLY, NOT_MET}:
            return WEAK_LABEL
        return LABELS[self.status]

    @property
    def is_open(self) -> bool:
        """Something is left to do, or to report."""
        return self.status in {PARTLY, NOT_MET, NOT_REPORTED}

    @property
    def tone(self) -> str:
        if self.requirement.is_weak and self.status == NOT_MET:
            return "warn"
        return TONES[self.status]


Values = Mapping[str, Decimal | None]


def find(
    requirement: Requirement,
    values: Values,
    standards: Mapping[str, Standard],
    offered: frozenset[str],
) -> Finding:
    """Judge one requirement. A measure that no app offers yet is 待建, not a failing.

    ``standards`` are those in force in the period; without its standard a duty does not apply.
    """
    if requirement.rule == "standard":
        judged = judge(standards.get(requirement.standard), values)
        return Finding(
            requirement, judged.status, judged.actual, judged.need, judged.gap, judged.heads
        )
    if any(key not in offered for key in requirement.measures):
        return Finding(requirement, PLANNED)
    if requirement.applies_if and not values.get(requirement.applies_if):
        unknown = values.get(requirement.applies_if) is None
        return Finding(requirement, NOT_REPORTED if unknown else NOT_APPLICABLE)
    if requirement.rule == "ratio":
        return _ratio(requirement, values)
    value = values.get(requirement.measures[0])
    target = Decimal(1) if requirement.value is None else requirement.value
    return Finding(requirement, _against(value, target), value, target, _gap(value, target))


def _ratio(requirement: Requirement, values: Values) -> Finding:
    part, whole = (values.get(key) for key in requirement.measures)
    if part is None or whole is None:
        return Finding(requirement, NOT_REPORTED, part, whole)
    target = whole if requirement.value is None else whole * requirement.value
    status = NOT_APPLICABLE if whole == 0 else _against(part, target)
    return Finding(requirement, status, part, target, _gap(part, target))


def _against(value: Decimal | None, target: Decimal) -> str:
    if value is None:
        return NOT_REPORTED
    if value >= target:
        return MET
    return PARTLY if value > 0 else NOT_MET


def _gap(value: Decimal | None, target: Decimal) -> Decimal | None:
    return None if value is None else max(target - value, Decimal(0))


def clause_status(findings: Iterable[Finding]) -> str:
    """A clause's state from its requirements.

    Strong duties (必须, 应当) decide. All met: met. None reported: not reported. Something met or
    partly: partly. Otherwise: not met. A clause of weak duties alone is at worst partly.
    """
    findings = list(findings)
    judged = [f for f in findings if f.status not in {NOT_APPLICABLE, PLANNED}]
    if not judged:
        return PLANNED if any(f.status == PLANNED for f in findings) else NOT_APPLICABLE
    strong = [f.status for f in judged if not f.requirement.is_weak]
    states = strong or [f.status for f in judged]
    if all(state == NOT_REPORTED for state in states):
        return NOT_REPORTED
    if all(state == MET for state in states):
        return MET
    if not strong or any(state in {MET, PARTLY} for state in states):
        return PARTLY
    return NOT_MET
