"""The doors behind which files are received and examined, and passwords reckoned: what stands behind
them takes its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any
from unittest import mock

from django.contrib.auth import hashers

from wangyu.base.audit.op import _scope
from wangyu.base.core import books, confined
from wangyu.base.core.files import clamd, sandbox

store = import_module("wangyu.base.core.files.store")  # its folder gives a function that name
DOORS: list[tuple[ModuleType | type, str]] = [
    (store, "_write"), (store, "_keep"), (sandbox, "_told"), (clamd, "_ask"), (confined, "_said"),
    (books, "_read"), (hashers.PBKDF2PasswordHasher, "encode"), (hashers.MD5PasswordHasher, "encode"),
]  # fmt: skip
"""Bytes received, files kept; what they are, whether they are clean, what stands in them; whether a
password is the right one, and how it is kept."""


def is_in_op() -> bool:
    return _scope.get() is not None


@contextmanager
def watched(is_held: Callable[[], bool]) -> Iterator[list[tuple[str, bool]]]:
    """Every opening of a door, and whether somebody was kept from writing by it."""
    seen: list[tuple[str, bool]] = []
    with ExitStack() as stack:
        for module, name in DOORS:
            told = _telling(getattr(module, name), f"{module.__name__}.{name}", is_held, seen)
            stack.enter_context(mock.patch.object(module, name, told))
        yield seen


def _telling(
    real: Callable[..., Any], name: str, is_held: Callable[[], bool], seen: list[tuple[str, bool]]
) -> Callable[..., Any]:
    def tell(*args: Any, **more: Any) -> Any:
        seen.append((name, is_held()))
        return real(*args, **more)

    return tell
