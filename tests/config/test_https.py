"""Behind a proxy that ends HTTPS: forms count, strangers' do not, and browsers are told to stay."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.thorough, pytest.mark.indifferent]

ASK = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
origin, proto = sys.argv[1:]
client = Client(enforce_csrf_checks=True, headers={"host": "wangyu.example", "x-forwarded-proto": proto})
page = client.get("/account/login/")
data = {"csrfmiddlewaretoken": page.cookies["__Host-csrf"].value}
sent = client.post("/people/demo/nobody/", data, headers={"origin": origin})
stay = page.headers.get("Strict-Transport-Security", "")
settings.SESSION_ENGINE, settings.SESSION_CACHE_ALIAS = "django.contrib.sessions.backends.cache", "memory"
from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.test import RequestFactory
def view(request):
    request.session["a"] = 1
    messages.info(request, "a")
    return HttpResponse()
made = SessionMiddleware(MessageMiddleware(view))(RequestFactory().get("/"))
cookies = {**page.cookies, **made.cookies}
print(json.dumps([sent.status_code, stay, {name: c.OutputString() for name, c in cookies.items()}]))
"""


def ask(home, origin: str, proto: str = "https") -> list:
    """Status of a form sent from ``origin``, and the header that keeps browsers on HTTPS."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("WANGYU_DATABASE")} | {
        "DJANGO_SETTINGS_MODULE": "wangyu.config.settings", "WANGYU_HOME": str(home),
        "WANGYU_HTTPS": "yes", "WANGYU_HOSTS": "wangyu.example",
        "WANGYU_URL": "https://wangyu.example",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK, origin, proto],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


def test_a_form_of_ours_counts_and_the_browser_is_told_to_stay_on_https(tmp_path):
    status, stay, cookies = ask(tmp_path, "https://wangyu.example")
    assert status == 404
    assert stay == "max-age=31536000; includeSubDomains"
    assert set(cookies) == {"__Host-session", "__Host-csrf", "__Host-messages"}
    for name, cookie in cookies.items():
        flags = set(cookie.split("; "))
        assert {"Secure", "Path=/", "SameSite=Lax"} <= flags, cookie
        assert not [flag for flag in flags if flag.startswith("Domain")], cookie
        assert ("HttpOnly" in flags) == (name != "__Host-csrf"), cookie


def test_a_form_of_ours_counts_even_when_the_proxy_does_not_say_https(tmp_path):
    assert ask(tmp_path, "https://wangyu.example", "http")[0] == 404


@pytest.mark.parametrize("origin", ["https://evil.example", "http://wangyu.example"])
def test_a_form_of_a_strangers_page_is_refused(tmp_path, origin):
    assert ask(tmp_path, origin)[0] == 403
