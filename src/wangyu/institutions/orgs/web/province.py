"""The roster: uploading a new edition, reading the difference, confirming it line by line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wangyu.base.ui.http import Request
from wangyu.institutions.orgs import access, forms, ops, queries
from wangyu.institutions.orgs.logic.cells import TableError
from wangyu.institutions.orgs.logic.roster import (
    KIND_LABELS,
    MISSING,
    Line,
    Roster,
    School,
    diff,
    parse,
)
from wangyu.institutions.orgs.models import Organisation

TONES = {
    "new": "info",
    "renamed": "warn",
    "changed": "info",
    "conflict": "bad",
}
EXPIRED = "确认页已过期（一小时）或被改动，名录没有改动。请重新上传。"


@login_required
def roster(request: Request) -> HttpResponse:
    """First step: a file, compared with what is known. Nothing is written yet."""
    province = access.access_roster(request.actor)
    form = forms.TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            read = parse(form.cleaned_data["file"])
        except TableError as error:
            form.add_error("file", str(error))
        else:
            return render(request, "orgs/roster_check.html", _checked(province, read))
    return render(request, "orgs/roster.html", {"form": form, "province": province})


def _checked(province: Organisation, read: Roster) -> dict[str, Any]:
    lines = diff(queries.known_schools(), read.schools)
    content = {
        "schools": [asdict(school) for school in read.schools],
        "shown": sorted(ops.fingerprints(lines)),
    }
    return {
        "province": province,
        "lines": [
            {"line": line, "tone": TONES[line.kind]} for line in lines if line.kind != MISSING
        ],
        "missing": [line.school for line in lines if line.kind == MISSING],
        "counts": _counts(lines),
        "problems": read.problems,
        "total": len(read.schools),
        "can_apply": any(line.can_apply for line in lines),
        "packed": forms.to_packed(content),
    }


def _counts(lines: list[Line]) -> list[tuple[str, int]]:
    kinds = [line.kind for line in lines]
    return [(label, kinds.count(kind)) for kind, label in KIND_LABELS.items()]


@login_required
def roster_confirm(request: Request) -> HttpResponse:
    province = access.access_roster(request.actor)
    content = forms.read_packed(request.POST.get("packed", ""))
    if content is None:
        messages.error(request, EXPIRED)
        return redirect("orgs:roster")
    schools = [_school(said) for said in content["schools"]]
    try:
        done = ops.apply_roster(
            province=province, roster=schools, ticked=request.POST.getlist("line"),
            shown=content["shown"], actor=request.actor, now=request.arrived(),
        )  # fmt: skip
    except ops.OrgError as error:
        messages.error(request, str(error))
        return redirect("orgs:roster")
    messages.success(request, f"已采用 {done} 行差异，每一行都记入了变更记录。")
    return redirect("orgs:roster")


def _school(said: dict[str, Any]) -> School:
    """What travelled through the page, with its lists made tuples again."""
    facts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
    return School(**facts)


@login_required
def roster_entry(request: Request, pk: int) -> HttpResponse:
    """What the roster says of one university, corrected by hand."""
    org = access.access_roster_entry(request.actor, pk)
    form = forms.RosterEntryForm(request.POST or None, instance=org.university)
    if request.method == "POST" and form.is_valid():
        try:
            ops.edit_roster_entry(
                org=org, facts=form.cleaned_data, actor=request.actor, now=request.arrived()
            )
        except ops.OrgError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "名录信息已保存。")
            return redirect("orgs:detail", org.pk)
    shown = {"org": org, "form": form, "title": "修改名录信息", "button": "保存", "note": ""}
    return render(request, "orgs/form.html", shown)
