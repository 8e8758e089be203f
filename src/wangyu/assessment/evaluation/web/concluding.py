"""综合评定: what the checks came to together, and what the meeting means to conclude."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wangyu.assessment.evaluation import access as rounds
from wangyu.assessment.evaluation.access import concluding as access
from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.forms.concluding import ClearForm, DecideForm
from wangyu.assessment.evaluation.logic.concluding import Setting
from wangyu.assessment.evaluation.logic.concluding.grades import ZONES
from wangyu.assessment.evaluation.logic.flow import CYCLE
from wangyu.assessment.evaluation.models import Cycle, Member
from wangyu.assessment.evaluation.ops import concluding as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries import conclusions as queries
from wangyu.assessment.evaluation.queries.combined import round_of
from wangyu.assessment.evaluation.queries.cycles import has_panel
from wangyu.assessment.evaluation.queries.tracing import photographs
from wangyu.assessment.evaluation.tables import concluding as tables
from wangyu.assessment.evaluation.web.tracing import traced
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import Table, build, export

MOST_CONCENTRATION, DIGITS = 1000, 5


def _list(request: Request, cycle: Cycle) -> Table:
    lines, verdicts = queries.lines_of(cycle), queries.verdicts_of(cycle)
    members = list(cycle.members.select_related("organisation"))

    def prepare(rows: Sequence[Any]) -> None:
        for row in rows:
            row.line = lines.brief(row.pk)
            row.grade = verdicts[row.pk].grade if row.pk in verdicts else ""

    rows = cycle.members.select_related("organisation")
    return build(
        request, rows.order_by("level", "ownership", "organisation__name"), tables.combined(cycle),
        title=f"综合评定-{cycle.title}", search=["organisation__name"], search_label="按校名搜索",
        filters=tables.combined_filters(cycle, lines, members), prepare=prepare, per_page=200,
        empty="没有高校",
    )  # fmt: skip


@login_required
@require_safe
def combined(request: Request, pk: int) -> HttpResponse:
    found = access.access_combined(request.actor, pk)
    table = _list(request, found)
    if table.wants_export:
        return export(table)
    keeps = rounds.keeps(request.actor, found)
    graded = found.form != Form.INTERIM
    shown = {
        "cycle": found, "table": table, "state": CYCLE.states[found.state], "keeps": keeps,
        "graded": graded, "undecided": queries.undecided(found).count() if graded else 0,
        "unsigned": found.members.exclude(state="signed").count(),
        "conclusions": found.conclusions.all(), "waiting": queries.open_objections(found).count(),
        "form": _clear_form(found, None) if keeps and graded and found.state == "concluding" else None,
    } | _swayed(request, found)  # fmt: skip
    return render(request, "evaluation/combined.html", shown)


@login_required
@require_safe
def sway(request: Request, pk: int) -> HttpResponse:
    """What a slider moves: the intervals for another k, for weights that are more or less sure."""
    found = access.access_combined(request.actor, pk)
    return render(request, "evaluation/_standing.html", {"cycle": found} | _swayed(request, found))


def _swayed(request: Request, cycle: Cycle) -> dict[str, Any]:
    charter, found = charter_of(cycle), round_of(cycle)
    members = {found.codes[m.pk]: m for m in cycle.members.select_related("organisation")}
    first = _whole(request, "k", charter.first, len(members))
    concentration = _whole(request, "concentration", charter.concentration, MOST_CONCENTRATION)
    setting = Setting(first, float(concentration), charter.draws)
    return {
        "groups": tables.groups(found.outcome.with_setting(setting), members), "k": first,
        "concentration": concentration, "charter": charter, "most": len(members),
    }  # fmt: skip


def _whole(request: Request, name: str, otherwise: int, most: int) -> int:
    text = request.GET.get(name, "")
    found = int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else otherwise
    return min(max(found, 1), max(most, 1))


def _clear_form(cycle: Cycle, data: Any) -> ClearForm:
    groups = sorted({member.group for member in cycle.members.all()})
    return ClearForm(data, grades=queries.grade_choices(cycle), groups=groups)


@login_required
@require_POST
def decide_clear(request: Request, pk: int) -> HttpResponse:
    found = rounds.access_own_cycle(request.actor, pk)
    form = _clear_form(found, request.POST)
    if not form.is_valid():
        messages.error(request, "请选择同组和等级。")
        return redirect("evaluation:combined", pk)
    try:
        count = ops.decide_clear(
            cycle=found, **form.cleaned_data, actor=request.actor, now=request.arrived()
        )
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已为 {count} 所高校拟定等级。")
    return redirect("evaluation:combined", pk)


@login_required
@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    """One university on one page, as the meeting needs it."""
    member = access.access_sheet(request.actor, pk)
    return render(request, "evaluation/sheet.html", _sheet(request, member, None))


def _sheet(request: Request, member: Member, form: DecideForm | None) -> dict[str, Any]:
    cycle = member.cycle
    lines, verdict = queries.lines_of(cycle), queries.verdicts_of(cycle).get(member.pk)
    line = lines.full(member.pk)
    deciding = rounds.keeps(request.actor, cycle) and cycle.state == "concluding"
    grades = queries.grade_choices(cycle)
    if form is None and deciding and cycle.form != Form.INTERIM:
        now = {"grade": verdict.grade, "reason": verdict.reason} if verdict else {}
        form = DecideForm(grades=grades, initial=now)
    return {
        "member": member, "cycle": cycle, "line": line, "vetoed": queries.title_of(cycle, line.get("vetoed")), "form": form,
        "names_problems": rounds.keeps(request.actor, cycle),
        "tops": traced(request.actor, member, line, named=True), "photographs": photographs(member),
        "zone": ZONES.get(line.get("zone", ""), ""), "tone": tables.TONES.get(line.get("zone", ""), ""),
        "proposal": queries.grade_label(cycle, line.get("proposal") or ""),
        "grade": queries.grade_label(cycle, verdict.grade) if verdict else "", "verdict": verdict,
        "recheck": line.get("recheck"), "gap": abs(line.get("gap") or 0), "interval": tables.interval(line),
        "p_first": tables.percent(line.get("p_first")), "alike": _alike(cycle, lines, line),
        "paneled": has_panel(cycle),
        "changes": [
            (change, queries.grade_label(cycle, change.before), queries.grade_label(cycle, change.after))
            for change in queries.changes_of(member)
        ],
    }  # fmt: skip


def _alike(cycle: Cycle, lines: queries.Lines, line: dict[str, Any]) -> list[str]:
    """Names of those that the numbers do not put before or behind this one."""
    codes = set(line.get("alike", []))
    named = {pk: one.get("unit", "") for pk, one in lines.recorded.items()}
    if lines.round is not None:
        named = dict(lines.round.codes)
    ids = [pk for pk, code in named.items() if code in codes]
    return sorted(cycle.members.filter(pk__in=ids).values_list("organisation__name", flat=True))


@login_required
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    member = access.access_sheet(request.actor, pk)
    rounds.require_keeper(request.actor, member.cycle)
    form = DecideForm(request.POST, grades=queries.grade_choices(member.cycle))
    if form.is_valid():
        try:
            ops.decide(
                member=member, **form.cleaned_data, actor=request.actor, now=request.arrived()
            )
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已拟定{member.organisation.name}的等级。")
            return redirect("evaluation:sheet", pk)
    return render(request, "evaluation/sheet.html", _sheet(request, member, form))
