"""The process in which the work is done. It confines itself before anything is read."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import struct
import sys
from importlib import import_module
from typing import Any

MEGABYTE = 1024 * 1024
LARGEST_RESULT = 512
"""Megabytes that may be written."""
MOST_FILES = 64
NO_NEW_RIGHTS, FILTER_CALLS, FILTER = 38, 22, 2
"""Of ``prctl``: no program started later may do more; and the calls to the kernel are filtered."""
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Kind of machine as the kernel calls it, and the number of its call for a new socket."""
RING, OTHER_NUMBERS = 425, 0x40000000
"""A second way to a socket; and, on x86_64, a second set of numbers."""
ALLOW, REFUSE, END = 0x7FFF0000, 0x0005000D, 0x80000000
LOAD, EQUAL, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06
"""Steps of the kernel's little language of filters."""


def confine(*, megabytes: int, result: int = LARGEST_RESULT, seconds: int | None = None) -> None:
    """Once, at the start: nothing done later may take more. Without ``seconds`` it may take its time."""
    limits = {
        resource.RLIMIT_DATA: megabytes * MEGABYTE, resource.RLIMIT_FSIZE: result * MEGABYTE,
        resource.RLIMIT_NOFILE: MOST_FILES, resource.RLIMIT_CORE: 0,
    } | ({} if seconds is None else {resource.RLIMIT_CPU: seconds})  # fmt: skip
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    leave_network()


def leave_network() -> bool:
    """No new socket from here on, nor in what this process starts. False where no kernel does so."""
    if platform.machine() not in MACHINES:
        return False
    tell = ctypes.CDLL(None).prctl
    tell.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    steps = filter_of(*MACHINES[platform.machine()])
    kept = ctypes.create_string_buffer(steps, len(steps))
    head = struct.pack("HxxxxxxP", len(steps) // 8, ctypes.addressof(kept))
    program = ctypes.create_string_buffer(head, len(head))
    if tell(NO_NEW_RIGHTS, 1, 0, 0, 0):
        return False
    return not tell(FILTER_CALLS, FILTER, ctypes.addressof(program), 0, 0)


def filter_of(kind: int, socket: int) -> bytes:
    """Allows every call but those that open a socket; another kind of machine's calls end all."""
    steps = (
        (LOAD, 0, 0, 4), (EQUAL, 1, 0, kind), (ANSWER, 0, 0, END),
        (LOAD, 0, 0, 0), (AT_LEAST, 2, 0, OTHER_NUMBERS), (EQUAL, 1, 0, socket), (EQUAL, 0, 1, RING),
        (ANSWER, 0, 0, REFUSE), (ANSWER, 0, 0, ALLOW),
    )  # fmt: skip
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def work(name: str, question: dict[str, Any]) -> dict[str, Any]:
    module, _, function = name.partition(":")
    try:
        return {"answer": getattr(import_module(module), function)(question)}
    except Exception as error:  # noqa: BLE001 -- whatever a strange file does; its words are not passed on
        return {"error": type(error).__name__}


def main() -> None:
    seconds, megabytes, kind, name, *arguments = sys.argv[2:]
    confine(megabytes=int(megabytes), seconds=int(seconds))
    if kind == "program":
        os.execv(name, [name, *arguments])  # noqa: S606 -- the whole path, and no shell
    json.dump(work(name, json.load(sys.stdin)), sys.stdout)
