"""Encrypting to us what is in a response, by what we take and by what we do not.

Whoever has read our metadata can: the certificate is public.
"""

from __future__ import annotations

import base64
import os
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from tests.institutions.connections.kinds.saml.partner import AES_GCM, DS, XENC, XENC11, S
from wangyu.institutions.connections.kinds import keypair

X = f"{{{XENC}}}"
SHA1, SHA256 = hashes.SHA1(), hashes.SHA256()
BY_SHA1 = padding.OAEP(padding.MGF1(SHA1), SHA1, None)
MGF1P, RSA15 = f"{XENC}rsa-oaep-mgf1p", f"{XENC}rsa-1_5"


class Way(NamedTuple):
    """How a key is wrapped, and what is said about it."""

    name: str = MGF1P
    padding: AsymmetricPadding = BY_SHA1
    digest: str = ""
    mask: str = ""
    label: str = ""


USUAL = Way()


def gcm(key: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def cbc(key: bytes, plain: bytes) -> bytes:
    start, more = os.urandom(16), 16 - len(plain) % 16
    work = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    return start + work.update(plain + bytes(more - 1) + bytes([more])) + work.finalize()


def sealed(
    root: etree._Element, certificate: str, method: str = AES_GCM, way: Way = USUAL,
    plain: bytes | None = None, bits: int = 256,
) -> etree._Element:  # fmt: skip
    """The response with its assertion, or ``plain``, in an EncryptedAssertion."""
    found = root.find(f"{S}Assertion")
    key = os.urandom(bits // 8)
    text = etree.tostring(found) if plain is None else plain
    box = etree.Element(f"{S}EncryptedAssertion")
    data = _part(box, "EncryptedData", method, (cbc if "cbc" in method else gcm)(key, text))
    data.set("Type", f"{XENC}Element")
    data.insert(1, etree.Element(f"{DS}KeyInfo"))
    wrapped = keypair.read(certificate).public_key().encrypt(key, way.padding)
    _tell(_part(data[1], "EncryptedKey", way.name, wrapped)[0], way)
    root.replace(found, box)
    return etree.fromstring(etree.tostring(root))


def _part(parent: etree._Element, name: str, method: str, value: bytes) -> etree._Element:
    made = etree.SubElement(parent, f"{X}{name}")
    etree.SubElement(made, f"{X}EncryptionMethod", {"Algorithm": method})
    text = etree.SubElement(etree.SubElement(made, f"{X}CipherData"), f"{X}CipherValue")
    text.text = base64.b64encode(value).decode()
    return made


def _tell(method: etree._Element, way: Way) -> None:
    if way.label:
        etree.SubElement(method, f"{X}OAEPparams").text = way.label
    if way.digest:
        etree.SubElement(method, f"{DS}DigestMethod", {"Algorithm": way.digest})
    if way.mask:
        etree.SubElement(method, f"{{{XENC11}}}MGF", {"Algorithm": way.mask})
