"""Messages for the next page travel in a cookie that only the platform can read."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

from wangyu.base.core.sealed import seal, unseal

PURPOSE = "messages"


class SealedCookie(CookieStorage):
    cookie_name = settings.MESSAGE_COOKIE_NAME

    def _encode_parts(self, messages: Any, encode_empty: bool = False) -> str | None:  # noqa: FBT001, FBT002 -- Django's signature
        text = super()._encode_parts(messages, encode_empty)
        return seal(PURPOSE, text) if text else None

    def _decode(self, data: str | None) -> Any:
        try:
            return super()._decode(unseal(PURPOSE, data) if data else None)
        except InvalidToken:
            return None


class Messages(FallbackStorage):
    """The cookie, and the session for what is too long for one."""

    storage_classes = (SealedCookie, SessionStorage)
