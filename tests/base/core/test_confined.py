"""Work in a process of its own: an answer or an error, and never more than its share."""

from __future__ import annotations

import json
import resource
import socket
import sys
from pathlib import Path

import pytest

from wangyu.base.core import confined
from wangyu.base.core.confined import inside

HERE = "tests.base.core.test_confined:"
SHARE = confined.Share(seconds=5, megabytes=120)


@pytest.fixture(autouse=True)
def findable(monkeypatch):
    """The process also finds what is below, in this file."""
    root = str(Path(__file__).resolve().parents[3])
    monkeypatch.setattr(
        confined, "START", f"import sys; sys.path.insert(0, {root!r}); " + confined.START
    )


def echoes(asked):
    return {"said": asked["word"], "limits": resource.getrlimit(resource.RLIMIT_DATA)[1]}


def connects(_asked):
    found = []
    for kind in (socket.AF_INET, socket.AF_UNIX):
        try:
            socket.socket(kind)
        except PermissionError as error:
            found.append(error.errno)
    return found


def takes_memory(_asked):
    return len(bytes(400 * inside.MEGABYTE))


def takes_time(_asked):
    while True:
        pass


def dies(_asked):
    sys.exit("绝密")


def talks(_asked):
    sys.stdout.write("绝密")


def test_plain_data_goes_in_and_comes_out_of_a_process_with_limits():
    told = confined.ask(f"{HERE}echoes", {"word": "甲"}, SHARE)
    assert told == {"said": "甲", "limits": 120 * inside.MEGABYTE}


def test_no_network_is_reached():
    assert confined.ask(f"{HERE}connects", {}, SHARE) == [13, 13]


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ("takes_memory", "MemoryError"), ("takes_time", "ended with -"), ("dies", "ended with 1"),
        ("talks", "no answer"), ("none", "AttributeError"),
    ],
)  # fmt: skip
def test_what_takes_more_or_fails_is_one_error_without_its_words(work, said):
    with pytest.raises(confined.ConfinedError, match=said) as caught:
        confined.ask(HERE + work, {}, confined.Share(seconds=1, megabytes=120))
    assert "绝密" not in str(caught.value)


def test_a_program_of_the_machine_is_confined_as_well():
    share = confined.Share(seconds=5, megabytes=77)
    told = confined.run("/bin/sh", ["-c", "echo hello; ulimit -d; ulimit -t"], share)
    assert told.split() == [b"hello", b"%d" % (77 * 1024), b"5"]
    with pytest.raises(confined.ConfinedError, match="ended with"):
        confined.run("/no/such/program", [], share)


def test_a_program_of_the_machine_has_no_network():
    script = "import socket; socket.socket()"
    with pytest.raises(confined.ConfinedError, match="ended with"):
        confined.run(sys.executable, ["-c", script], confined.Share(seconds=5, megabytes=120))
    assert confined.run(sys.executable, ["-c", "print(1)"], confined.Share(5, 120)) == b"1\n"


def test_a_machine_that_starts_no_process_is_told(monkeypatch):
    def fail(*_args, **_more):
        raise OSError("绝密")

    monkeypatch.setattr(confined.subprocess, "run", fail)
    with pytest.raises(confined.ConfinedError, match="OSError"):
        confined.ask(f"{HERE}echoes", {}, SHARE)


def test_an_unknown_kind_of_machine_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(inside.platform, "machine", lambda: "abacus")
    assert not inside.leave_network()


def test_the_filter_refuses_two_calls_and_nothing_else():
    def walk(kind, number):
        """What the kernel would answer."""
        steps = inside.filter_of(0xABC, 41)
        at, value = 0, 0
        while True:
            code, jump, other, what = inside.struct.unpack_from("HBBI", steps, 8 * at)
            at += 1
            if code == inside.LOAD:
                value = {0: number, 4: kind}[what]
            elif code == inside.ANSWER:
                return what
            else:
                true = value == what if code == inside.EQUAL else value >= what
                at += jump if true else other

    assert walk(0xABC, 1) == walk(0xABC, 42) == inside.ALLOW
    assert walk(0xABC, 41) == walk(0xABC, inside.RING) == walk(0xABC, 0x40000029) == inside.REFUSE
    assert walk(0xDEF, 1) == inside.END


def test_the_main_part_confines_before_it_reads(monkeypatch, capsys):
    done = []
    monkeypatch.setattr(inside, "confine", lambda **share: done.append(share))
    monkeypatch.setattr(sys, "argv", ["-c", "src", "5", "120", "work", f"{HERE}echoes"])
    monkeypatch.setattr(inside.json, "load", lambda _: {"word": f"{done}"})
    inside.main()
    assert (
        json.loads(capsys.readouterr().out)["answer"]["said"]
        == f"{[{'megabytes': 120, 'seconds': 5}]}"
    )
