from datetime import UTC, datetime, timedelta

import pytest

from wangyu.institutions.people.logic.links import hash_of, problem_of

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("used", "revoked", "expires", "words"),
    [
        (None, None, NOW + HOUR, ""),
        (NOW - HOUR, None, NOW + HOUR, "2026年3月5日 16:00用过"),
        (NOW - HOUR, NOW - HOUR, NOW + HOUR, "用过"),
        (None, NOW - HOUR, NOW + HOUR, "已被撤销"),
        (None, None, NOW, "2026年3月5日 17:00过期"),
        (None, None, NOW - HOUR, "过期"),
    ],
)
def test_a_dead_link_says_why(used, revoked, expires, words):
    said = problem_of(used_at=used, revoked_at=revoked, expires_at=expires, now=NOW)
    assert words in said
    assert bool(words) == bool(said)


def test_the_token_cannot_be_read_from_its_hash():
    assert "secret" not in hash_of("secret")
    assert len(hash_of("secret")) == 64
