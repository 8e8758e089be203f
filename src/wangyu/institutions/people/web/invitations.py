"""Inviting people, one by one or by an Excel list, and the links that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPException

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.mail import send_mail
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.audit.reads import note_read
from wangyu.base.core.access import Refused
from wangyu.base.core.once import instead, repeatable
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import show_time
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import export
from wangyu.institutions.people import access, exports, ops, queries, tables
from wangyu.institutions.people.forms import InviteForm, SheetForm
from wangyu.institutions.people.logic.sheet import BadSheetError, Row, read_rows

LINKS = "people.links"
LINKS_FOR_SECONDS = 1800


@login_required
@require_safe
def invitations(request: Request) -> HttpResponse:
    paths = access.invitation_paths(request.actor)
    table = tables.invitations(request, queries.list_invitations(paths), timezone.now())
    if table.wants_export:
        return export(table)
    return render(request, "people/invitations.html", {"table": table})


@login_required
@never_cache
def invite(request: Request) -> HttpResponse:
    access.invitation_paths(request.actor)
    form = InviteForm(
        request.POST or None,
        roles=access.grantable_roles(request.actor),
        organisations=access.visible_organisations(request.actor),
        initial=_known(request),
    )
    if request.method == "POST" and form.is_valid():
        wanted = ops.Wanted(**form.cleaned_data | {"role": Role(form.cleaned_data["role"])})
        try:
            made = ops.invite(actor=request.actor, now=request.arrived(), wanted=wanted)
        except (ops.InvitationError, ops.GrantError) as error:
            form.add_error(None, str(error))
        else:
            return _show_links(request, [made])
    return render(request, "people/invite.html", {"form": form})


def _known(request: Request) -> dict[str, str]:
    """Of somebody who once served here: nothing is asked twice."""
    asked = request.GET.get("person", "")
    if not asked.isdecimal():
        return {}
    person = access.access_person(request.actor, int(asked[:9]))
    if request.method == "GET":
        note_read(
            "people.person.read", "查看人员资料：", actor=request.actor, now=request.arrived(),
            target=person, org_path=access.invitation_paths(request.actor)[0],
        )  # fmt: skip
    return {"name": person.name, "email": person.email}


@login_required
@never_cache
def invite_sheet(request: Request) -> HttpResponse:
    access.invitation_paths(request.actor)
    form = SheetForm(request.POST or None, request.FILES or None)
    rows: list[Row] = []
    if request.method == "POST" and form.is_valid():
        now = request.arrived()
        try:
            rows = read_rows(form.cleaned_data["sheet"], access.sheet_terms(request.actor, now))
            good = [row for row in rows if not row.problems]
            if good and (form.cleaned_data["partial"] or len(good) == len(rows)):
                wanted = _wanted(request, good)
                made = ops.invite_many(actor=request.actor, now=now, wanted=wanted)
                return _show_links(request, made, [row for row in rows if row.problems])
        except (BadSheetError, ops.InvitationError, ops.GrantError) as error:
            form.add_error("sheet", str(error))
    bad = [row for row in rows if row.problems]
    context = {"form": form, "bad": bad, "good": len(rows) - len(bad)}
    return render(request, "people/invite_sheet.html", context)


def _wanted(request: Request, rows: Sequence[Row]) -> list[ops.Wanted]:
    orgs = access.organisations_of(request.actor, rows)
    return [
        ops.Wanted(row.name, Role(row.role), orgs[row.org_id], row.email, row.until) for row in rows
    ]


@login_required
@require_safe
def template(request: Request) -> HttpResponse:
    return exports.template(access.lines_to_fill(request.actor, timezone.now()))


def _show_links(
    request: Request, made: Sequence[ops.Invited], skipped: Sequence[Row] = ()
) -> HttpResponse:
    """The links, shown this once; the signed copy lets this page make its Excel file."""
    rows = [
        (
            one.invitation.name,
            one.invitation.get_role_display(),
            one.invitation.organisation.name,
            one.link,
            show_time(one.invitation.expires_at),
        )
        for one in made
    ]
    context = {
        "rows": rows,
        "skipped": skipped,
        "signed": signing.dumps(rows, salt=LINKS, compress=True),
        "mailed": _mail(made),
    }
    page = render(request, "people/links.html", context)
    return instead(page, reverse("people:invitations"))


def _mail(made: Sequence[ops.Invited]) -> int:
    """Send each link to those whose address is known. Returns how many went out."""
    sent = 0
    for one in made:
        if one.invitation.email:
            body = render_to_string("people/mail/invitation.txt", {"one": one})
            try:
                sent += send_mail("网育平台账号邀请", body, None, [one.invitation.email])
            except (SMTPException, OSError):
                continue
    return sent


@repeatable
@login_required
@require_POST
def links(request: Request) -> HttpResponse:
    """The links of the page just shown, as Excel."""
    access.invitation_paths(request.actor)
    try:
        rows = signing.loads(request.POST.get("signed", ""), salt=LINKS, max_age=LINKS_FOR_SECONDS)
    except signing.BadSignature as error:
        raise Refused("这份链接已过导出时间。需要时请在邀请列表里逐个换新链接。") from error
    return exports.links(rows)


@login_required
@require_safe
def invitation(request: Request, invitation_id: int) -> HttpResponse:
    found = access.access_invitation(request.actor, invitation_id)
    state = tables.state_of(found, timezone.now())
    return render(request, "people/invitation.html", {"invitation": found, "state": state})


@login_required
@require_POST
@never_cache
def reissue(request: Request, invitation_id: int) -> HttpResponse:
    found = access.access_invitation(request.actor, invitation_id)
    try:
        made = ops.reissue(actor=request.actor, now=request.arrived(), invitation=found)
    except (ops.InvitationError, ops.GrantError) as error:
        messages.warning(request, str(error))
        return redirect("people:invitation", found.pk)
    return _show_links(request, [made])


@login_required
@require_POST
def revoke(request: Request, invitation_id: int) -> HttpResponse:
    found = access.access_invitation(request.actor, invitation_id)
    try:
        ops.revoke(actor=request.actor, now=request.arrived(), invitation=found)
    except ops.InvitationError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "已撤销，原来的链接不能再用。")
    return redirect("people:invitation", found.pk)
