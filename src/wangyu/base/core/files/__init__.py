"""Files that people bring: kept under generated names, their type decided by content."""

from wangyu.base.core.examine.kinds import MEGABYTE, BadFileError, TryLaterError
from wangyu.base.core.examine.names import plain_name
from wangyu.base.core.files.serve import serve, serve_page
from wangyu.base.core.files.store import (
    Stored,
    kept_if_done,
    limit_mb,
    open_stored,
    path_of,
    remove,
    store,
    store_file,
    sweep,
)

__all__ = [
    "MEGABYTE", "BadFileError", "Stored", "TryLaterError", "kept_if_done", "limit_mb", "open_stored", "path_of", "plain_name", "remove",
    "serve", "serve_page", "store", "store_file", "sweep",
]  # fmt: skip
