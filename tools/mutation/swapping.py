"""Putting a changed module in the place of one that is loaded, in this process only."""

from __future__ import annotations

import ast
import functools
import gc
from collections import defaultdict
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from wangyu.base.core.prepared import Prepared

Key = tuple[str, str, int]


class CannotSwapError(Exception):
    """What is loaded cannot be given this change: it is tried in a process of its own."""


class Loaded:
    """What is loaded: every function, decorated ones and closures too, and what remembers."""

    def __init__(self) -> None:
        self.functions: dict[str, list[FunctionType]] = defaultdict(list)
        self._caches: list[Any] = []
        self._prepared: list[Prepared] = []
        for one in _everything():
            if type(one) is FunctionType:
                self.functions[one.__code__.co_filename].append(one)
            elif type(one) is functools._lru_cache_wrapper:  # noqa: SLF001 -- the only name it has
                self._caches.append(one)
            elif type(one) is Prepared:
                self._prepared.append(one)

    def forget(self) -> None:
        """What was worked out before the change."""
        for cache in self._caches:
            if (getattr(cache.__wrapped__, "__module__", "") or "").startswith("wangyu"):
                cache.cache_clear()
        for query in self._prepared:
            query._plans.clear()  # noqa: SLF001 -- there is no need to forget but here


def _everything() -> list[object]:
    """What is frozen too, as the tests freeze what they have loaded: gc tells of the rest only."""
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    found = gc.get_objects()
    if frozen:
        gc.freeze()
    return found


def swap_functions(path: str, tree: ast.Module, loaded: Loaded) -> None:
    """Give the loaded functions the changed code."""
    changed = dict(_codes(compile(tree, path, "exec", dont_inherit=True)))
    touched = False
    for function in loaded.functions[path]:
        new = changed.get(_key(function.__code__))
        if new is not None and new != function.__code__:
            try:
                function.__code__ = new
            except ValueError as error:
                raise CannotSwapError(str(error)) from error
            touched = True
    if not touched:
        raise CannotSwapError("no function differs")
    loaded.forget()


def _key(code: CodeType) -> Key:
    return code.co_qualname, code.co_name, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[tuple[Key, CodeType]]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield _key(one), one
            yield from _codes(one)
