"""Why a backup or a restore was not done, in one sentence."""

from __future__ import annotations

import errno
from dataclasses import dataclass

WHY = {
    errno.ENOENT: "不存在", errno.EACCES: "没有读取权限", errno.EISDIR: "是目录，不是文件",
    errno.ENOTDIR: "不是目录", errno.EIO: "磁盘读取出错",
}  # fmt: skip


class BackupError(Exception):
    """Carries the sentence the operator reads."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in a backup: where, and why."""

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}：{self.why}"


def why(error: OSError) -> str:
    return WHY.get(error.errno or 0, str(error.strerror))
