"""Files that people bring: kept under generated names, their type decided by content."""

from wangyu.base.core.files.inspect import BadFileError, inspect
from wangyu.base.core.files.store import Stored, open_stored, path_of, remove, store

__all__ = ["BadFileError", "Stored", "inspect", "open_stored", "path_of", "remove", "store"]
