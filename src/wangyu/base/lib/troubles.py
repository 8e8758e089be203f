"""What the operating system complains of, in words an operator can act on."""

from __future__ import annotations

import errno

REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "文件不存在",
    errno.EEXIST: "已经有同名的文件",
    errno.ENOTDIR: "上一级不是目录",
    errno.EISDIR: "是目录，不是文件",
    errno.EROFS: "所在的磁盘只读",
    errno.ENOSPC: "磁盘已满",
}


def reason_of(error: OSError) -> str:
    return REASONS.get(error.errno or 0, error.strerror or str(error))
