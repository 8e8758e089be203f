"""Messages for the next page travel in a cookie that only the platform can read."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from wangyu.base.core.sealed import seal, unseal

PURPOSE = "messages"


class Sealer(TimestampSigner):
    """Signs, and seals what it has signed."""

    def sign_object(self, *args: Any, **kwargs: Any) -> str:
        return seal(PURPOSE, super().sign_object(*args, **kwargs))

    def unsign_object(self, signed_obj: str, *args: Any, **kwargs: Any) -> Any:
        try:
            signed = unseal(PURPOSE, signed_obj)
        except InvalidToken as error:
            raise BadSignature from error
        return super().unsign_object(signed, *args, **kwargs)


class SealedCookie(CookieStorage):
    cookie_name = settings.MESSAGE_COOKIE_NAME

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.signer = Sealer(salt=self.key_salt)


class Messages(FallbackStorage):
    """The cookie, and the session for what is too long for one; made only where a page looks."""

    storage_classes = (SealedCookie, SessionStorage)

    def __init__(self, request: HttpRequest) -> None:
        BaseStorage.__init__(self, request)
        self._used_storages: set[BaseStorage] = set()

    @cached_property
    def storages(self) -> list[BaseStorage]:
        return [storage(self.request) for storage in self.storage_classes]
