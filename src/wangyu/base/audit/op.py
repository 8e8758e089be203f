"""``@op``: one door for every write. One transaction, exactly one row in the log.

An op is keyword-only and takes ``actor`` and ``now``; it calls ``say`` once with the sentence the
log keeps. An op called by another op adds its sentence to the outer one's row.

The log holds no personal data. People and things with a personal name are written as references,
``named(user)``, and shown by name; what somebody typed (a reason, a figure) goes into ``private``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from wangyu.base.audit.chain import join
from wangyu.base.audit.logic import refs
from wangyu.base.core.access import Actor
from wangyu.base.core.once import claimed
from wangyu.base.core.turns import turn
from wangyu.base.lib.ports import naming

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
    private: dict[str, Any]


@dataclass(slots=True)
class _Scope:
    said: list[Saying] = field(default_factory=list)
    refs: set[refs.Ref] = field(default_factory=set)


_scope: ContextVar[_Scope | None] = ContextVar("audit_scope", default=None)


def say(
    sentence: str,
    *,
    target: models.Model | None = None,
    org_path: str = "",
    private: Mapping[str, Any] | None = None,
    **details: Any,
) -> None:
    """What this op did, in one Chinese sentence; ``details`` are JSON facts.

    Neither holds personal data. ``private`` is kept apart and can be erased: {"理由": "…"}.
    """
    kept = {key: value for key, value in (private or {}).items() if value}
    _here("say").said.append(Saying(sentence, target, org_path, details, kept))


def named(row: models.Model) -> str:
    """A person or a thing in a sentence, by reference."""
    if naming.get(label_of(row)) is None:
        raise LookupError(f"{label_of(row)}: put it into ports.naming first")
    return named_as(label_of(row), row.pk)


def named_as(kind: str, pk: int) -> str:
    """The same, of what is known by kind ("orgs.meeting") and number."""
    _here("named").refs.add((kind, pk))
    return refs.write(kind, pk)


def _here(what: str) -> _Scope:
    scope = _scope.get()
    if scope is None:
        raise SilentOpError(f"{what}() belongs inside an op")
    return scope


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
            with turn(), transaction.atomic(), claimed(now):
                scope = _Scope()
                token = _scope.set(scope)
                try:
                    result = function(*args, **kwargs)
                finally:
                    _scope.reset(token)
                if not scope.said:
                    raise SilentOpError(action)
                _write(action, actor, now, scope)
            return result

        return run

    return wrap


def _write(action: str, actor: Actor, now: datetime, scope: _Scope) -> None:
    first, *others = scope.said
    details = dict(first.details)
    if others:
        details["also"] = [refs.defuse(s.sentence, scope.refs) for s in others[:20]]
    join(
        at=now,
        actor=actor,
        action=action,
        target_kind=label_of(first.target) if first.target is not None else "",
        target_id=first.target.pk if first.target is not None else None,
        org_path=first.org_path,
        sentence=refs.defuse(first.sentence, scope.refs)[:500],
        details=details,
        private={key: value for s in scope.said for key, value in s.private.items()},
    )


def label_of(row: models.Model) -> str:
    return row._meta.label_lower  # noqa: SLF001 -- Django's own public-by-convention API
