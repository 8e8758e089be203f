from datetime import UTC, datetime, timedelta

import pytest

from wangyu.base.backup.logic.verdict import judge

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "findings", "tone", "sentence"),
    [
        (None, [], "bad", "还没有一份备份"),
        (None, ["x"], "bad", "还没有一份备份"),
        (0, [], "ok", "2026年3月5日 17:00，已逐项核对"),
        (26, [], "ok", "2026年3月4日 15:00"),
        (26.01, [], "bad", "已超过 26 小时"),
        (0, ["files/a：坏"], "bad", "2026年3月5日 17:00 的备份有问题：files/a：坏"),
        (99, ["files/a：坏"], "bad", "的备份有问题"),
        (0, ["一", "二", "三"], "bad", "一；二；三"),
        (0, ["一", "二", "三", "四"], "bad", "一；二；三等 4 处"),
    ],
)
def test_the_verdict_on_the_newest_backup(age, findings, tone, sentence):
    taken = None if age is None else NOW - timedelta(hours=age)
    found = judge(taken_at=taken, findings=findings, now=NOW, hours=26)
    assert found.tone == tone
    assert sentence in found.sentence
    assert (" 处" in found.detail) is (len(findings) > 3)
    assert "files/a" not in found.public
