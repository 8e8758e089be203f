"""A university whose sign-in service speaks SAML, and a student bound to it."""

from __future__ import annotations

import functools
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from tests.institutions.connections.conftest import serve, switch_on
from tests.institutions.connections.kinds.saml.partner import Habit, Partner, packed
from wangyu.institutions.connections import ops
from wangyu.institutions.connections.kinds import keypair
from wangyu.institutions.connections.models import KeyPair


@pytest.fixture(scope="session")
def _idp(tmp_path_factory):
    """Made once; it learns our metadata anew for each connection."""
    for server in serve(None):
        url = f"http://127.0.0.1:{server.server_port}"
        server.app = Partner(tmp_path_factory.mktemp("idp"), url)
        yield server.app


@pytest.fixture
def idp(_idp, settings):
    settings.OUTSIDE_HOSTS = ["127.0.0.1"]
    _idp.take_up(Habit())
    return _idp


@pytest.fixture(scope="session")
def _made():
    """A key takes long to find, and any will do."""
    return functools.cache(keypair.make)


@pytest.fixture
def keyed(drafted, head, now, idp, client, _made):
    """With a certificate of ours, which the other side has read."""
    ops.create_key_pair(actor=head, now=now, connection=drafted, made=_made("x", now))
    learned(idp, client, drafted)
    return drafted


@pytest.fixture
def ours(keyed, head, now):
    """The same, opened to everybody."""
    return switch_on(keyed, head, now)


@pytest.fixture
def certificate(ours) -> str:
    """The one of ours that is in use."""
    return KeyPair.objects.get(connection=ours).certificate


@pytest.fixture
def begun(client, connection, bound):
    """Somebody who would be let in has left for the other side."""
    return asked(client, connection)


@pytest.fixture
def send(client, connection, begun):
    return lambda answer: post(client, connection, answer, begun["RelayState"])


def learned(idp, client, connection) -> None:
    idp.learn(client.get(f"/signin/{connection.pk}/about/").content.decode())


def there(client, connection) -> dict[str, str]:
    """Off to the other side over a real connection, and what its page posts to us."""
    away = client.get(f"/signin/{connection.pk}/start/").url
    answer = requests.get(away, timeout=10)
    assert answer.status_code == 200, answer.text
    return fields(answer.text)


def facts(idp, **more) -> ops.Facts:
    told = {"address": "", "metadata": idp.metadata, "subject": "", "name": "displayName", "mail": "mail"}  # fmt: skip
    return ops.Facts("云梦大学 SAML", "example.edu.cn", told | more, {})


@pytest.fixture
def drafted(idp, university, head, now, client):
    """Filled in, and registered at the other side."""
    made = ops.create(actor=head, now=now, organisation=university, kind="saml", facts=facts(idp))
    learned(idp, client, made)
    made.refresh_from_db()
    return made


@pytest.fixture
def connection(drafted, head, now):
    return switch_on(drafted, head, now)


def asked(client, connection) -> dict[str, str]:
    """What our request to the other side carries."""
    return query_of(client.get(f"/signin/{connection.pk}/start/").url)


def query_of(url: str) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}


def post(client, connection, answer, state: str):
    """The form that the other side's page posts, and the one of ours that sends it on."""
    told = {"SAMLResponse": packed(answer), "RelayState": state}
    page = Client(enforce_csrf_checks=True).post(f"/signin/{connection.pk}/back/", told)
    return client.post(f"/signin/{connection.pk}/arrive/", fields(page.content.decode()))


def fields(page: str) -> dict[str, str]:
    found = re.findall(r'name="(SAMLResponse|RelayState)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}
