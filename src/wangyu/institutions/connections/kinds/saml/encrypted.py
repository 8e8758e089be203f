"""Opening an assertion that was encrypted to us.

What is not on the lists is refused before any key is touched, and nothing the sender writes is fetched
or run: no references, no transforms.

AES-GCM tells a changed message from a true one. CBC does not, and answers to what somebody changed
could give the content away byte by byte; so it is opened only under a signature of the whole
response, checked before. The key comes by RSA-OAEP alone. That its hash may be SHA-1 is no weakness
there: nothing rests on collisions, and ADFS and Shibboleth use no other.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from wangyu.institutions.connections.kinds import keypair, markup
from wangyu.institutions.connections.kinds.base import ArrivalError, Pair, Place
from wangyu.institutions.connections.kinds.saml import refusals

S = "{urn:oasis:names:tc:SAML:2.0:assertion}"
XENC, XENC11 = "http://www.w3.org/2001/04/xmlenc#", "http://www.w3.org/2009/xmlenc11#"
DSIG, MORE = "http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2001/04/xmldsig-more#"
X, DS = f"{{{XENC}}}", f"{{{DSIG}}}"
GCM = {f"{XENC11}aes{bits}-gcm": bits // 8 for bits in (256, 192, 128)}
CBC = {f"{XENC}aes{bits}-cbc": bits // 8 for bits in (256, 192, 128)}
OAEP = f"{XENC}rsa-oaep-mgf1p"
ASKED_FOR = (*GCM, OAEP)
"""What our metadata ask the other side to use."""
SHA1 = hashes.SHA1()  # noqa: S303 -- of OAEP alone, see above
USUAL = f"{DSIG}sha1"
HASHES: Mapping[str, hashes.HashAlgorithm] = {
    USUAL: SHA1, f"{XENC}sha256": hashes.SHA256(), f"{MORE}sha384": hashes.SHA384(),
    f"{XENC}sha512": hashes.SHA512(),
}  # fmt: skip
MOST_KEYS = 5
"""Copies of the key in one answer, each for another reader: none has so many."""
BLOCK, NONCE = 16, 12
DECLARATION = re.compile(rb"\A(\xef\xbb\xbf)?\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sent, once everything about it is known to be on the lists."""

    method: str
    data: bytes
    keys: tuple[tuple[padding.OAEP, bytes], ...]
    around: Mapping[str | None, str]
    """Names of namespaces that the content may use without declaring them."""


def read(box: etree._Element) -> Sealed:
    """An EncryptedAssertion. Raises ArrivalError."""
    (data,) = _exactly_one(box, f"{X}EncryptedData")
    method = _method(data)
    if method not in GCM and method not in CBC:
        raise refusals.weakly_encrypted()
    keys = [*data.findall(f"{DS}KeyInfo/{X}EncryptedKey"), *box.findall(f"{X}EncryptedKey")]
    if not 0 < len(keys) <= MOST_KEYS:
        raise refusals.unreadable()
    return Sealed(
        method, _cipher_value(data), tuple((_padding(k), _cipher_value(k)) for k in keys),
        box.nsmap,
    )  # fmt: skip


def opened(sealed: Sealed, place: Place) -> tuple[etree._Element, Pair]:
    """The assertion within, and the key of ours that opened it. Raises ArrivalError."""
    for pair, key in _keys(sealed, place.pairs):
        return _assertion(_decrypted(sealed, key), sealed.around), pair
    raise refusals.locked(place)


def put_in(root: etree._Element, box: etree._Element, assertion: etree._Element) -> etree._Element:
    """The document with an assertion in place of what it was in.

    By text: moved to another document, its names would get the prefixes that are used there for the
    same namespaces, and no signature would fit any more.
    """
    mark = etree.Comment(secrets.token_hex(16))
    mark.tail = box.tail
    root.replace(box, mark)
    here = etree.tostring(mark, with_tail=False)
    return markup.read(etree.tostring(root).replace(here, etree.tostring(assertion)))


def _keys(sealed: Sealed, pairs: Sequence[Pair]) -> Iterator[tuple[Pair, bytes]]:
    wanted = (GCM | CBC)[sealed.method]
    for pair in pairs:
        if not pair.secret:
            continue
        secret = keypair.private(pair.secret)
        for how, wrapped in sealed.keys:
            try:
                key = secret.decrypt(wrapped, how)
            except ValueError:
                continue
            if len(key) == wanted:
                yield pair, key


def _decrypted(sealed: Sealed, key: bytes) -> bytes:
    how: Callable[[bytes, bytes], bytes] = _by_gcm if sealed.method in GCM else _by_cbc
    try:
        return how(key, sealed.data)
    except (ValueError, InvalidTag) as error:
        raise refusals.spoiled() from error


def _by_gcm(key: bytes, data: bytes) -> bytes:
    return AESGCM(key).decrypt(data[:NONCE], data[NONCE:], None)


def _by_cbc(key: bytes, data: bytes) -> bytes:
    work = Cipher(algorithms.AES(key), modes.CBC(data[:BLOCK])).decryptor()
    plain = work.update(data[BLOCK:]) + work.finalize()
    added = plain[-1] if plain else 0
    if not 0 < added <= BLOCK:
        raise ValueError("padding")
    return plain[:-added]


def _assertion(plain: bytes, around: Mapping[str | None, str]) -> etree._Element:
    """Read where it stood: what is around it may have declared the names it uses."""
    empty = etree.tostring(etree.Element("context", None, dict(around)))
    start = empty.removesuffix(b"/>") + b">"
    try:
        found = markup.read(start + DECLARATION.sub(b"", plain) + b"</context>")
    except ArrivalError as error:
        raise refusals.spoiled() from error
    if len(found) != 1 or found[0].tag != f"{S}Assertion":
        raise refusals.unreadable()
    assertion: etree._Element = found[0]
    assertion.tail = None
    return assertion


def _padding(key: etree._Element) -> padding.OAEP:
    """How the key was wrapped. Where nothing is said about it, the hash is SHA-1, by the standard."""
    method = key.find(f"{X}EncryptionMethod")
    if method is None or _method(key) != OAEP or method.find(f"{X}OAEPparams") is not None:
        raise refusals.weakly_encrypted()
    told = [one.get("Algorithm", "") for one in method.findall(f"{DS}DigestMethod")] or [USUAL]
    if len(told) > 1 or told[0] not in HASHES:
        raise refusals.weakly_encrypted()
    return padding.OAEP(padding.MGF1(SHA1), HASHES[told[0]], None)


def _method(one: etree._Element) -> str:
    found = one.findall(f"{X}EncryptionMethod")
    return found[0].get("Algorithm", "") if len(found) == 1 else ""


def _exactly_one(parent: etree._Element, tag: str) -> list[etree._Element]:
    found: list[etree._Element] = parent.findall(tag)
    if len(found) != 1:
        raise refusals.unreadable()
    return found


def _cipher_value(one: etree._Element) -> bytes:
    """What is written there, and never what it refers to."""
    (data,) = _exactly_one(one, f"{X}CipherData")
    (value,) = _exactly_one(data, f"{X}CipherValue")
    if len(data) != 1 or len(value):
        raise refusals.unreadable()
    try:
        return base64.b64decode("".join((value.text or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise refusals.unreadable() from error
