"""Files that people bring: kept under generated names, their type decided by content."""

from wangyu.base.core.files.inspect import BadFileError, inspect
from wangyu.base.core.files.serve import serve
from wangyu.base.core.files.store import (
    Stored,
    kept_if_done,
    open_stored,
    path_of,
    plain_name,
    remove,
    store,
    sweep,
)

__all__ = [
    "BadFileError", "Stored", "inspect", "kept_if_done", "open_stored", "path_of", "plain_name",
    "remove", "serve", "store", "sweep",
]  # fmt: skip
