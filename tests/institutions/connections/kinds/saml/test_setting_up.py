"""What the officer is told about the other side, and what the other side about us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from tests.institutions.connections.kinds.saml.conftest import facts
from wangyu.base.core.memory import memory
from wangyu.institutions.connections import ops, queries
from wangyu.institutions.connections.kinds import KINDS, ArrivalError, keypair
from wangyu.institutions.connections.kinds.saml import metadata
from wangyu.institutions.connections.kinds.saml.looking import at_ours
from wangyu.institutions.connections.models import Connection
from wangyu.institutions.connections.web.campus import looked

M = 'xmlns="urn:oasis:names:tc:SAML:2.0:metadata"'
ONE = '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>'


@pytest.fixture(autouse=True)
def _forgotten():
    memory.clear()


def looked_at(connection) -> dict[str, str]:
    steps = looked(KINDS["saml"], queries.place_of(connection))
    return {step.label: f"{step.tone}:{step.text}" for step in steps}


def with_facts(connection, head, now, told):
    ops.change(actor=head, now=now, connection=connection, facts=told)
    connection.refresh_from_db()
    return connection


@pytest.fixture
def officer(client, head_user):
    factories.sign_in(client, head_user)
    return client


def typed(**more: str) -> dict[str, str]:
    return {"title": "云梦大学 SAML", "domains": ""} | more


def test_the_check_says_that_all_is_well(drafted):
    found = looked_at(drafted)
    assert {text.partition(":")[0] for label, text in found.items() if label != "证书"} == {"ok"}
    assert {"元数据", "签名证书1", "登录地址", "时钟", "登记"} <= set(found)


def test_the_check_reads_the_metadata_at_their_address(drafted, idp, head, now):
    told = facts(idp, metadata="", address=f"{idp.url}/metadata")
    found = looked_at(with_facts(drafted, head, now, told))
    assert found["元数据地址"].startswith("ok")
    assert found["登记"].startswith("ok")


def test_the_check_names_where_we_are_not_registered(drafted, settings):
    settings.SITE_URL = "http://elsewhere.example"
    assert "请在对方登记本平台的元数据：http://elsewhere.example/" in looked_at(drafted)["登记"]


def test_the_check_names_an_address_without_metadata(drafted, idp, head, now):
    told = facts(idp, metadata="", address=f"{idp.url}/elsewhere")
    found = looked_at(with_facts(drafted, head, now, told))
    assert "回答 404" in found["配置"]


@pytest.mark.parametrize(
    ("sign", "tone", "word"),
    [("", "bad", "学校的登录服务要求登录请求带签名"), ("yes", "ok", "对方要求，已打开")],
)
def test_the_check_names_what_asks_for_signed_requests(keyed, idp, head, now, sign, tone, word):
    wants = idp.metadata.replace(
        'WantAuthnRequestsSigned="false"', 'WantAuthnRequestsSigned="true"'
    )
    found = looked_at(with_facts(keyed, head, now, facts(idp, metadata=wants, sign=sign)))
    assert found["请求签名"].startswith(tone)
    assert word in found["请求签名"]


@pytest.mark.parametrize("switch", ["sign", "only_encrypted"])
def test_the_check_misses_a_certificate_of_ours_where_one_is_needed(
    drafted, idp, head, now, switch
):
    assert "本平台的证书" not in looked_at(drafted)
    found = looked_at(with_facts(drafted, head, now, facts(idp, **{switch: "yes"})))
    assert found["本平台的证书"].startswith("bad")
    assert "还没有，请先生成" in found["本平台的证书"]


@pytest.mark.parametrize(
    ("later", "tone", "word"),
    [(0, "ok", "为止。"), (1805, "warn", "天，请更换证书"), (1827, "warn", "到期，请更换证书")],
    ids=str,
)
def test_the_check_tells_in_time_when_our_certificate_ends(keyed, idp, later, tone, word):
    place = queries.place_of(keyed)
    made = keypair.read(place.pairs[0].certificate).not_valid_before_utc
    (step,) = at_ours(place, metadata.read(idp.metadata), made + timedelta(days=later + 1))
    assert (step.label, step.tone) == ("本平台的证书", tone)
    assert word in step.text


def test_the_check_tells_that_a_new_certificate_waits(keyed, head, now):
    ops.create_key_pair(actor=head, now=now, connection=keyed, made=keypair.make("x", now))
    assert "请对方重新读取元数据，然后试登录" in looked_at(keyed)["更换证书"]


def test_switches_are_kept_and_shown_as_they_were_set(officer, university, idp):
    told = typed(metadata=idp.metadata, organisation=university.name, sign="on")
    page = officer.post("/signin/connections/new/saml/", told, follow=True).content.decode()
    made = Connection.objects.get()
    assert (made.settings["sign"], made.settings["only_encrypted"]) == ("yes", "")
    assert "<dt>签名登录请求</dt><dd>开</dd>" in page
    assert "<dt>只收加密的断言</dt><dd>关</dd>" in page
    form = officer.get(f"/signin/connections/{made.pk}/change/").context["form"]
    assert [form[name].value() for name in ("sign", "only_encrypted")] == [True, False]
    told = typed(metadata=idp.metadata, only_encrypted="on")
    officer.post(f"/signin/connections/{made.pk}/change/", told)
    made.refresh_from_db()
    assert (made.settings["sign"], made.settings["only_encrypted"]) == ("", "yes")


@pytest.mark.parametrize(("days", "word"), [(-1, "已于"), (10, "只剩 9 天"), (90, "ok:")], ids=str)
def test_the_check_tells_in_time_when_metadata_end(drafted, idp, head, now, days, word):
    end = f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
    ends = idp.metadata.replace(" entityID=", f' validUntil="{end}" entityID=', 1)
    found = looked_at(with_facts(drafted, head, now, facts(idp, metadata=ends)))
    assert word in found["元数据有效期"]


def test_a_certificate_that_is_none_is_named(drafted, idp, head, now):
    start, _, rest = idp.metadata.partition("X509Certificate>MII")
    wrong = f"{start}X509Certificate>AAA{rest}"
    found = looked_at(with_facts(drafted, head, now, facts(idp, metadata=wrong)))
    assert "读不懂" in found["签名证书1"]


TERM = (
    '<EntityDescriptor {} entityID="x" validUntil="soon"><IDPSSODescriptor><KeyDescriptor>'
    '<X509Certificate xmlns="http://www.w3.org/2000/09/xmldsig#">AAAA</X509Certificate></KeyDescriptor>'
    '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://x.example/"/>'
    "</IDPSSODescriptor></EntityDescriptor>"
)
WRONG = {
    "not xml": ("not xml", "读不懂（不是 XML）"),
    "declared": ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "不该有的声明（DOCTYPE）"),
    "nobody": ("<a/>", "恰好有一个身份提供者"),
    "many": (f"<E {M}>{ONE}{ONE}</E>", "恰好有一个身份提供者"),
    "bare": (ONE.replace("<IDP", "<IDP").replace(" proto", f" {M} proto"), "恰好有一个身份提供者"),
    "empty": (
        f'<EntityDescriptor {M} entityID="x">{ONE}</EntityDescriptor>',
        "缺少HTTP-Redirect 登录地址、签名证书",
    ),
    "term": (TERM.format(M), "有效期"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_metadata_that_will_not_do_are_named_where_they_are_typed(officer, university, idp, what):
    text, word = WRONG[what]
    page = officer.post("/signin/connections/new/saml/", typed(metadata=text))
    assert word in page.content.decode()
    assert not Connection.objects.exists()


@pytest.mark.parametrize("both", [True, False])
def test_metadata_come_in_one_way(officer, university, idp, both):
    told = {"address": f"{idp.url}/metadata", "metadata": idp.metadata} if both else {}
    page = officer.post("/signin/connections/new/saml/", typed(**told))
    assert "不能都空着，也不能都填" in page.content.decode()
    assert not Connection.objects.exists()


def test_an_officer_sets_it_up_by_pages(officer, university, idp):
    """With the declaration of a file that was once in another encoding."""
    text = '<?xml version="1.0" encoding="GBK"?>\r\n' + idp.metadata
    told = typed(metadata=text, organisation=university.name)
    page = officer.post("/signin/connections/new/saml/", told, follow=True).content.decode()
    made = Connection.objects.get()
    assert f"http://127.0.0.1:8000/signin/{made.pk}/about/" in page
    assert metadata.read(made.settings["metadata"]).name == f"{idp.url}/metadata"
    page = officer.post(f"/signin/connections/{made.pk}/look/", follow=True).content.decode()
    assert "读得懂，对方的标识是" in page


def test_a_new_certificate_is_followed_where_metadata_have_an_address(idp, drafted, head, now):
    told = facts(idp, metadata="", address=f"{idp.url}/metadata")
    place = queries.place_of(with_facts(drafted, head, now, told))
    assert metadata.read(metadata.text_of(place.settings)).certificates
    kept = memory.get(f"saml:{idp.url}/metadata")
    assert kept == idp.metadata
    memory.set(f"saml:{idp.url}/metadata", "gone")
    with pytest.raises(ArrivalError):
        metadata.read(metadata.text_of(place.settings))


def test_a_server_that_is_away_is_one_sentence(client, connection, head, now, idp, settings):
    told = facts(idp, metadata="", address=f"{idp.url}/metadata")
    with_facts(connection, head, now, told)
    Connection.objects.update(state="on")
    settings.OUTSIDE_HOSTS = []
    page = client.get(f"/signin/{connection.pk}/start/")
    assert page.status_code == 400
    assert "没有加密" in page.content.decode()


def test_nobody_is_sent_where_no_browser_may_go(client, connection, idp, head, now):
    wrong = idp.metadata.replace(f'Location="{idp.url}/sso"', 'Location="http://evil.example/sso"')
    assert wrong != idp.metadata
    with_facts(connection, head, now, facts(idp, metadata=wrong))
    Connection.objects.update(state="on")
    page = client.get(f"/signin/{connection.pk}/start/")
    assert page.status_code == 400
    assert "没有加密" in page.content.decode()


def test_what_we_tell_of_ourselves_says_where_we_are_and_has_no_term(client, connection):
    answer = client.get(f"/signin/{connection.pk}/about/")
    told = answer.content.decode()
    assert answer["Content-Type"] == "application/samlmetadata+xml"
    assert f'Location="http://127.0.0.1:8000/signin/{connection.pk}/back/"' in told
    assert 'WantAssertionsSigned="true"' in told
    assert "validUntil" not in told
    assert "cacheDuration" not in told


def test_a_kind_with_nothing_to_tell_looks_like_none(client, university, connection, now):
    made = Connection.objects.create(
        organisation=university, kind="oidc", title="x", made_at=now, changed_at=now
    )
    for pk in (made.pk, 999_999):
        assert client.get(f"/signin/{pk}/about/").status_code == 404
    Connection.objects.update(state="removed")
    assert client.get(f"/signin/{connection.pk}/about/").status_code == 404
