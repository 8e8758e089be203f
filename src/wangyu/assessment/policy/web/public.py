"""The policy for everybody: clauses, requirements, standards, and packs compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wangyu.assessment.policy import forms, queries, tables
from wangyu.assessment.policy.kinds import Pack, pack, pack_names
from wangyu.assessment.policy.logic.compare import Difference, compare
from wangyu.assessment.policy.logic.pack import Requirement, Standard
from wangyu.base.core.access import NotVisible
from wangyu.base.ui.http import Request


@require_safe
def clauses(request: Request) -> HttpResponse:
    rules = pack()
    shown = {"pack": rules, "clauses": rules.clauses.values(), "several": len(pack_names()) > 1}
    return render(request, "policy/clauses.html", shown)


@require_safe
def clause(request: Request, number: int) -> HttpResponse:
    rules = pack()
    if number not in rules.clauses:
        raise NotVisible
    shown = {
        "pack": rules,
        "clause": rules.clauses[number],
        "title": f"第{number}条 {rules.clauses[number].title}",
        "requirements": [(r, _measures(r, rules)) for r in rules.of_clause(number)],
        "standards": [(s, tables.per_text(s)) for s in rules.standards if s.clause == number],
        "figures": [f for f in rules.figures if f.clause == number],
        "before": number - 1 if number - 1 in rules.clauses else None,
        "after": number + 1 if number + 1 in rules.clauses else None,
    }
    return render(request, "policy/clause.html", shown)


def _measures(requirement: Requirement, rules: Pack) -> list[str]:
    """Names of the figures a requirement is judged by."""
    standard = rules.newest_standards.get(requirement.standard)
    keys = tables.measures_of(standard) if standard else requirement.measures
    return [queries.measure_label(key) for key in keys if not requirement.planned]


@require_safe
def packs(request: Request) -> HttpResponse:
    """Two packs side by side: what is new, gone or changed."""
    known = {name: pack(name) for name in pack_names()}
    names = list(known)
    before = forms.chosen(request.GET, "before", names, names[0])
    after = forms.chosen(request.GET, "after", names, names[-1])
    shown = {
        "packs": known,
        "before": before,
        "after": after,
        "differences": [
            (one, [(tables.FIELDS.get(f, f), *sides) for f, *sides in one.fields])
            for one in _differences(known[before], known[after])
        ],
    }
    return render(request, "policy/packs.html", shown)


def _differences(old: Pack, new: Pack) -> Iterator[Difference]:
    yield from compare("条款", _clauses(old), _clauses(new))
    yield from compare("要求", _by_key(old.requirements), _by_key(new.requirements))
    yield from compare("标准", _standards(old), _standards(new))
    yield from compare("其他数字", _by_key(old.figures), _by_key(new.figures))


def _clauses(rules: Pack) -> dict[str, Any]:
    return {f"第{number:02d}条": clause for number, clause in rules.clauses.items()}


def _by_key(rows: tuple[Any, ...]) -> dict[str, Any]:
    return {f"{row.title}（{row.key}）": row for row in rows}


def _standards(rules: Pack) -> dict[str, Standard]:
    """A standard that changes in time has several rows."""
    return {f"{s.title}（{s.key}），{s.valid_from.year}年起": s for s in rules.standards}
