"""The tree, the searchable list and the page of an organisation, for everybody who may see them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from wangyu.base.audit.telling import tell
from wangyu.base.core.roles import Tier
from wangyu.base.lib.dates import show_date, show_time
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import export
from wangyu.institutions.orgs import access, queries, tables
from wangyu.institutions.orgs.enums import MemberRole
from wangyu.institutions.orgs.logic.group import NAMED, named_departments
from wangyu.institutions.orgs.models import FACTS, Organisation

BRANCH_LIMIT = 200
HISTORY_LIMIT = 100
TABS = {
    "basic": "基本情况",
    "group": "领导小组",
    "meetings": "会议",
    "posts": "机构与岗位",
    "rooms": "场地",
    "budgets": "经费",
    "children": "下级单位",
    "history": "变更记录",
}


@login_required
@require_safe
def org_list(request: Request) -> HttpResponse:
    seen = access.visible_organisations(request.actor)
    as_list = request.GET.get("view") == "list"
    shown: dict[str, Any] = {"views": _views(as_list=as_list)}
    if as_list:
        shown["table"] = tables.units(request, seen)
        if shown["table"].wants_export:
            return export(shown["table"])
    else:
        roots = list(queries.topmost(seen, request.actor.paths(access.READERS)))
        shown["nodes"] = _nodes(roots)
    root = access.may_import_roster(request.actor) and queries.province_root()
    shown["new_university_url"] = reverse("orgs:create", args=[root.pk]) if root else ""
    return render(request, "orgs/list.html", shown)


def _views(*, as_list: bool) -> list[dict[str, Any]]:
    url = reverse("orgs:list")
    return [
        {"label": "按层级", "url": url, "active": not as_list, "count": None},
        {"label": "列表", "url": f"{url}?view=list", "active": as_list, "count": None},
    ]


@login_required
@require_safe
def branch(request: Request, pk: int) -> HttpResponse:
    """The units below one, for unfolding the tree."""
    org = access.access_organisation(request.actor, pk)
    children = list(queries.children_of(org)[: BRANCH_LIMIT + 1])
    shown = {
        "nodes": _nodes(children[:BRANCH_LIMIT]),
        "has_more": len(children) > BRANCH_LIMIT,
        "org": org,
    }
    return render(request, "orgs/branch.html", shown)


def _nodes(orgs: list[Organisation]) -> list[dict[str, Any]]:
    counts = queries.child_counts(orgs)
    return [{"org": org, "below": counts.get(org.pk, 0)} for org in orgs]


@login_required
@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    org = access.access_organisation(request.actor, pk)
    tabs = _tabs(org)
    tab = request.GET.get("tab", "")
    tab = tab if tab in tabs else "basic"
    url = reverse("orgs:detail", args=[org.pk])
    shown: dict[str, Any] = {
        "org": org,
        "tab": tab,
        "crumbs": _crumbs(request, org),
        "tabs": [
            {"label": TABS[key], "url": f"{url}?tab={key}", "active": key == tab, "count": None}
            for key in tabs
        ],
        "may_edit": org.closed_on is None and access.may_edit(request.actor, org),
        "may_structure": access.may_structure(request.actor, org),
        "may_roster": org.tier == Tier.UNIVERSITY and access.may_import_roster(request.actor),
        "may_plant": org.closed_on is None and access.may_plant(request.actor, org),
    }
    shown |= _tab_content(request, org, tab, editable=shown["may_edit"])
    if shown.get("table") is not None and shown["table"].wants_export:
        return export(shown["table"])
    return render(request, "orgs/detail.html", shown)


def _tabs(org: Organisation) -> list[str]:
    kinds = {model.TAB for model in FACTS.values() if org.tier in model.TIERS}
    fixed = {"basic", "history"} | ({"children"} if org.tier < Tier.STATION else set())
    return [key for key in TABS if key in kinds | fixed]


def _crumbs(request: Request, org: Organisation) -> list[dict[str, str]]:
    """The way down to the organisation; links only where the reader may go."""
    paths = request.actor.paths(access.READERS)
    above = [
        {"label": o.name, "url": reverse("orgs:detail", args=[o.pk])}
        for o in queries.ancestors(org)
        if any(o.path.startswith(path) for path in paths)
    ]
    return [
        {"label": "组织机构", "url": reverse("orgs:list")},
        *above,
        {"label": org.name, "url": ""},
    ]


def _tab_content(
    request: Request, org: Organisation, tab: str, *, editable: bool
) -> dict[str, Any]:
    if tab == "basic":
        return {
            "facts": _basic(org),
            "roster": _roster(org),
            "former": list(org.former_names.all()),
        }
    if tab == "children":
        below = access.visible_organisations(request.actor).filter(parent=org)
        return {"table": tables.children(request, below)}
    if tab == "history":
        return {"timeline": _timeline(org)}
    kinds = [m for m in FACTS.values() if tab == m.TAB and org.tier in m.TIERS]
    lists = [
        tables.facts(org, model, queries.facts_of(org, model.KIND), editable=editable)
        for model in kinds
    ]
    return {"fact_lists": lists} | (_composition(lists) if tab == "group" else {})


def _basic(org: Organisation) -> list[tuple[str, str]]:
    return [
        ("层级", org.get_tier_display()),
        ("简称", org.short_name or "未填"),
        ("成立日期", show_date(org.established_on) if org.established_on else "未填"),
        ("成立文号", org.document_no or "未填"),
        ("状态", f"已撤销（{show_date(org.closed_on)}）" if org.closed_on else "在用"),
        ("岗位职责", org.duties or "未填"),
    ]


def _roster(org: Organisation) -> list[tuple[str, str]]:
    if org.tier != Tier.UNIVERSITY:
        return []
    school = org.university
    return [
        ("学校标识码", school.code or "待核对"),
        ("曾用名", school.former_name or "无"),
        ("主管部门", school.authority or "未载明"),
        ("所在市州", school.city or "未载明"),
        ("层次", school.get_level_display()),
        ("办学性质", school.get_ownership_display()),
        ("名录来源", school.source or "未载明"),
        ("核对说明", school.check_note or "无"),
    ]


def _composition(lists: list[tables.FactList]) -> dict[str, Any]:
    """What clause 7 says of the group: led by a school leader, members from five departments."""
    lines = next(one for one in lists if one.kind == "group_member").lines
    members = [vars(line.fact) for line in lines if line.fact.until is None]
    heads = [m["is_school_leader"] for m in members if m["role"] == MemberRole.HEAD]
    covered = named_departments(f"{m['department']} {m['title']}" for m in members)
    return {
        "coverage": [(name, name in covered) for name in NAMED],
        "head": ("是校领导", "ok") if any(heads)
        else ("未注明是校领导", "warn") if heads else ("还没有登记", "neutral"),
    }  # fmt: skip


def _timeline(org: Organisation) -> list[dict[str, str]]:
    entries = list(queries.history_of(org)[:HISTORY_LIMIT])
    return [
        {
            "title": told.text, "when": show_time(entry.at), "who": told.who, "tone": "",
            "text": _changed(told.changes),
        }
        for entry, told in zip(entries, tell(entries), strict=True)
    ]  # fmt: skip


def _changed(changes: dict[str, list[str]]) -> str:
    return "；".join(
        f"{label}：{Truncator(before).chars(60)} → {Truncator(after).chars(60)}"
        for label, (before, after) in changes.items()
    )
