"""What we tell a SAML sign-in service about ourselves.

All keys that may sign, and the newest alone to encrypt to: so the other side can take a new one before
we use it, and nothing breaks whenever it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from wangyu.institutions.connections.kinds.base import Pair
from wangyu.institutions.connections.kinds.saml.encrypted import ASKED_FOR, DS
from wangyu.institutions.connections.kinds.saml.metadata import M
from wangyu.institutions.connections.logic.flow import CURRENT, NEXT


def metadata(own: Mapping[str, Any], pairs: Sequence[Pair], *, signs: bool) -> str:
    """Without a term: who has pasted it once need not come again in two days."""
    settings = OneLogin_Saml2_Settings(dict(own), sp_validation_only=True)
    root = etree.fromstring(settings.get_sp_metadata())
    for term in ("validUntil", "cacheDuration"):
        root.attrib.pop(term, None)
    role = root.find(f"{M}SPSSODescriptor")
    role.set("AuthnRequestsSigned", "true" if signs else "false")
    role.set("WantAssertionsSigned", "true")
    role[:0] = list(_keys(pairs))
    return str(etree.tostring(root, encoding="unicode"))


def _keys(pairs: Sequence[Pair]) -> Iterator[etree._Element]:
    living = [p for use in (NEXT, CURRENT) for p in pairs if p.use == use]
    for pair in living:
        yield _key(pair, "signing")
    for pair in living[:1]:
        asked = _key(pair, "encryption")
        for method in ASKED_FOR:
            etree.SubElement(asked, f"{M}EncryptionMethod").set("Algorithm", method)
        yield asked


def _key(pair: Pair, use: str) -> etree._Element:
    made = etree.Element(f"{M}KeyDescriptor", {"use": use})
    data = etree.SubElement(etree.SubElement(made, f"{DS}KeyInfo"), f"{DS}X509Data")
    etree.SubElement(data, f"{DS}X509Certificate").text = pair.certificate
    return made
