"""Secrets in the database, readable only with the installation's key, which is not in it."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings


def seal(purpose: str, text: str) -> str:
    return Fernet(base64.urlsafe_b64encode(_key(purpose))).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    return Fernet(base64.urlsafe_b64encode(_key(purpose))).decrypt(sealed.encode()).decode()


def digest(purpose: str, text: str) -> str:
    """A fingerprint that nobody can try out without the key."""
    return hmac.new(_key(purpose), text.encode(), "sha256").hexdigest()


def _key(purpose: str) -> bytes:
    return hashlib.sha256(f"wangyu.{purpose}:{settings.SECRET_KEY}".encode()).digest()
