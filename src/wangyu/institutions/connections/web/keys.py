"""Our own certificate at an organisation's sign-in service: made anew, and deleted."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wangyu.base.ui.http import Request
from wangyu.institutions.connections import access, ops
from wangyu.institutions.connections.kinds import keypair

MADE = "证书已生成。请对方读取本平台的元数据，然后试登录。"


@login_required
@require_POST
def make(request: Request, connection_id: int) -> HttpResponse:
    """The key is made before anything is locked: it takes a while."""
    found = access.access_keyed(request.actor, connection_id)
    now = request.arrived()
    made = keypair.make(str(urlsplit(settings.SITE_URL).hostname), now)
    try:
        ops.create_key_pair(actor=request.actor, now=now, connection=found, made=made)
    except ops.KeyPairError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, MADE)
    return redirect("connections:detail", found.pk)


@login_required
@require_POST
def drop(request: Request, key_id: int) -> HttpResponse:
    found = access.access_key_pair(request.actor, key_id)
    try:
        ops.drop_key_pair(actor=request.actor, now=request.arrived(), pair=found)
    except ops.KeyPairError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "已删除这份证书和它的私钥。")
    return redirect("connections:detail", found.connection_id)
