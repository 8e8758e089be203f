"""The process in which files are opened: bounded memory, bounded time, one line for each question.

It reads ``{"path", "name", "redrawn", "preview"}`` as a line of JSON and answers in lines: what the file
is (or the sentence why not), what more was measured, and last, when a preview was tried, whether this
process is worn. A file that takes more than its share ends the process; whoever asked then knows by the
silence. Of a file that is kept already one page is drawn: ``{"path", "page", "into"}``.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path
from typing import IO, Any

from wangyu.base.core.confined.inside import confine
from wangyu.base.core.examine.kinds import MEGABYTE, BadFileError
from wangyu.base.core.examine.names import quoted

MOST_MEMORY, LARGEST_RESULT = 170, 300
"""Megabytes held, and written."""
LOOKING, DRAWING, TURNING = 10.0, 0.35, 2.0
"""Seconds of processor time for the check, for the words and the preview of a PDF, and for one page of it."""
WORN = 100 * MEGABYTE
"""What a process still holds, after a file, for a fresh one to take over."""


def serve(questions: IO[str], answers: IO[str]) -> None:
    """Until there are no more questions, or this process has grown."""
    for line in questions:
        asked = json.loads(line)
        if "page" in asked:
            _tell(answers, _turn(asked))
        else:
            _open(answers, asked)
        _tell(answers, {"worn": _is_worn()})


def _open(answers: IO[str], asked: dict[str, str]) -> None:
    told = _look(asked)
    _tell(answers, told)
    if told.get("media_type") == "application/pdf":
        _show(answers, Path(asked["path"]), Path(asked["preview"]))


def _turn(asked: dict[str, Any]) -> dict[str, bool]:
    """To a page of a PDF, to draw it."""
    from wangyu.base.core.examine.draw import page_of  # noqa: PLC0415 -- after confine()

    _within(TURNING)
    drawn = page_of(Path(asked["path"]), int(asked["page"]), Path(asked["into"]))
    _within(0)
    return {"drawn": drawn}


def _tell(answers: IO[str], fact: dict[str, Any]) -> None:
    answers.write(json.dumps(fact) + "\n")
    answers.flush()


def _look(asked: dict[str, str]) -> dict[str, Any]:
    from wangyu.base.core.examine.look import examine  # noqa: PLC0415 -- after confine()

    _within(LOOKING)
    places = (Path(asked[key]) for key in ("redrawn", "preview"))
    try:
        seen = examine(Path(asked["path"]), asked["name"], *places)
    except BadFileError as error:
        return {"error": str(error)}
    except (MemoryError, RecursionError):
        return {"error": too_complex(asked["name"])}
    finally:
        _within(0)
    return {"media_type": seen.media_type, "suffix": seen.suffix, "measured": seen.measured}


def _show(answers: IO[str], path: Path, preview: Path) -> None:
    """A PDF opened as a reader would: its words counted, its first page drawn."""
    from wangyu.base.core.examine.draw import page_of, words_of  # noqa: PLC0415 -- after confine()

    _within(DRAWING)
    words = words_of(path)
    if words is not None:
        _tell(answers, {"chars": words})
    page_of(path, 1, preview)
    _within(0)


def _within(seconds: float) -> None:
    """The process ends when it works longer than this; waiting does not count."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _is_worn() -> bool:
    held = int(Path("/proc/self/statm").read_text().split()[1])
    return held * resource.getpagesize() > WORN


def too_complex(name: str) -> str:
    return f"{quoted(name)}内部过于复杂，检查不了；请重新导出，或用“打印为 PDF”后再传。"


def main() -> None:
    confine(megabytes=MOST_MEMORY, result=LARGEST_RESULT)
    serve(sys.stdin, sys.stdout)
