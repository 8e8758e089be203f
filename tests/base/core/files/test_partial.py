"""Files on their way: what came stays, and two senders never mix."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from wangyu.base.core.files import partial


class Broken(BytesIO):
    """A sender who is gone after its first bytes."""

    def read(self, size: int = -1, /) -> bytes:
        if piece := super().read(size):
            return piece
        raise OSError("gone")


class Overtaken:
    """A connection that hangs after its first bytes, while another one sends on."""

    def __init__(self, key: str, size: int) -> None:
        self.pieces = [lambda: b"abc", lambda: send(key, b"def", offset=3, size=size) and b"XYZ"]

    def read(self, _: int, /) -> bytes:
        return self.pieces.pop(0)()


@pytest.fixture
def key() -> str:
    return partial.begin()


def send(key, data, *, offset=0, size=100, source=BytesIO) -> int:
    return partial.receive(key, source(data), offset=offset, size=size)


def kept(key) -> bytes:
    return partial.path_of(key).read_bytes()


def test_pieces_are_appended_in_turn(key, monkeypatch) -> None:
    monkeypatch.setattr(partial, "PIECE", 2)
    assert (send(key, b"abc"), send(key, b"def", offset=3)) == (3, 6)
    assert (kept(key), partial.length(key)) == (b"abcdef", 6)


def test_a_connection_that_breaks_leaves_what_came(key) -> None:
    assert send(key, b"abc", source=Broken) == 3
    assert kept(key) == b"abc"


def test_never_more_than_was_told(key) -> None:
    assert send(key, b"abcdef", size=4) == 4
    assert kept(key) == b"abcd"


def test_never_more_than_was_told_by_a_later_piece_either(key) -> None:
    assert send(key, b"abc", size=5) == 3
    assert send(key, b"defgh", offset=3, size=5) == 5
    assert kept(key) == b"abcde"


def test_a_piece_for_another_place_is_not_written(key) -> None:
    send(key, b"abc")
    for offset in (2, 4):
        with pytest.raises(partial.MovedError):
            send(key, b"X", offset=offset)
    assert kept(key) == b"abc"


def test_the_last_byte_is_written_over_by_whoever_sends_it_again(key) -> None:
    assert send(key, b"abcd", size=4) == 4
    assert partial.counted(4, 4) == 3
    assert send(key, b"d", offset=3, size=4) == 4
    assert kept(key) == b"abcd"


def test_a_connection_that_hangs_does_not_keep_another_from_sending_on(key) -> None:
    with pytest.raises(partial.MovedError):
        partial.receive(key, Overtaken(key, 100), offset=0, size=100)
    assert kept(key) == b"abcdef"


def test_only_one_writes_at_a_time_and_the_next_may_then(key) -> None:
    with partial.held(key), pytest.raises(partial.BusyError):
        send(key, b"a")
    assert send(key, b"a") == 1


def test_what_is_not_there_has_no_length_and_takes_nothing(key) -> None:
    partial.discard(key)
    partial.discard(key)
    assert partial.length(key) is None
    with pytest.raises(partial.BusyError):
        send(key, b"a")
    assert not partial.path_of(key).exists()


def test_what_was_ended_while_one_waited_for_it_is_not_written(key, monkeypatch) -> None:
    stored = Path(f"{partial.path_of(key)}.stored")
    monkeypatch.setattr("fcntl.flock", lambda *_: partial.path_of(key).rename(stored))
    with pytest.raises(partial.BusyError):
        send(key, b"a")
    assert stored.read_bytes() == b""


def test_a_sender_is_not_waited_for_once_all_has_come(key) -> None:
    class Done(BytesIO):
        def read(self, size: int = -1, /) -> bytes:
            assert size == 4, "asked once more"
            return super().read(size)

    assert send(key, b"abcd", size=4, source=Done) == 4


def test_bytes_on_their_way_are_read_by_the_platform_alone_under_a_name_nobody_guesses(key) -> None:
    assert partial.path_of(key).stat().st_mode & 0o777 == 0o600
    assert len(key) == 40


def test_a_file_must_leave_the_platform_able_to_write(monkeypatch, settings) -> None:
    settings.FREE_MB = 200
    monkeypatch.setattr(partial, "free_megabytes", lambda: 203)
    assert partial.has_room(2 * partial.MEGABYTE)
    assert not partial.has_room(3 * partial.MEGABYTE)


def test_sweeping_removes_only_old_bytes_that_no_upload_names(key) -> None:
    left, new = partial.begin(), partial.begin()
    for old in (key, left):
        os.utime(partial.path_of(old), (1000, 1000))
    assert partial.sweep({key}, older_than=2000) == 1
    assert [partial.path_of(k).exists() for k in (key, left, new)] == [True, False, True]


def test_a_block_that_fails_leaves_no_file_begun_in_it() -> None:
    with partial.begun() as kept:
        pass
    with pytest.raises(OSError, match="gone"), partial.begun() as lost:
        raise OSError("gone")
    assert (partial.length(kept), partial.length(lost)) == (0, None)
