"""The living style page: every component in each of its states."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from wangyu.base.core.access import require
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.ui.components import COMPONENTS, REQUIRED
from wangyu.base.ui.examples import EXAMPLES
from wangyu.base.ui.http import Request

READERS = PROVINCE_STAFF | {Role.SYSTEM_ADMIN}
NOT_YOURS = "组件样张只供省中心工作人员和系统管理员查看。请从菜单进入您的页面。"


@require_safe
def style(request: Request) -> HttpResponse:
    if not settings.DEMO and not settings.DEBUG:
        if not request.actor.is_signed_in:
            return redirect_to_login(request.get_full_path())
        require(request.actor.has(READERS), NOT_YOURS)
    inherited = {
        "request": request,
        "actor": request.actor,
        "sprite": static("ui/vendor/icons.svg"),
    }
    shown = [_shown(name, inherited) for name in COMPONENTS]
    return render(request, "ui/style.html", {"components": shown})


def _shown(name: str, inherited: dict[str, Any]) -> dict[str, Any]:
    props = COMPONENTS[name].props
    return {
        "name": name,
        "required": [key for key, value in props.items() if value is REQUIRED],
        "optional": [(key, value) for key, value in props.items() if value is not REQUIRED],
        "children": COMPONENTS[name].children,
        "examples": [
            {
                "state": one.state,
                "source": one.source(name),
                "html": mark_safe(one.render(name, inherited)),  # made by our own templates
            }
            for one in EXAMPLES[name]
        ],
    }
