"""Addresses of the services an installation uses, from one line each to what Django asks for.

What leaves this machine goes encrypted unless the line itself says otherwise.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from wangyu.base.core.conf import SettingError

TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
"""How much is asked of the way to the database, in libpq's words; from the fourth on it is safe."""
SAFE = frozenset(TLS[3:])
FILES = frozenset({"sslrootcert", "sslcert", "sslkey"})
KNOWN = ("host", "sslmode", *sorted(FILES))
POSTGRES = "WANGYU_DATABASE 应写作 postgresql://user:password@host:port/name"
MAIL = (
    "WANGYU_MAIL 应写作 smtps://user:password@host:465、smtp+tls://host:587 或 smtp://127.0.0.1:25"
)
MAIL_SECONDS = 10
"""For which a mail server may keep a sender waiting."""
MAIL_PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}


def is_here(host: str) -> bool:
    """Whether it is this machine: a socket, or an address that leads nowhere else."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def database(url: str) -> dict[str, Any]:
    """The entry of DATABASES for a PostgreSQL address."""
    parts = _split(url, POSTGRES)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SettingError(POSTGRES)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = asked.get("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "wangyu.base.core.postgres",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2} | _tls(asked, host),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _tls(asked: dict[str, str], host: str) -> dict[str, str]:
    if unknown := sorted(asked.keys() - set(KNOWN)):
        raise SettingError(
            f"WANGYU_DATABASE 里不认识 {'、'.join(unknown)}，问号后可写 {'、'.join(KNOWN)}"
        )
    mode = asked.get("sslmode", "prefer" if is_here(host) else "require")
    if mode not in TLS:
        raise SettingError(f"WANGYU_DATABASE 的 sslmode={mode} 不对，可写 {'、'.join(TLS)}")
    return {"sslmode": mode} | {name: asked[name] for name in asked if name in FILES}


def mail(url: str) -> dict[str, Any]:
    """Django's settings for sending mail."""
    parts = _split(url, MAIL)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise SettingError(MAIL)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": MAIL_SECONDS,
    }


def _split(url: str, sentence: str) -> SplitResult:
    """What cannot be read is named by how it should be, not shown: a password may stand in it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise SettingError(sentence) from error
    return parts
