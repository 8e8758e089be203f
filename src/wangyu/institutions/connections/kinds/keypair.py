"""A key of ours and a certificate for it, signed by itself: the other side takes it from our metadata."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

BITS = 3072
LASTS = timedelta(days=5 * 365)
EARLIER = timedelta(days=1)
"""Clocks differ, and what is not valid yet is refused."""
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Made:
    certificate: str
    """As metadata write it: the base64 of what is between the lines of a PEM file."""
    secret: str = field(repr=False)


def make(host: str, now: datetime) -> Made:
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:LONGEST_NAME])])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER).not_valid_after(now + LASTS)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Made(base64.b64encode(made.public_bytes(Encoding.DER)).decode(), secret.decode())


def read(certificate: str) -> x509.Certificate:
    """Raises ValueError for what is none."""
    return x509.load_der_x509_certificate(base64.b64decode(certificate))


def fingerprint(certificate: str) -> str:
    """As people compare it with what the other side shows."""
    return read(certificate).fingerprint(hashes.SHA256()).hex(":").upper()


def pem(certificate: str) -> str:
    return read(certificate).public_bytes(Encoding.PEM).decode()


def private(secret: str) -> rsa.RSAPrivateKey:
    """It is ours, and sealed: whether it is a good key was looked at when it was made."""
    key = load_pem_private_key(secret.encode(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not RSA")
    return key
