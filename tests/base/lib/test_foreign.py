import pytest

from wangyu.base.lib.foreign import read_json


def test_json_is_read():
    assert read_json('[["name", "网络办"]]') == [["name", "网络办"]]
    assert read_json(b'{"errcode": 0}') == {"errcode": 0}


@pytest.mark.parametrize(
    "text", ["", "{", "<html>", "[" * 100_000, '{"a":' * 100_000, b"\xff\xfe\x00", b"\x80"]
)
def test_whatever_is_not_readable_is_a_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 -- of any kind: the caller has a sentence
        read_json(text)
