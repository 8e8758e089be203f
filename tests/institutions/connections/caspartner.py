"""The partner: django-cas-server, a Django of its own and so a process of its own.

It says its port and serves until its standard input ends. Anybody signs in with the password
"right"; its service pattern lets in one address only, told as the argument.
"""

from __future__ import annotations

import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

urlpatterns: list = []
ROOM = {"cn": "张三", "mail": "zhangsan@example.edu.cn", "roles": ["student", "member"]}


class Silent(WSGIRequestHandler):
    def log_message(self, *_):
        """Not among the lines of a test run."""


def configure() -> None:
    settings.configure(
        SECRET_KEY="the partner's",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "django.contrib.messages", "cas_server",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }],
        LOGGING={"version": 1, "root": {"level": "ERROR"}},
        CAS_AUTH_CLASS="cas_server.auth.TestAuthUser",
        CAS_TEST_USER="20260001", CAS_TEST_PASSWORD="right", CAS_TEST_ATTRIBUTES=ROOM,
        CAS_NEW_VERSION_HTML_WARNING=False, CAS_SHOW_SERVICE_MESSAGES=False,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField", STATIC_URL="/static/", USE_TZ=True,
    )  # fmt: skip
    django.setup()


def main(pattern: str) -> None:
    configure()
    from cas_server.models import ReplaceAttributName, ServicePattern
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    urlpatterns.append(path("cas/", include("cas_server.urls", namespace="cas_server")))
    call_command("migrate", verbosity=0)
    allowed = ServicePattern.objects.create(pos=1, name="ours", pattern=pattern)
    for name in ROOM:
        ReplaceAttributName.objects.create(name=name, service_pattern=allowed)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent)
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever(0.05)


if __name__ == "__main__":
    main(sys.argv[1])
