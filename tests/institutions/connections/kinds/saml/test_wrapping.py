"""Signed for one person, read as another: a signature wrapped around what it does not cover."""

from __future__ import annotations

import copy

import pytest
from lxml import etree

from tests.institutions.connections.conftest import is_in
from tests.institutions.connections.kinds.saml import sealing
from tests.institutions.connections.kinds.saml.partner import (
    DS,
    STRONG,
    S,
    sign,
)

pytestmark = pytest.mark.thorough
P = "{urn:oasis:names:tc:SAML:2.0:protocol}"


def within_another(root, other):
    """The true response lies where nobody reads it; what is read is a forged one around it."""
    box = etree.Element(f"{P}Extensions")
    box.append(root)
    other.insert(1, box)


def with_its_signature(root, other):
    within_another(root, other)
    other.insert(1, copy.deepcopy(root.find(f"{DS}Signature")))


def under_its_number(root, other):
    with_its_signature(root, other)
    other.set("ID", root.get("ID"))


def beside_another_assertion(root, other):
    root.append(other.find(f"{S}Assertion"))
    return root


@pytest.mark.parametrize(
    "wrap", [within_another, with_its_signature, under_its_number, beside_another_assertion],
    ids=lambda wrap: wrap.__name__,
)  # fmt: skip
def test_a_signature_of_a_response_wrapped_around_another_is_refused(
    client, idp, begun, send, wrap
):
    true = idp.answer(begun, how=(), subject="20269999")
    sign(true, idp.key, STRONG)
    forged = idp.answer(begun, how=())
    forged.set("ID", "forged")
    answer = wrap(etree.fromstring(etree.tostring(true)), forged)
    answer = forged if answer is None else answer
    assert b">20260001<" in etree.tostring(answer)
    assert send(answer).status_code == 400
    assert not is_in(client)


def before(root, signed, forged):
    root.insert(root.index(signed), forged)


def after(root, _signed, forged):
    root.append(forged)


def same_number(root, signed, forged):
    forged.set("ID", signed.get("ID"))
    before(root, signed, forged)


def inside(root, signed, forged):
    root.replace(signed, forged)
    forged.append(signed)


def in_an_extension(root, signed, forged):
    root.replace(signed, forged)
    box = etree.Element(f"{P}Extensions")
    box.append(signed)
    root.insert(1, box)


def in_the_signature(root, signed, forged):
    signature = signed.find(f"{DS}Signature")
    root.replace(signed, forged)
    forged.insert(1, signature)
    etree.SubElement(signature, f"{DS}Object").append(signed)


def in_the_signature_under_its_number(root, signed, forged):
    in_the_signature(root, signed, forged)
    forged.set("ID", signed.get("ID"))


def in_another_response(root, signed, forged):
    whole = copy.deepcopy(root)
    root.replace(signed, forged)
    forged.insert(1, copy.deepcopy(signed.find(f"{DS}Signature")))
    box = etree.Element(f"{P}Extensions")
    box.append(whole)
    root.insert(1, box)


WRAPS = [
    before, after, same_number, inside, in_an_extension, in_the_signature,
    in_the_signature_under_its_number, in_another_response,
]  # fmt: skip


def wrapped(answer, wrap):
    """Signed for one person, read as another: the true assertion is kept where nobody reads it."""
    signed = answer.find(f"{S}Assertion")
    forged = copy.deepcopy(signed)
    forged.remove(forged.find(f"{DS}Signature"))
    forged.find(f"{S}Subject/{S}NameID").text = "20260001"
    forged.set("ID", "forged")
    wrap(answer, signed, forged)
    assert b">20260001<" in etree.tostring(answer)
    return answer


@pytest.mark.parametrize("wrap", WRAPS, ids=lambda wrap: wrap.__name__)
def test_a_signature_wrapped_around_another_assertion_is_refused(client, idp, begun, send, wrap):
    answer = wrapped(idp.answer(begun, subject="20269999"), wrap)
    assert send(answer).status_code == 400
    assert not is_in(client)


@pytest.fixture
def connection(ours):
    return ours


@pytest.mark.parametrize("wrap", WRAPS, ids=lambda wrap: wrap.__name__)
def test_a_wrapped_signature_is_refused_in_encrypted_form_too(
    client, idp, certificate, begun, send, wrap
):
    """Everything wrapped into the one that is encrypted, as far as it stays one document."""
    answer = wrapped(idp.answer(begun, subject="20269999"), wrap)
    assert send(sealing.sealed(answer, certificate)).status_code == 400
    assert not is_in(client)
