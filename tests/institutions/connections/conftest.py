"""A university with its officer and people, and a real OpenID provider beside it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.client import HTTPConnection

import oidc_provider_mock
import pytest
from django.test import Client
from werkzeug.serving import WSGIRequestHandler, make_server

from tests import factories
from tests.institutions.connections.browser import inside, visit
from wangyu.base.core.roles import Role
from wangyu.institutions.connections import ops, queries
from wangyu.institutions.connections.models import Binding, Connection
from wangyu.institutions.people.queries import actor_for

PASSWORD = "correct horse 9"
NEVER = 10**9


class Silent(WSGIRequestHandler):
    def log(self, *_):
        """Not among the lines of a test run."""


def serve(app):
    """An application on a port of its own, in a thread; the fixture that uses it ends it."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join(5)
    server.server_close()


@dataclass
class Provider:
    """The partner: Authlib's OpenID provider, in which we are registered as any client is."""

    port: int
    client: str = ""
    secret: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, method: str, path: str, body: dict) -> dict:
        http = HTTPConnection("127.0.0.1", self.port, timeout=10)
        http.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        answer = http.getresponse()
        text = answer.read()
        http.close()
        assert answer.status < 300, text
        return json.loads(text or b"{}")

    def register(self, back: str) -> None:
        made = self.call("POST", "/oauth2/clients", {"redirect_uris": [back]})
        self.client, self.secret = made["client_id"], made["client_secret"]

    def person(self, sub: str, **claims) -> None:
        self.call("PUT", f"/users/{sub}", claims)


@pytest.fixture(scope="session")
def _oidc():
    app = oidc_provider_mock.app(require_client_registration=True, require_nonce=True)
    yield from serve(app)


@pytest.fixture
def provider(_oidc, settings):
    settings.OUTSIDE_HOSTS = [f"127.0.0.1:{_oidc.server_port}"]
    return Provider(_oidc.server_port)


@pytest.fixture
def head_user(university):
    return factories.officer(Role.UNIVERSITY_OFFICER, university, "校管甲")


@pytest.fixture
def head(head_user):
    return actor_for(head_user, on=factories.TODAY)


@pytest.fixture
def reporter(university):
    return factories.officer(Role.UNIVERSITY_REPORTER, university, "填报甲")


@pytest.fixture
def guard_user(province):
    return factories.officer(Role.SECURITY_ADMIN, province, "安全甲")


@pytest.fixture
def stranger(other_university):
    return factories.officer(Role.UNIVERSITY_OFFICER, other_university, "外校绝密人")


def facts(provider, **more):
    settings = {
        "issuer": provider.url,
        "client_id": provider.client,
        "scope": "openid profile email",
    }
    secrets = {"client_secret": provider.secret}
    return ops.Facts("云梦大学统一身份认证", more.get("domains", ""), settings, secrets)


def connect(provider, organisation, keeper, now, **more) -> Connection:
    """Set up as an officer does, and registered at the other side; switched on."""
    made = ops.create(
        actor=keeper, now=now, organisation=organisation, kind="oidc",
        facts=facts(provider, **more),
    )  # fmt: skip
    provider.register(f"http://127.0.0.1:8000/signin/{made.pk}/back/")
    ops.change(actor=keeper, now=now, connection=made, facts=facts(provider, **more))
    return switch_on(made, keeper, now)


def switch_on(made: Connection, keeper, now) -> Connection:
    """Tried with success, as it is by now, and opened to everybody."""
    made.refresh_from_db()
    ops.prove(actor=keeper, now=now, connection=made, claims=["sub"], seen=made.changed_at)
    return ops.enable(actor=keeper, now=now, connection=made)


@pytest.fixture
def connection(provider, university, head, now):
    return connect(provider, university, head, now)


@pytest.fixture
def subject() -> str:
    """Who they are at the other side."""
    return "20260001"


@pytest.fixture
def bound(connection, university, subject):
    """Somebody whose account there opens the account here."""
    return bind(connection, factories.officer(Role.STUDENT, university, "学生甲"), subject)


def bind(connection, user, subject):
    """Whoever is called so at the other side comes in as this person."""
    Binding.objects.create(
        connection=connection, user=user, bound_at=connection.made_at,
        fingerprint=queries.fingerprint_of(connection, subject),
    )  # fmt: skip
    return user


@pytest.fixture
def through(connection, bound, subject):
    """A browser that came in by way of the university."""
    client = Client()
    go(client, connection, subject)
    return client


def is_in(client) -> bool:
    return client.get("/people/me/").status_code == 200


def refused(client, answer, sentence) -> None:
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not is_in(client)


def go(client: Client, connection: Connection, sub: str, query: str = ""):
    """From our page to the provider's, sign in there as ``sub``, and come back."""
    away = client.get(f"/signin/{connection.pk}/start/{query}")
    assert away.status_code == 302, away.content.decode()
    return come_back(client, away.url, sub)


def come_back(client: Client, url: str, sub: str):
    back = visit(url, {"sub": sub})
    assert back.status == 302, back.body
    return client.get(inside(back.where))


def sign_in(client: Client, user) -> None:
    """With the password, as a person does."""
    client.post("/account/login/", {"login": user.username, "password": PASSWORD})


@pytest.fixture
def without_password(bound):
    bound.set_unusable_password()
    bound.save()
    return bound
