"""Work on strangers' files in a process of its own: so much memory, so much time, no network.

Whatever happens there, the answer here is a value or one error.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import wangyu

START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from wangyu.base.core.confined.inside import main; main()"
)
PATIENCE = 3
"""How much longer on the wall than on the processor: the machine has other work."""


class ConfinedError(Exception):
    """It took more than its share, or failed. Its message is for the log alone."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a piece of work may take: seconds of processor time, and megabytes of memory."""

    seconds: int
    megabytes: int


def ask(work: str, question: Mapping[str, Any], share: Share) -> Any:
    """What the function ``work`` ("package.module:name") answers to plain data, in plain data."""
    try:
        answer = json.loads(_said(["work", work], json.dumps(question).encode(), share))
    except ValueError as error:
        raise ConfinedError("no answer") from error
    if "error" in answer:
        raise ConfinedError(answer["error"])
    return answer["answer"]


def run(program: str, arguments: Sequence[str], share: Share) -> bytes:
    """What a program of the machine, named by its whole path, writes to its standard output."""
    return _said(["program", program, *arguments], b"", share)


def _said(what: Sequence[str], data: bytes, share: Share) -> bytes:
    source = str(Path(wangyu.__file__).resolve().parents[1])
    command = [sys.executable, "-I", "-c", START, source, f"{share.seconds}", f"{share.megabytes}"]
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter and module, arguments never read by a shell
            [*command, *what], input=data, capture_output=True, check=True,
            timeout=share.seconds * PATIENCE, env={"LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        raise ConfinedError(f"ended with {error.returncode}") from error
    except (subprocess.TimeoutExpired, OSError) as error:
        raise ConfinedError(type(error).__name__) from error
    return done.stdout
