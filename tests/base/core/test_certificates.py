"""A partner on the network is believed only with a certificate that somebody vouches for."""

from __future__ import annotations

import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from wangyu.base.core import outside
from wangyu.base.core.outside import OutsideError, fetch


@pytest.fixture
def pair(tmp_path):
    """A certificate for localhost that its own key has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = timezone.now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = tmp_path / "pair.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_):
        """Nobody reads along."""


class Quiet(HTTPServer):
    address_family = outside.socket.AF_INET

    def handle_error(self, request, client_address):
        """A partner that hangs up is what the test is about."""


@pytest.fixture
def address(pair, settings):
    server = Quiet(("127.0.0.1", 0), Hello)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    settings.OUTSIDE_HOSTS = ["localhost", "127.0.0.1"]
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    yield server.server_address[1]
    server.shutdown()
    running.join()
    with suppress(OSError):
        server.server_close()


@pytest.fixture
def only_here(monkeypatch):
    """localhost has one address, whatever the machine says."""
    ask = outside.socket.getaddrinfo
    monkeypatch.setattr(
        outside.socket,
        "getaddrinfo",
        lambda _, port, *more, **named: ask("127.0.0.1", port, *more, **named),
    )


def test_a_certificate_nobody_vouches_for_is_refused(address, only_here):
    with pytest.raises(OutsideError, match="证书不能通过验证"):
        fetch(f"https://localhost:{address}/")


def test_a_certificate_for_another_name_is_refused(address, only_here, pair, monkeypatch):
    trust(monkeypatch, pair)
    assert fetch(f"https://localhost:{address}/").text == "hello"
    assert outside.ssl.create_default_context().minimum_version >= ssl.TLSVersion.TLSv1_2
    with pytest.raises(OutsideError, match="证书不能通过验证"):
        fetch(f"https://127.0.0.1:{address}/")


def trust(monkeypatch, pair):
    context = ssl.create_default_context(cafile=pair)
    monkeypatch.setattr(outside.ssl, "create_default_context", lambda: context)
