"""A scheme taken home as Excel or TOML, and brought back: differences are shown before they are taken."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access.schemes import access_own_version, access_version
from wangyu.assessment.evaluation.exports.schemes import version_toml, version_workbook
from wangyu.assessment.evaluation.forms.schemes import UploadForm
from wangyu.assessment.evaluation.kinds import standards
from wangyu.assessment.evaluation.logic.compare import differences
from wangyu.assessment.evaluation.logic.faults import read_all
from wangyu.assessment.evaluation.logic.scheme import plain
from wangyu.assessment.evaluation.logic.workbook import Parsed, data_of
from wangyu.assessment.evaluation.models import Version
from wangyu.assessment.evaluation.ops import drafts, schemes
from wangyu.assessment.evaluation.web.drafts import NOT_DRAFT
from wangyu.base.core.books import LARGEST_FILE, open_book
from wangyu.base.lib.grids import BookError
from wangyu.base.ui.http import Request
from wangyu.base.ui.sheets import XLSX
from wangyu.base.ui.taking import file_response

HOUR = 3600
TOML = "application/toml"
EXPIRED = "这次读取已过一小时或不完整，请重新选择文件。没有改动任何内容。"


@login_required
@require_safe
def workbook(request: Request, pk: int) -> HttpResponse:
    found = access_version(request.actor, pk)
    return file_response(version_workbook(found), f"{found}.xlsx", XLSX, "指标方案")


@login_required
@require_safe
def toml(request: Request, pk: int) -> HttpResponse:
    found = access_version(request.actor, pk)
    return file_response(version_toml(found), f"{found}.toml", TOML, "指标方案")


@dataclass(frozen=True, slots=True)
class Into:
    """What is imported into: a draft, or a scheme to be."""

    draft: Version | None

    @property
    def salt(self) -> str:
        return f"evaluation.scheme.import:{self.draft.pk if self.draft else 'new'}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: Request) -> HttpResponse:
    owner = access.own_province(request.actor)
    into = Into(None)
    if "held" not in request.POST:
        return _look(request, into)
    try:
        data = _unpack(into, request.POST["held"])
    except BadSignature:
        messages.error(request, EXPIRED)
        return _render(request, into, UploadForm())
    made = schemes.create_scheme(
        owner=owner, title=data["scheme"]["title"][:120], data=data, note="", actor=request.actor,
        now=request.arrived(),
    )  # fmt: skip
    messages.success(request, f"已从文件建立“{made}”。")
    return redirect("evaluation:version", made.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: Request, pk: int) -> HttpResponse:
    found = access_own_version(request.actor, pk)
    if found.state != "draft":
        messages.error(request, NOT_DRAFT)
        return redirect("evaluation:version", pk)
    into = Into(found)
    if "held" not in request.POST:
        return _look(request, into)
    try:
        data = _unpack(into, request.POST["held"])
        drafts.import_draft(version=found, data=data, actor=request.actor, now=request.arrived())
    except BadSignature:
        messages.error(request, EXPIRED)
    except schemes.SchemeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已换成导入的内容。要恢复，请用“撤销上一步”。")
        return redirect("evaluation:version", pk)
    return _render(request, into, UploadForm())


def _look(request: Request, into: Into) -> HttpResponse:
    """Read it and show what would become different; nothing is kept yet."""
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if not form.is_valid():
        return _render(request, into, form)
    upload = form.cleaned_data["file"]
    try:
        data, faults = _read(upload.name, upload.read(LARGEST_FILE + 1))
    except BookError as error:
        form.add_error("file", str(error))
        return _render(request, into, form)
    if not faults:
        tree, faults = read_all(data, standards())
        data = plain(tree) if tree else data
    if faults:
        for sentence in faults:
            form.add_error(None, sentence)
        return _render(request, into, form)
    found = differences(into.draft.data, data) if into.draft else []
    return _render(
        request, into, form, read=data, found=found, file_name=upload.name, held=_pack(into, data),
        leaves=sum("rule" in row for row in data["indicator"]),
    )  # fmt: skip


def _read(name: str, content: bytes) -> Parsed:
    if not name.lower().endswith(".toml"):
        return data_of(open_book(content))
    try:
        text = json.dumps(tomllib.loads(content.decode("utf-8-sig")), default=str)
    except UnicodeDecodeError as error:
        raise BookError("文件应存为 UTF-8 编码。") from error
    except (ValueError, RecursionError) as error:
        raise BookError(f"不是合法的 TOML：{error}。") from error
    return json.loads(text.replace("\\u0000", "")), []


def _render(request: Request, into: Into, form: UploadForm, **more: Any) -> HttpResponse:
    return render(request, "evaluation/scheme_import.html", {"form": form, "version": into.draft, **more})  # fmt: skip


def _pack(into: Into, data: dict[str, Any]) -> str:
    """Carried to the next step in the page itself, signed: nothing is half stored."""
    return signing.dumps(data, salt=into.salt, compress=True)


def _unpack(into: Into, held: str) -> dict[str, Any]:
    found: dict[str, Any] = signing.loads(held, salt=into.salt, max_age=HOUR)
    return found
