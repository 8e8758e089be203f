"""Schemes of indicators: the list, a version's page, and its moves. For the province alone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.assessment.evaluation import access, queries
from wangyu.assessment.evaluation.access import schemes as accessing
from wangyu.assessment.evaluation.forms.schemes import NewSchemeForm
from wangyu.assessment.evaluation.kinds import schemes as shipped
from wangyu.assessment.evaluation.logic.flow import SCHEME
from wangyu.assessment.evaluation.logic.scheme import GROUPS, MISSING
from wangyu.assessment.evaluation.models import Version
from wangyu.assessment.evaluation.ops import drafts as ops_of_drafts
from wangyu.assessment.evaluation.ops import schemes as ops
from wangyu.assessment.evaluation.queries import schemes as reading
from wangyu.assessment.evaluation.tables import schemes as tables
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.core.roles import PROVINCE_STAFF
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

SIGNS = {"up": "↑", "down": "↓", "remove": "✕"}
WAYS = [(way, label, SIGNS[way]) for way, label in ops_of_drafts.MOVES.items()]
MOVES: dict[str, Callable[..., Version]] = {
    "publish": ops.publish_version, "retire": ops.retire_version,
}  # fmt: skip


@login_required
@require_safe
def schemes(request: Request) -> HttpResponse:
    accessing.require_overseer(request.actor)
    table = build(
        request, reading.with_uses(accessing.visible_versions(request.actor)), tables.VERSIONS,
        title="指标方案", search=["scheme__title", "note"], search_label="按名称或说明搜索",
        filters=tables.FILTERS, order="-changed", empty="还没有指标方案",
        empty_hint="可以从规则包里的示例开始。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {"table": table, "may_add": request.actor.has(PROVINCE_STAFF)}
    return render(request, "evaluation/schemes.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """From the pack or a copy of any version."""
    owner = access.own_province(request.actor)
    versions = accessing.visible_versions(request.actor)
    form = NewSchemeForm(request.POST or None, shipped=shipped(), versions=versions)
    if request.method == "POST" and form.is_valid():
        made = ops.create_scheme(
            owner=owner, title=form.title_chosen, data=form.data_chosen, note="",
            actor=request.actor, now=request.arrived(),
        )  # fmt: skip
        messages.success(request, f"已建立“{made}”，现在可以改。")
        return redirect("evaluation:version", made.pk)
    return render(request, "evaluation/scheme_new.html", {"form": form})


@login_required
@require_safe
def version(request: Request, pk: int) -> HttpResponse:
    """The tree with every rule in words, and what can be done with it."""
    found = accessing.access_version(request.actor, pk)
    keeps = accessing.keeps_version(request.actor, found)
    tree = queries.scheme_of(found)
    roles = request.actor.roles_at(found.scheme.owner.path)
    shown = {
        "version": found, "state": SCHEME.states[found.state], "tree": tree, "keeps": keeps,
        "edits": keeps and found.state == "draft", "lines": reading.lines_of(tree),
        "others": reading.siblings_of(found),
        "moves": SCHEME.moves(found.state, roles), "unknown": reading.unknown_measures(tree),
        "heading": f"第 {found.number} 版", "ways": WAYS,
        "missing": MISSING[tree.missing], "groups": "、".join(GROUPS[key] for key in tree.groups),
    }  # fmt: skip
    return render(request, "evaluation/version.html", shown)


@login_required
@require_POST
def move(request: Request, pk: int, verb: str) -> HttpResponse:
    found = accessing.access_own_version(request.actor, pk)
    if verb not in MOVES:
        raise NotVisible
    once.leads_to(reverse("evaluation:version", args=[pk]))
    reason = request.POST.get("reason", "").replace("\x00", "")[:500]
    try:
        moved = MOVES[verb](
            version=found, actor=request.actor, now=request.arrived(), reason=reason
        )
    except (ops.SchemeError, IllegalMoveError) as error:
        messages.error(request, str(error))
    else:
        label = SCHEME.states[moved.state].staff_label
        messages.success(request, f"“{moved}”现在是“{label}”。")
    return redirect("evaluation:version", pk)


@login_required
@require_POST
def next_version(request: Request, pk: int) -> HttpResponse:
    found = accessing.access_own_version(request.actor, pk)
    try:
        made = ops.next_version(version=found, actor=request.actor, now=request.arrived())
    except ops.SchemeError as error:
        messages.error(request, str(error))
        return redirect("evaluation:version", pk)
    messages.success(request, f"已拟定第 {made.number} 版，内容与第 {found.number} 版相同，现在可以改。")  # fmt: skip
    return redirect("evaluation:version", made.pk)


@login_required
@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    found = accessing.access_own_version(request.actor, pk)
    try:
        ops.discard_version(version=found, actor=request.actor, now=request.arrived())
    except ops.SchemeError as error:
        messages.error(request, str(error))
        return redirect("evaluation:version", pk)
    messages.success(request, f"已删除拟定的“{found}”。")
    return redirect("evaluation:schemes")
