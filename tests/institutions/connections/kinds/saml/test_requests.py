"""Requests signed by our key, where the organisation has switched that on."""

from __future__ import annotations

import pytest
import requests

from tests import factories
from tests.institutions.connections.kinds.saml.conftest import (
    facts,
    query_of,
    there,
)
from tests.institutions.connections.kinds.saml.partner import (
    AES_GCM,
    Habit,
)
from wangyu.institutions.connections import ops
from wangyu.institutions.connections.models import Connection

BOTH = ("assertion", "response")


@pytest.fixture
def connection(ours):
    """As everywhere else, with a certificate of ours."""
    return ours


def signing(connection, head, now, idp):
    """Switched on: no need to try it again in a test of something else."""
    ops.change(actor=head, now=now, connection=connection, facts=facts(idp, sign="yes"))
    Connection.objects.filter(pk=connection.pk).update(state="on")


def test_a_request_is_signed_when_that_is_switched_on(client, idp, connection, bound, head, now):
    signing(connection, head, now, idp)
    idp.take_up(Habit(BOTH, AES_GCM, wants_signed=True))
    told = there(client, connection)
    assert client.post(f"/signin/{connection.pk}/arrive/", told).url == "/desk/"


def test_a_request_is_not_signed_otherwise_and_is_refused_there(client, idp, connection):
    idp.take_up(Habit(wants_signed=True))
    url = client.get(f"/signin/{connection.pk}/start/").url
    assert "Signature" not in query_of(url)
    assert requests.get(url, timeout=10).text == "not signed"


def test_a_request_that_somebody_changed_is_refused_there(client, idp, connection, head, now):
    signing(connection, head, now, idp)
    idp.take_up(Habit(wants_signed=True))
    url = client.get(f"/signin/{connection.pk}/start/").url
    assert "rsa-sha256" in query_of(url)["SigAlg"]
    assert requests.get(url, timeout=10).status_code == 200
    changed = url.replace("RelayState=", "RelayState=x")
    assert requests.get(changed, timeout=10).status_code == 400


def test_a_trial_names_what_asks_for_signed_requests_before_it_begins(
    client, idp, keyed, head_user, head, now
):
    factories.sign_in(client, head_user)
    idp.take_up(Habit(wants_signed=True))
    ops.change(actor=head, now=now, connection=keyed, facts=facts(idp))
    page = client.get(f"/signin/connections/{keyed.pk}/try/")
    assert page.status_code == 400
    assert "请在设置里打开“签名登录请求”" in page.content.decode()
    ops.change(actor=head, now=now, connection=keyed, facts=facts(idp, sign="yes"))
    away = client.get(f"/signin/connections/{keyed.pk}/try/").url
    assert requests.get(away, timeout=10).status_code == 200


def test_nobody_is_sent_away_unsigned_where_signing_is_switched_on(client, idp, drafted, head, now):
    ops.change(actor=head, now=now, connection=drafted, facts=facts(idp, sign="yes"))
    Connection.objects.filter(pk=drafted.pk).update(state="on")
    page = client.get(f"/signin/{drafted.pk}/start/")
    assert page.status_code == 400
    assert "还没有证书" in page.content.decode()
