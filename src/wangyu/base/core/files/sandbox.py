"""Asking the confined process about a file. Whatever happens there, the answer here is a sentence."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

import wangyu
from wangyu.base.core.examine.child import too_complex
from wangyu.base.core.examine.kinds import BadFileError, Seen, TryLaterError, known

PATIENCE = 60.0
"""Seconds on the wall; the child ends itself after ten of its own."""
MOST_IDLE = 2
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from wangyu.base.core.examine.child import main; main()"
)
BUSY = "现在检查不了文件，请稍后再传；一直如此请联系平台管理员。"


class _SilentError(Exception):
    """No answer came: the process ended itself, was ended, or takes too long."""


class Child:
    """One confined process; it answers one question after the other."""

    def __init__(self) -> None:
        source = str(Path(wangyu.__file__).resolve().parents[1])
        self.process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-I", "-c", START, source],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env={"LANG": "C.UTF-8"},
        )  # fmt: skip
        self.questions = cast("IO[bytes]", self.process.stdin)
        self.answers = cast("IO[bytes]", self.process.stdout)
        self.unread = b""
        self.is_new = True

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            self.questions.write(json.dumps(question).encode() + b"\n")
        except OSError as error:
            raise _SilentError from error
        told = self.listen()
        self.is_new = False
        return told

    def listen(self) -> dict[str, Any]:
        with selectors.DefaultSelector() as wait:
            wait.register(self.answers, selectors.EVENT_READ)
            while b"\n" not in self.unread:
                piece = self.answers.read(65536) if wait.select(PATIENCE) else b""
                if not piece:
                    raise _SilentError
                self.unread += piece
        line, _, self.unread = self.unread.partition(b"\n")
        return dict(json.loads(line))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.questions, self.answers):
            with suppress(OSError):
                pipe.close()


waiting: list[Child] = []
_lock = threading.Lock()


def _new() -> Child:
    try:
        return Child()
    except OSError as error:
        raise TryLaterError(BUSY) from error


def _take() -> Child:
    with _lock:
        if waiting:
            return waiting.pop()
    return _new()


def _give_back(child: Child) -> None:
    with _lock:
        if len(waiting) < MOST_IDLE:
            waiting.append(child)
            return
    child.end()


def examine(path: Path, name: str, redrawn: Path, preview: Path) -> Seen:
    """What the file is; ``redrawn`` and ``preview`` exist afterwards when they were drawn.

    Raises BadFileError for what may not be kept, and for what the confined process died of.
    """
    told = _told(
        {"path": str(path), "name": name, "redrawn": str(redrawn), "preview": str(preview)}, preview
    )
    if "error" in told:
        raise BadFileError(told["error"])
    words = known(chars=told.get("chars"))
    return Seen(told["media_type"], told["suffix"], {**told["measured"], **words})


def draw(path: Path, page: int) -> bytes | None:
    """A page of a PDF that is kept, as a PNG; None where there is no such page, or it takes too much."""
    with TemporaryDirectory() as folder:
        into = Path(folder) / "page"
        with suppress(BadFileError):
            _told({"path": str(path), "name": path.name, "page": page, "into": str(into)}, into)
        return into.read_bytes() if into.exists() else None


def _told(question: dict[str, Any], drawing: Path) -> dict[str, Any]:
    """All that is answered. What was being drawn when the process fell silent is not kept."""
    child, told = _first_answer(question)
    try:
        while "worn" not in told:
            told |= child.listen()
    except _SilentError:
        drawing.unlink(missing_ok=True)
        told["worn"] = True
    if told["worn"]:
        child.end()
    else:
        _give_back(child)
    return told


def _first_answer(question: dict[str, Any]) -> tuple[Child, dict[str, Any]]:
    """A process that had been waiting may have ended meanwhile: then a new one is asked, once."""
    child = _take()
    was_new = child.is_new
    try:
        return child, child.ask(question)
    except _SilentError as error:
        child.end()
        if was_new:
            raise BadFileError(too_complex(question["name"])) from error
    child = _new()
    try:
        return child, child.ask(question)
    except _SilentError as error:
        child.end()
        raise BadFileError(too_complex(question["name"])) from error
