"""``@op``: one door for every write. One transaction, exactly one row in the log.

An op is keyword-only and takes ``actor`` and ``now``; it calls ``say`` once with the sentence the
log keeps. An op called by another op adds its sentence to the outer one's row.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from wangyu.base.audit.chain import join
from wangyu.base.core.access import Actor

P = ParamSpec("P")
R = TypeVar("R")


class SilentOpError(Exception):
    """An op that wrote without saying what it did: a programming mistake."""


@dataclass(slots=True)
class Saying:
    sentence: str
    target: models.Model | None
    org_path: str
    details: dict[str, Any]


@dataclass(slots=True)
class _Scope:
    said: list[Saying] = field(default_factory=list)


_scope: ContextVar[_Scope | None] = ContextVar("audit_scope", default=None)


def say(
    sentence: str, *, target: models.Model | None = None, org_path: str = "", **details: Any
) -> None:
    """What this op did, in one Chinese sentence; ``details`` are JSON facts, never personal text."""
    scope = _scope.get()
    if scope is None:
        raise SilentOpError("say() belongs inside an op")
    scope.said.append(Saying(sentence, target, org_path, details))


def op(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a writer. ``action`` is its stable key, for example "ledger.window.open"."""

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if _scope.get() is not None:
                return function(*args, **kwargs)
            actor, now = kwargs["actor"], kwargs["now"]
            if not isinstance(actor, Actor) or not isinstance(now, datetime):
                raise TypeError(f"{action}: an op takes actor and now")
            with transaction.atomic():
                scope = _Scope()
                token = _scope.set(scope)
                try:
                    result = function(*args, **kwargs)
                finally:
                    _scope.reset(token)
                if not scope.said:
                    raise SilentOpError(action)
                _write(action, actor, now, scope.said)
            return result

        return run

    return wrap


def _write(action: str, actor: Actor, now: datetime, said: list[Saying]) -> None:
    first = said[0]
    details = dict(first.details)
    if len(said) > 1:
        details["also"] = [s.sentence for s in said[1:20]]
    behalf = sorted({h.on_behalf_of for h in actor.held if h.on_behalf_of})
    if behalf:
        details["on_behalf_of"] = behalf
    join(
        at=now,
        actor_id=actor.user_id,
        actor_name=actor.name[:80],
        action=action,
        target_kind=_kind(first.target),
        target_id=first.target.pk if first.target is not None else None,
        org_path=first.org_path,
        sentence=first.sentence[:500],
        details=details,
    )


def _kind(target: models.Model | None) -> str:
    return "" if target is None else type(target)._meta.label_lower  # noqa: SLF001 -- Django's own public-by-convention API
