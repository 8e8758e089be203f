"""What is written about the log itself: what may be taken out of it, and which key signs its roots."""

from wangyu.base.audit.ops.keys import change_key
from wangyu.base.audit.ops.removing import KeepError, erase_private, purge

__all__ = ["KeepError", "change_key", "erase_private", "purge"]
