"""Reading what an engine is given and writing what it answers."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wangyu.base.lib.given import Table, WrongInput, decode, read_csv, read_json
from wangyu.base.lib.troubles import reason_of


def csv_of(path: str, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    return read_csv(text_of(path), path, required, optional)


def json_of(path: str) -> Any:
    return read_json(text_of(path), path)


def text_of(path: str) -> str:
    try:
        return decode(Path(path).read_bytes(), path)
    except (OSError, ValueError) as error:
        if isinstance(error, WrongInput):
            raise
        raise unreadable(path, error) from error


def grid_of(path: str) -> NDArray[Any]:
    """An .npy file, read from the disk as it is needed; never objects."""
    try:
        found: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, EOFError) as error:
        raise WrongInput(f"{path} 不是 numpy 的 .npy 文件，请用 numpy.save 写。") from error
    if not isinstance(found, np.ndarray):
        raise WrongInput(f"{path} 是 .npz 文件，应为 .npy 文件，请用 numpy.save 写。")
    return found


def unreadable(path: str, error: OSError | ValueError) -> WrongInput:
    why = reason_of(error) if isinstance(error, OSError) else "文件名里有不能用的字"
    return WrongInput(f"{path} 读不了：{why}。请给出一个可以读的文件。")


def text_of_document(document: dict[str, Any]) -> str:
    """One JSON document; floats as ``repr`` gives them."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"


def write(path: str, text: str) -> None:
    """The whole file or nothing: written beside it, then put in its place."""
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise unwritable(path, error) from error


def unwritable(path: str, error: OSError | ValueError) -> WrongInput:
    why = reason_of(error) if isinstance(error, OSError) else "文件名里有不能用的字"
    return WrongInput(f"--out {path} 写不了：{why}。请换一个可以写的位置。")
