"""When a change of settings is a change of partner, for each kind."""

from __future__ import annotations

import pytest

from wangyu.institutions.connections.kinds import KINDS

A, B = "https://a.example.edu.cn", "https://b.example.edu.cn"
PARTNER = {
    "cas": {"base"}, "oidc": {"issuer"}, "wecom": {"corp", "api"},
    "saml": {"address", "metadata", "subject"},
}  # fmt: skip


@pytest.mark.parametrize("key", KINDS)
def test_another_partner_is_one_of_another_address_or_who_names_people_otherwise(key):
    kind = KINDS[key]
    before = {ask.name: A for ask in kind.asks}
    found = {
        ask.name
        for ask in kind.asks
        if not ask.secret and not kind.is_same(before, before | {ask.name: B})
    }
    assert found == PARTNER[key]
    assert kind.is_same(before, dict(before))


@pytest.mark.parametrize(("key", "name"), [("cas", "base"), ("oidc", "issuer"), ("wecom", "api")])
def test_a_slash_at_the_end_is_no_other_partner(key, name):
    assert KINDS[key].is_same({name: A}, {name: f" {A}/"})


METADATA = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{name}">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{keys}
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{url}"/>
</IDPSSODescriptor></EntityDescriptor>"""
KEY = '<KeyDescriptor><X509Certificate xmlns="http://www.w3.org/2000/09/xmldsig#">{}</X509Certificate></KeyDescriptor>'


def pasted(*keys, name="idp", url=A):
    text = METADATA.format(name=name, url=url, keys="".join(KEY.format(key) for key in keys))
    return {"metadata": text, "address": ""}


@pytest.mark.parametrize(
    ("after", "same"),
    [
        (pasted("one", "two"), True),
        (pasted("two", "one", url=B), True),
        (pasted("one"), True),
        (pasted("one", "two", "three"), False),
        (pasted("three"), False),
        (pasted("one", "two", name="another"), False),
        ({"metadata": "", "address": A}, False),
        ({"metadata": "not XML", "address": ""}, False),
    ],
)
def test_metadata_pasted_anew_are_the_same_partners_while_no_key_is_added(after, same):
    assert KINDS["saml"].is_same(pasted("one", "two"), after) is same


def test_metadata_at_an_address_are_never_those_that_were_pasted():
    at = {"metadata": "", "address": A}
    assert KINDS["saml"].is_same(at, dict(at))
    assert not KINDS["saml"].is_same(at, pasted("one"))
