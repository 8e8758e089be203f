"""What anybody may see: the roster of universities. The page asked for most, so it is kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wangyu.base.core.access import NotVisible
from wangyu.base.core.memory import memory
from wangyu.base.core.stamps import read_stamps
from wangyu.base.ui.http import Request
from wangyu.base.ui.sheets import workbook_response
from wangyu.institutions.orgs.access import access_organisation, access_public_school
from wangyu.institutions.orgs.queries import PublicSchool, catalogue
from wangyu.institutions.orgs.tables import public

KEPT_SECONDS = 3600
KEPT_PARAMS = ("level", "ownership", "city", "sort", "page")


@require_safe
def public_list(request: Request) -> HttpResponse:
    """One query for the stamp; one more after a change.

    A visitor without a session gets the whole page as it was last made.
    """
    stamp = read_stamps("orgs")[0]
    key = _page_key(request, stamp)
    if key and (kept := memory.get(key)) is not None:
        return HttpResponse(kept)
    table = public(request.GET, _schools(stamp))
    if table.wants_export:
        rows = table.page.paginator.object_list
        body = ([column.value(row) for column in table.columns] for row in rows)
        return workbook_response(table.title, [c.label for c in table.columns], body)
    response = render(request, "orgs/public_list.html", {"table": table})
    if key:
        memory.set(key, response.content, KEPT_SECONDS)
    return response


def _page_key(request: Request, stamp: int) -> str:
    """Empty where the page is somebody's own, or one of endlessly many searches."""
    if {settings.SESSION_COOKIE_NAME, settings.MESSAGE_COOKIE_NAME} & set(request.COOKIES):
        return ""
    if set(request.GET) - set(KEPT_PARAMS):
        return ""
    return f"orgs.page:{stamp}:" + urlencode(sorted(request.GET.items()))


def _schools(stamp: int) -> list[PublicSchool]:
    key = f"orgs.catalogue:{stamp}"
    found: list[PublicSchool] | None = memory.get(key)
    if found is None:
        found = catalogue()
        memory.set(key, found, KEPT_SECONDS)
    return found


@require_safe
def public_detail(request: Request, pk: int) -> HttpResponse:
    school = access_public_school(pk)
    shown: dict[str, Any] = {"school": school, "facts": _facts(school)}
    try:
        shown["org"] = access_organisation(request.actor, pk)
    except NotVisible:
        shown["org"] = None
    return render(request, "orgs/public_detail.html", shown)


def _facts(school: PublicSchool) -> list[tuple[str, str]]:
    return [
        ("学校标识码", school.code or "待核对"),
        ("曾用名", school.former_name or "无"),
        ("主管部门", school.authority or "未载明"),
        ("所在市州", school.city or "未载明"),
        ("层次", school.level),
        ("办学性质", school.ownership or "未载明"),
        ("名录来源", school.source or "未载明"),
        ("核对说明", school.check_note or "无"),
    ]
