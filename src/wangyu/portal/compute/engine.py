"""What an engine is to the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

IMPOSSIBLE = 3
"""The exit status where the input is right and what it asks for does not exist."""


@dataclass(frozen=True, slots=True)
class Answer:
    document: dict[str, Any]
    status: int = 0


@dataclass(frozen=True, slots=True)
class Engine:
    """``about`` tells formula, units and source; ``arguments`` declares the options of its own."""

    name: str
    help: str
    about: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[dict[str, Any]], Answer]
