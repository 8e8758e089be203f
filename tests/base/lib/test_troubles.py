import errno

import pytest

from wangyu.base.lib.troubles import reason_of


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.EACCES, "Permission denied"), "没有权限"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "文件不存在"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError("odd"), "odd"),
    ],
)
def test_a_trouble_has_its_reason_in_chinese_where_it_is_known(error, reason):
    assert reason_of(error) == reason
