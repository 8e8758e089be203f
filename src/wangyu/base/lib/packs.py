"""Reading a policy pack: a folder of TOML files whose figures carry their source."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


class PackError(Exception):
    """What is wrong in a pack: file, key, and what would be right."""


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """One file of a pack. Raises PackError naming the file (and the line, where TOML is broken)."""
    path = folder / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PackError(f"规则包 {folder.name} 缺少文件 {name}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"规则包 {folder.name} 的 {name} 不是合法的 TOML:{error}") from error
