"""What a scheme would do: compared with another version, and tried on the facts of a year.

No public league: these pages are the province's own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangyu.assessment.evaluation import queries
from wangyu.assessment.evaluation.access.schemes import access_version, visible_versions
from wangyu.assessment.evaluation.forms.tryout import TryForm, as_it_is
from wangyu.assessment.evaluation.kinds import clauses
from wangyu.assessment.evaluation.logic import trying
from wangyu.assessment.evaluation.logic.compare import differences
from wangyu.assessment.evaluation.logic.scoring import Scores
from wangyu.assessment.evaluation.models import Version
from wangyu.assessment.evaluation.queries import tryout as reading
from wangyu.assessment.evaluation.queries.tryout import Tried
from wangyu.assessment.evaluation.tables import insight
from wangyu.assessment.evaluation.tables import tryout as tables
from wangyu.base.ui.http import Request


@login_required
@require_safe
def compare(request: Request, pk: int) -> HttpResponse:
    """Two versions side by side; the older one is before."""
    found = access_version(request.actor, pk)
    choices = visible_versions(request.actor).exclude(pk=pk).order_by("scheme__title", "-number")
    asked = request.GET.get("with", "")
    other = choices.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None  # noqa: PLR2004 -- longer than any key
    shown: dict[str, Any] = {"version": found, "choices": choices, "other": other}
    if other is not None:
        before, after = sorted((found, other), key=lambda one: (one.made_at, one.pk))
        shown |= {
            "found": differences(before.data, after.data),
            "before_label": _label(before, after), "after_label": _label(after, before),
        }  # fmt: skip
    return render(request, "evaluation/compare.html", shown)


def _label(one: Version, other: Version) -> str:
    return f"第 {one.number} 版" if one.scheme_id == other.scheme_id else str(one)


@login_required
@require_safe
def try_out(request: Request, pk: int) -> HttpResponse:
    """Nothing is kept: a scheme scored by the facts there are, for whoever designs it."""
    found = access_version(request.actor, pk)
    tree = queries.scheme_of(found)
    year = reading.last_year(timezone.localdate(request.arrived()).year - 1)
    others = visible_versions(request.actor).exclude(pk=pk)
    suggested = {"first": year, "last": year} | as_it_is(tree)
    form = TryForm(suggested | request.GET.dict(), tree=tree, others=others)
    shown: dict[str, Any] = {"version": found, "tree": tree, "form": form}
    if form.is_valid():
        shown |= _tried(found, form)
    return render(request, "evaluation/try.html", shown)


def _tried(found: Version, form: TryForm) -> dict[str, Any]:
    data, owner = form.cleaned_data, found.scheme.owner
    trial = reading.tried(owner, form.tree, data["first"], data["last"])
    scores, points = trial.scores, form.points()
    if not scores.units:
        return {}
    before = trying.totals(scores, trying.nominal(scores))
    now = trying.totals(scores, points)
    spreads = trying.spreads(scores, now)
    shown = {
        "tried": trial, "spreads": spreads, "chart": tables.histogram(spreads, form.tree.full),
        "columns": trying.column_names(form.tree.full), "facts": _facts(scores),
        "rows": tables.units(trial, before, now), "vetoed": int(scores.out.sum()),
        "missing_percent": round(float(scores.lacking.mean()) * 100), "not_given": reading.not_given(form.tree),
        "total_points": sum(points.values()),
    }  # fmt: skip
    shown |= _insight(trial)
    if other := data["with"]:
        second = reading.tried(owner, queries.scheme_of(other), data["first"], data["last"])
        after = trying.totals(second.scores, trying.nominal(second.scores))
        shown |= {"other": other, "moves": tables.moves(trial, before, after)}
    return shown


def _insight(trial: Tried) -> dict[str, Any]:
    leaves = insight.leaves(trial.scores)
    return {
        "leaves": leaves, "weights_chart": insight.weights_chart(leaves),
        "pairs": insight.pairs(trial.scores),
        "weaknesses": insight.weaknesses(trial.scores, trial.states),
        "unseen": insight.unseen_clauses(trial.scores.scheme, clauses()),
    }  # fmt: skip


def _facts(scores: Scores) -> dict[str, Any]:
    """What the page's script reckons with: no name in it, only rows in the order of the table."""
    rate = trying.rates(scores)
    return {
        "full": scores.scheme.full, "bins": trying.BINS, "tops": [top.key for top in scores.scheme.tops],
        "points": [top.points for top in scores.scheme.tops],
        "rates": [[None if np.isnan(one) else round(float(one), trying.PLACES) for one in row] for row in rate],
        "out": [bool(one) for one in scores.out], "groups": list(scores.groups),
        "names": sorted(set(scores.groups)),
    }  # fmt: skip
