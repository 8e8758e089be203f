"""The partner: pysaml2's identity provider at an address of its own. It signs and encrypts with
libxmlsec, as the xmlsec1 program would; ``answer`` makes what no honest one sends, signed with its key
all the same.
"""

from __future__ import annotations

import base64
import datetime as dt
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its own age
    from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, entity
    from saml2.config import IdPConfig
    from saml2.metadata import entity_descriptor
    from saml2.response import IncorrectlySigned
    from saml2.s_utils import UnknownSystemEntity, UnsupportedBinding
    from saml2.saml import (
        NAME_FORMAT_URI,
        NAMEID_FORMAT_PERSISTENT,
        NAMEID_FORMAT_TRANSIENT,
        NameID,
    )
    from saml2.server import Server
    from saml2.sigver import (
        ASSERT_XPATH,
        CryptoBackend,
        RSACrypto,
        SignatureError,
        import_rsa_key_from_file,
        pre_encrypt_assertion,
        pre_encryption_part,
    )
    from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

S = "{urn:oasis:names:tc:SAML:2.0:assertion}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
CLASS = {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"}
FACTS = {"displayName": "张三", "mail": "zhangsan@example.edu.cn"}
TRANSIENT = NAMEID_FORMAT_TRANSIENT
STRONG = (xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA256)
XENC, XENC11 = "http://www.w3.org/2001/04/xmlenc#", "http://www.w3.org/2009/xmlenc11#"
AES_GCM, AES_CBC, DES3 = f"{XENC11}aes256-gcm", f"{XENC}aes256-cbc", f"{XENC}tripledes-cbc"
SESSION_KEYS = {
    AES_GCM: (xmlsec.KeyData.AES, 256),
    AES_CBC: (xmlsec.KeyData.AES, 256),
    DES3: (xmlsec.KeyData.DES, 192),
}
Change = Callable[[etree._Element], object]


@dataclass(frozen=True)
class Habit:
    """How its administrator has set it up for us."""

    signs: tuple[str, ...] = ("assertion",)
    encrypts: str = ""
    """The method it encrypts by."""
    wants_signed: bool = False


def key_and_certificate(folder: Path, name: str, days: int = 365) -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now = dt.datetime.now(dt.UTC)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(999))
        .not_valid_after(now + dt.timedelta(days)).sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / f"{name}.key", folder / f"{name}.crt"
    files[0].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    files[1].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return str(files[0]), str(files[1])


class Libxmlsec(CryptoBackend):
    """What pysaml2 otherwise asks a program of the system for."""

    @property
    def version(self):
        return "libxmlsec"

    def sign_statement(self, statement, _node_name, key_file, node_id):
        root = etree.fromstring(statement if isinstance(statement, bytes) else str(statement))
        xmlsec.tree.add_ids(root, ["ID"])
        (node,) = [e for e in root.iter() if e.get("ID") == node_id]
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_file(key_file, xmlsec.KeyFormat.PEM)
        context.sign(node.find(f"{DS}Signature"))
        return etree.tostring(root).decode()

    def encrypt_assertion(self, statement, enc_key, template, _key_type, node_xpath=None):
        root = etree.fromstring(
            str(pre_encrypt_assertion(statement) if hasattr(statement, "assertion") else statement)
        )
        (node,) = root.xpath(node_xpath or ASSERT_XPATH)
        made = etree.fromstring(str(template))
        method = made.find(f"{{{XENC}}}EncryptionMethod").get("Algorithm")
        manager = xmlsec.KeysManager()
        manager.add_key(xmlsec.Key.from_file(enc_key, xmlsec.KeyFormat.CERT_PEM))
        context = xmlsec.EncryptionContext(manager)
        kind, bits = SESSION_KEYS[method]
        context.key = xmlsec.Key.generate(kind, bits, xmlsec.KeyDataType.SESSION)
        context.encrypt_xml(made, node)
        return etree.tostring(root).decode()


class Partner:
    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url, self.habit = folder, url, Habit()
        self.key, self.certificate = key_and_certificate(folder, "idp")
        config = IdPConfig()
        config.load({
            "entityid": f"{url}/metadata", "crypto_backend": "XMLSecurity",
            "key_file": self.key, "cert_file": self.certificate, "metadata": {"inline": []},
            "service": {"idp": {
                "endpoints": {"single_sign_on_service": [(f"{url}/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {"lifetime": {"minutes": 5}, "name_form": NAME_FORMAT_URI}},
                "sign_assertion": True,
            }},
        })  # fmt: skip
        self.server = Server(config=config)
        self.server.sec.crypto = Libxmlsec()
        self.server.sec.sec_backend = RSACrypto(import_rsa_key_from_file(self.key))

    @property
    def metadata(self) -> str:
        return str(entity_descriptor(self.server.config))

    def take_up(self, habit: Habit) -> None:
        self.habit = habit
        self.server.config.setattr("idp", "want_authn_requests_signed", habit.wants_signed)

    def learn(self, ours: str) -> None:
        """Register us, as its administrator does, in place of what it knew."""
        self.server.metadata.metadata.clear()
        place = {"class": "saml2.mdstore.InMemoryMetaData", "metadata": [(ours,)]}
        self.server.metadata.imp([place])

    def __call__(self, environ, start_response):
        """Its pages: the metadata, and one where whoever comes is 20260001."""
        query = {k: v[0] for k, v in parse_qs(environ["QUERY_STRING"]).items()}
        place = environ["PATH_INFO"]
        status, body = ("200 OK", self.metadata) if place == "/metadata" else ("404 Not Found", "")
        if place == "/sso":
            try:
                made = self._made(query, "20260001", NAMEID_FORMAT_PERSISTENT, self.habit)
                sent = {"SAMLResponse": packed(made), "RelayState": query["RelayState"]}
                status, body = (
                    "200 OK",
                    "".join(f'<input name="{k}" value="{v}">' for k, v in sent.items()),
                )
            except (UnknownSystemEntity, UnsupportedBinding):
                status, body = "400 Bad Request", "unknown"
            except (IncorrectlySigned, SignatureError):
                status, body = "400 Bad Request", "not signed"
        start_response(status, [("Content-Type", "text/html")])
        return [body.encode()]

    def _made(self, query: dict[str, str], subject: str, form: str, habit: Habit) -> str:
        asked = self.server.parse_authn_request(
            query["SAMLRequest"], BINDING_HTTP_REDIRECT, relay_state=query["RelayState"],
            sigalg=query.get("SigAlg"), signature=query.get("Signature"),
        )  # fmt: skip
        back = self.server.response_args(asked.message, [BINDING_HTTP_POST])
        with encrypting_by(habit.encrypts):
            made = self.server.create_authn_response(
                FACTS, back["in_response_to"], back["destination"], back["sp_entity_id"],
                name_id=NameID(format=form, text=subject), authn=CLASS,
                sign_assertion="assertion" in habit.signs, sign_response="response" in habit.signs,
                encrypt_assertion=bool(habit.encrypts),
                sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256,
            )  # fmt: skip
        return str(made)

    def answer(
        self, asked: dict[str, str], *changes: Change, subject: str = "20260001",
        form: str = NAMEID_FORMAT_PERSISTENT, key: str = "", how: tuple = STRONG,
    ) -> etree._Element:  # fmt: skip
        """A response to our request, changed, and only then signed."""
        root = etree.fromstring(self._made(asked, subject, form, Habit(())))
        for change in changes:
            change(root)
        if how:
            sign(root.find(f"{S}Assertion"), key or self.key, how)
        return etree.fromstring(etree.tostring(root))  # names that libxmlsec made are found only so


@contextmanager
def encrypting_by(method: str) -> Iterator[None]:
    """pysaml2 encrypts by 3DES whatever the metadata ask for; it has no setting for another method."""
    kept = entity.pre_encryption_part
    entity.pre_encryption_part = partial(pre_encryption_part, msg_enc=method)
    try:
        yield
    finally:
        entity.pre_encryption_part = kept


def sign(assertion: etree._Element, key: str | xmlsec.SignatureContext, how: tuple) -> None:
    method, digest = how
    made = xmlsec.template.create(assertion, xmlsec.Transform.EXCL_C14N, method, ns="ds")
    assertion.insert(1, made)
    said = xmlsec.template.add_reference(made, digest, uri=f"#{assertion.get('ID')}")
    for transform in (xmlsec.Transform.ENVELOPED, xmlsec.Transform.EXCL_C14N):
        xmlsec.template.add_transform(said, transform)
    xmlsec.tree.add_ids(assertion, ["ID"])
    context = xmlsec.SignatureContext() if isinstance(key, str) else key
    if isinstance(key, str):
        context.key = xmlsec.Key.from_file(key, xmlsec.KeyFormat.PEM)
    context.sign(made)


def packed(xml: str | etree._Element) -> str:
    text = xml.encode() if isinstance(xml, str) else etree.tostring(xml)
    return base64.b64encode(text).decode()
