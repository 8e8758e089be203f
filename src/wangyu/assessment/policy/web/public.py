"""The policy for everybody: clauses, requirements, standards, and packs compared."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wangyu.assessment.policy.kinds import pack, pack_names
from wangyu.assessment.policy.logic.compare import compare
from wangyu.base.core.access import NotVisible
from wangyu.base.ui.http import Request


@require_safe
def clauses(request: Request) -> HttpResponse:
    return render(
        request, "policy/clauses.html", {"pack": pack(), "clauses": pack().clauses.values()}
    )


@require_safe
def clause(request: Request, number: int) -> HttpResponse:
    rules = pack()
    if number not in rules.clauses:
        raise NotVisible
    shown = {
        "pack": rules,
        "clause": rules.clauses[number],
        "requirements": rules.of_clause(number),
        "standards": [s for s in rules.standards.values() if s.clause == number],
        "figures": [f for f in rules.figures if f.clause == number],
        "before": number - 1 if number - 1 in rules.clauses else None,
        "after": number + 1 if number + 1 in rules.clauses else None,
    }
    return render(request, "policy/clause.html", shown)


@require_safe
def packs(request: Request) -> HttpResponse:
    """Two packs side by side: what is new, gone or changed."""
    names = pack_names()
    before = request.GET.get("before", names[0])
    after = request.GET.get("after", names[-1])
    before, after = (name if name in names else names[0] for name in (before, after))
    old, new = pack(before), pack(after)
    differences = [
        *compare("条款", _by_number(old), _by_number(new)),
        *compare(
            "要求", {r.key: r for r in old.requirements}, {r.key: r for r in new.requirements}
        ),
        *compare("标准", old.standards, new.standards),
    ]
    shown = {"names": names, "before": before, "after": after, "differences": differences}
    return render(request, "policy/packs.html", shown)


def _by_number(rules: Any) -> dict[str, Any]:
    return {f"第 {number} 条": clause for number, clause in rules.clauses.items()}
