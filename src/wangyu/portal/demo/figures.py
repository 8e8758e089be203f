"""Invented figures of a school for a year, item by item, obeying the checks of the pack."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from wangyu.portal.demo.names import School

GROWTH = 1.02
YES, NO = 1, 0


@dataclass(frozen=True, slots=True)
class Strength:
    """How far a school has come: 1 fulfils nearly everything, 0 little."""

    now: float
    yearly: float

    def in_year(self, years_ago: int) -> float:
        return max(0.05, min(1.0, self.now - self.yearly * years_ago))


def figures(
    school: School, strength: Strength, years_ago: int, random: Random
) -> dict[str, Decimal]:
    """Item key → figure. Yes/no items are 1/0."""
    s = strength.in_year(years_ago)
    found = _size(school, years_ago, random) | _counts(s, random) | _answers(s, random)
    found |= _means(found, s, random)
    return {key: Decimal(str(value)) for key, value in found.items()}


def _size(school: School, years_ago: int, random: Random) -> dict[str, float]:
    students = round(school.students / GROWTH**years_ago)
    departments = max(5, round(students / 1_500))
    return {
        "students": students,
        "staff": round(school.staff / GROWTH**years_ago),
        "departments_total": departments,
        "classes_total": round(students / random.uniform(34, 40)),
        "department_studios": round(departments * random.uniform(0.5, 1.0)),
        "class_stations": round(students / 36 * random.uniform(0.3, 1.0)),
        "student_backbone": round(students * random.uniform(0.004, 0.012)),
        "literacy_people": round(students * random.uniform(0.4, 1.6)),
    }


def _means(found: dict[str, float], s: float, random: Random) -> dict[str, float]:
    """The three hard standards, met or missed by how strong the school is."""
    students, everyone = found["students"], found["students"] + found["staff"]
    factor = random.uniform(0.55, 0.85) + 0.45 * s
    area = everyone / 10_000 * 80 * factor
    money = round(students * 30 * factor, -3)
    return {
        "full_time_staff": max(0, round(students / 8_000 * factor)),
        "space_office_m2": round(area * 0.35, 1),
        "space_activity_m2": round(area * 0.65, 1),
        "studios_independent": round(found["department_studios"] * min(1, 0.4 + 0.6 * s)),
        "fund_allocated": round(money * 1.05, -3),
        "fund_received": money,
        "fund_spent": round(money * random.uniform(0.8, 1.0), -2),
    }


_MOST = {
    "group_meetings": 5, "trainings": 6, "yiban_trainings": 4, "master_studios": 3,
    "contests_hosted": 8, "exchanges": 6, "literacy_events": 12, "literacy_dimensions": 6,
    "services_online": 5, "key_accounts": 6, "key_account_columns": 8, "projects_applied": 8,
    "cases_submitted": 6, "masters_selected": 2, "work_rules": 12, "seminars": 5,
    "months_submitted": 12, "group_departments": 5,
}  # fmt: skip
"""The most a strong school reports."""


def _counts(s: float, random: Random) -> dict[str, float]:
    found: dict[str, float] = {
        key: min(most, max(0, round(most * s * random.uniform(0.6, 1.25))))
        for key, most in _MOST.items()
    }
    submitted = round(60 * s * random.uniform(0.5, 1.5)) + int(found["months_submitted"])
    accounts, entries = random.randint(18, 90), round(400 * s * random.uniform(0.5, 1.4))
    return found | {
        "trained_people": found["trainings"] * random.randint(30, 120),
        "articles_submitted": submitted,
        "articles_adopted": round(submitted * random.uniform(0.2, 0.5)),
        "articles_national": random.randint(0, 6),
        "accounts_registered": accounts,
        "accounts_inspected": accounts - random.randint(0, 4),
        "works_entries": entries,
        "works_recommended": min(entries, random.randint(4, 20)),
        "works_awarded": random.randint(0, 6),
        "projects_approved": round(found["projects_applied"] * 0.4),
        "projects_closed": round(found["projects_applied"] * 0.3),
        "cases_selected": round(found["cases_submitted"] * 0.3),
        "project_fund_received": round(found["projects_applied"] * 0.4) * 10_000,
    }


_LIKELY = {
    "leading_group": 0.9, "group_head_is_leader": 0.8, "office_established": 0.7,
    "appraisal_held": 0.5, "commendation_held": 0.5, "master_support": 0.5,
    "rules_for_media": 0.8, "review_rule": 0.8, "incentive_rule": 0.6, "festival_held": 0.7,
    "platform_built": 0.4, "survey_status": 0.6, "survey_satisfaction": 0.5,
    "self_check_done": 0.8, "conference_attended": 0.9,
}  # fmt: skip


def _answers(s: float, random: Random) -> dict[str, float]:
    return {
        key: YES if random.random() < likely * (0.55 + 0.6 * s) else NO
        for key, likely in _LIKELY.items()
    }


def agree(found: dict[str, Decimal]) -> dict[str, Decimal]:
    """The same after what the platform already knows has been put in: parts within their whole."""
    studios = found["department_studios"]
    return found | {
        "departments_total": max(found["departments_total"], studios),
        "studios_independent": min(found["studios_independent"], studios),
        "accounts_inspected": min(found["accounts_inspected"], found["accounts_registered"]),
    }
