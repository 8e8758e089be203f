"""Asking the confined process: waiting ones are used again, dead ones replaced, silence is a sentence."""

from __future__ import annotations

import pytest

from tests.base.core.files.hostile.build import pdf
from wangyu.base.core.files import sandbox


@pytest.fixture(autouse=True)
def idle(monkeypatch):
    """No process waiting at the start, none left at the end."""
    waiting: list[sandbox.Child] = []
    monkeypatch.setattr(sandbox, "waiting", waiting)
    yield waiting
    for child in waiting:
        child.end()


@pytest.fixture
def ask(tmp_path):
    (tmp_path / "given").write_bytes(pdf())
    return lambda: sandbox.examine(
        tmp_path / "given", "a.pdf", tmp_path / "redrawn", tmp_path / "preview"
    )


def test_a_process_answers_one_question_after_the_other(ask, idle) -> None:
    assert ask().media_type == "application/pdf"
    (first,) = idle
    ask()
    assert idle == [first]


def test_a_waiting_process_that_died_is_replaced(ask, idle) -> None:
    ask()
    idle[0].process.kill()
    idle[0].process.wait()
    assert ask().media_type == "application/pdf"
    assert len(idle) == 1


def speak(monkeypatch, code: str) -> None:
    monkeypatch.setattr(sandbox, "START", f"import sys, time\n{code}")


def test_a_process_that_dies_of_a_file_means_the_file_is_too_complex(
    ask, idle, monkeypatch
) -> None:
    ask()
    speak(monkeypatch, "sys.stdin.readline()")
    for _ in range(2):
        if idle:
            idle[0].process.kill()
        with pytest.raises(sandbox.BadFileError, match="过于复杂"):
            ask()
    assert idle == []


def test_a_process_that_says_nothing_is_not_waited_for(ask, monkeypatch) -> None:
    monkeypatch.setattr(sandbox, "PATIENCE", 0.05)
    speak(monkeypatch, "time.sleep(60)")
    with pytest.raises(sandbox.BadFileError, match="过于复杂"):
        ask()


def test_a_process_that_dies_while_drawing_leaves_the_file_and_no_preview(ask, idle, monkeypatch, tmp_path) -> None:  # fmt: skip
    (tmp_path / "preview").write_bytes(b"half")
    speak(
        monkeypatch, 'print(\'{"media_type": "a/b", "suffix": "", "measured": {"seconds": 1.5}}\')'
    )
    assert ask().seconds == 1.5
    assert (idle, (tmp_path / "preview").exists()) == ([], False)


def test_what_is_told_in_several_lines_is_one_answer(ask, monkeypatch) -> None:
    lines = ('{"media_type": "a/b", "suffix": "", "measured": {"pages": 2}}', '{"chars": 7}', '{"worn": true}')  # fmt: skip
    speak(monkeypatch, f"print({chr(10).join(lines)!r}, flush=True); sys.stdin.read()")
    assert ask().measured == {"pages": 2, "chars": 7}


def test_a_worn_process_is_ended(ask, idle, monkeypatch) -> None:
    speak(monkeypatch, 'print(\'{"error": "a。"}\\n{"worn": true}\', flush=True); sys.stdin.read()')
    with pytest.raises(sandbox.BadFileError, match="a。"):
        ask()
    assert idle == []


def test_no_more_processes_wait_than_are_needed(ask, idle, monkeypatch) -> None:
    monkeypatch.setattr(sandbox, "MOST_IDLE", 0)
    ask()
    assert idle == []


def test_a_machine_that_starts_no_process_is_said(ask, monkeypatch) -> None:
    def fail(*_args, **_more):
        raise OSError("no memory")

    monkeypatch.setattr(sandbox.subprocess, "Popen", fail)
    with pytest.raises(sandbox.BadFileError, match="现在检查不了文件"):
        ask()


def test_a_page_is_drawn_by_the_same_process(ask, idle, tmp_path) -> None:
    ask()
    (first,) = idle
    assert (sandbox.draw(tmp_path / "given", 1) or b"").startswith(b"\x89PNG")
    assert sandbox.draw(tmp_path / "given", 99) is None
    assert idle == [first]


def test_a_page_that_would_draw_for_ever_is_not_drawn(ask, monkeypatch, tmp_path) -> None:
    speak(monkeypatch, "sys.stdin.readline()")
    (tmp_path / "given").write_bytes(pdf())
    assert sandbox.draw(tmp_path / "given", 1) is None
