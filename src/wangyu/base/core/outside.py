"""Reading an address that somebody else has typed in, without being led into our own network.

Only https, only public addresses; what is connected to is the very address that was judged.
Redirects are not followed. A host of the intranet is reached when WANGYU_OUTSIDE_HOSTS names it.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS = 8
"""For connecting and reading together."""
AT_ONCE, PATIENCE = 2, 0.2
"""Of the threads of a process, so many may wait for one host, and how long another for its turn: a
host that says nothing must not keep everybody from everything else."""
SEATS: dict[str, threading.BoundedSemaphore] = {}
SEATED = threading.Lock()
LIMIT = 1024 * 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")
PORTS = {"https": 443, "http": 80}


class OutsideError(Exception):
    """An address that is not read; carries the sentence people read."""


class BusyError(OutsideError):
    """Not read because others are reading there: it says nothing of the other side."""


class AwayError(OutsideError):
    """Nothing was heard of it in the time there is: whoever asks next would wait as long."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]
    """By name in lower case."""
    valid_until: float | None = None
    """When the server's certificate ends, in seconds since 1970."""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def check(url: str) -> SplitResult:
    """Whether an address may be read, or a browser be sent there, by its spelling alone.

    What follows the question mark may be secret, and is not said.
    """
    said = url.partition("?")[0][:200]
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if not parts.hostname or any(c <= " " for c in url):
        raise OutsideError(f"“{said}”不是完整的网址，应以 https:// 开头。")
    if parts.username is not None:
        raise OutsideError("网址里不能带用户名和口令。")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise OutsideError(f"“{said}”没有加密，应以 https:// 开头。")
    if parts.scheme == "http" and not _is_listed(parts.hostname, port):
        raise OutsideError(f"“{said}”没有加密，应以 https:// 开头。")
    return parts


def fetch(
    url: str, *, data: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """GET, or POST with ``data``. Raises OutsideError in one sentence."""
    parts = check(url)
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    try:
        with _seat(host), _connect(parts, host, port) as link, _at_most(link):
            return _ask(link, parts, data, headers or {})
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message
        raise OutsideError(f"{host} 的证书不能通过验证（{why}），请对方更换证书。") from error
    except TimeoutError as error:
        raise AwayError(f"{host} 在 {SECONDS} 秒内没有回答，请检查网址和对方的防火墙。") from error
    except (OSError, HTTPException) as error:
        raise OutsideError("连不上 " + f"{host}:{port}" + "，请检查网址和对方的防火墙。") from error


@contextmanager
def _seat(host: str) -> Iterator[None]:
    with SEATED:
        seats = SEATS.setdefault(host, threading.BoundedSemaphore(AT_ONCE))
    if not seats.acquire(timeout=PATIENCE):
        raise BusyError(f"{host} 现在回答得很慢，请过一会儿再试。")
    try:
        yield
    finally:
        seats.release()


def _connect(parts: SplitResult, host: str, port: int) -> socket.socket:
    link = socket.create_connection((_address(host, port), port), SECONDS)
    if parts.scheme == "http":
        return link
    try:
        return _context().wrap_socket(link, server_hostname=host)
    except BaseException:
        link.close()
        raise


def _address(host: str, port: int) -> str:
    """The address to connect to, judged."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AwayError(f"查不到 {host} 的地址，请检查网址有没有写错。") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not _is_listed(host, port) and not all(map(is_public, addresses)):
        raise OutsideError(
            f"{host} 指向内部网络，平台不访问。确属校园网地址的，请运维把它写进 WANGYU_OUTSIDE_HOSTS。"
        )
    return addresses[0]


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None or ip.teredo is not None or ip in NAT64:
            return False
    return ip.is_global and not ip.is_multicast


def _is_listed(host: str, port: int | None) -> bool:
    return bool({host, f"{host}:{port}"} & set(settings.OUTSIDE_HOSTS))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _at_most(link: socket.socket) -> Iterator[None]:
    """Cut off after the time, however slowly the other side drips."""
    cut = threading.Event()

    def stop() -> None:
        cut.set()
        with suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)

    clock = threading.Timer(SECONDS, stop)
    clock.start()
    try:
        yield
    except (OSError, HTTPException) as error:
        raise (TimeoutError() if cut.is_set() else error) from error
    finally:
        clock.cancel()
    if cut.is_set():
        raise TimeoutError


def _ask(
    link: socket.socket, parts: SplitResult, data: bytes | None, headers: Mapping[str, str]
) -> Answer:
    http = HTTPConnection(str(parts.hostname), parts.port or PORTS[parts.scheme])
    http.sock = link
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    http.request("GET" if data is None else "POST", target, data, dict(headers))
    answer, body = http.getresponse(), b""
    while piece := answer.read1(65536):
        body += piece
        if len(body) > LIMIT:
            raise OutsideError(f"{parts.hostname} 的回答超过 1 MB，平台不读。请检查网址。")
    return Answer(
        answer.status, body, {k.lower(): v for k, v in answer.getheaders()}, _valid_until(link)
    )


def _valid_until(link: socket.socket) -> float | None:
    kept = link.getpeercert() if isinstance(link, ssl.SSLSocket) else None
    return float(ssl.cert_time_to_seconds(str(kept["notAfter"]))) if kept else None


def _context() -> ssl.SSLContext:
    """Certificates are checked; TLS 1.2 at least, whatever this Python's builder left open."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
