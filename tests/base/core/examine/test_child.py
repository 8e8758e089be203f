"""The process in which files are opened: a few lines for each question, and no more than its share."""

from __future__ import annotations

import json
import resource
import signal
from io import StringIO

import pytest

from tests.base.core.files.hostile.build import pdf, picture
from tests.base.core.files.hostile.corpus import CORPUS
from wangyu.base.core.confined import inside
from wangyu.base.core.examine import child, draw
from wangyu.base.core.files import sandbox


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """What is answered to a question, asked in this very process."""
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)

    def answers(data: bytes, name: str):
        (tmp_path / "given").write_bytes(data)
        asked = {"path": "given", "redrawn": "redrawn", "preview": "preview"}
        asked = {key: str(tmp_path / place) for key, place in asked.items()} | {"name": name}
        out = StringIO()
        child.serve(StringIO(json.dumps(asked) + "\n"), out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return answers


def test_a_picture_and_a_page_are_told_and_drawn(ask, tmp_path) -> None:
    for data, name, media in (
        (picture(), "a.png", "image/png"),
        (pdf(), "a.pdf", "application/pdf"),
    ):
        first, *more, last = ask(data, name)
        assert (first["media_type"], set(last)) == (media, {"worn"})
        assert more == ([{"chars": 0}] if name == "a.pdf" else [])
        assert (tmp_path / "preview").read_bytes().startswith(b"\x89PNG")
        (tmp_path / "preview").unlink()


def test_a_wrong_file_is_told_by_its_sentence(ask) -> None:
    assert "空的" in ask(b"", "a.pdf")[0]["error"]


@pytest.mark.parametrize("name", ["a.png", "a.pdf"])
@pytest.mark.parametrize("what", [MemoryError, RecursionError])
def test_a_file_that_takes_too_much_is_too_complex(ask, monkeypatch, what, name) -> None:
    def fail(*_args, **_more):
        raise what

    monkeypatch.setattr("wangyu.base.core.examine.look.examine", fail)
    assert "过于复杂" in ask(picture(), name)[0]["error"]


def test_memory_that_runs_out_inside_a_library_is_told_apart_from_damage(ask, monkeypatch) -> None:
    def fail(*_args, **_more):
        raise MemoryError

    given = ((picture(), "a.png"), (pdf(), "a.pdf"))
    monkeypatch.setattr("PIL.Image.Image.load", fail)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)
    monkeypatch.setattr("pikepdf.open", fail)
    for data, name in given:
        assert "过于复杂" in ask(data, name)[0]["error"]


def test_a_page_whose_words_cannot_be_counted_is_drawn_all_the_same(ask, monkeypatch) -> None:
    monkeypatch.setattr(draw, "words_of", lambda _: None)
    assert len(ask(pdf(), "a.pdf")) == 2


def test_a_page_that_cannot_be_drawn_has_no_preview(tmp_path) -> None:
    (tmp_path / "given").write_bytes(b"nothing")
    assert not draw.page_of(tmp_path / "given", 1, tmp_path / "preview")


def turn(tmp_path, page):
    (tmp_path / "given").write_bytes(pdf())
    asked = {"path": str(tmp_path / "given"), "page": page, "into": str(tmp_path / "page")}
    out = StringIO()
    child.serve(StringIO(json.dumps(asked) + "\n"), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_page_of_what_is_kept_is_drawn(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)
    first, last = turn(tmp_path, 1)
    assert (first, set(last)) == ({"drawn": True}, {"worn"})
    assert (tmp_path / "page").read_bytes().startswith(b"\x89PNG")
    (tmp_path / "page").unlink()
    assert turn(tmp_path, 99)[0] == {"drawn": False}
    assert not (tmp_path / "page").exists()


def test_a_process_confines_itself_before_it_listens(monkeypatch) -> None:
    limits, left = {}, []
    monkeypatch.setattr(resource, "setrlimit", lambda what, most: limits.update({what: most}))
    monkeypatch.setattr(inside, "leave_network", lambda: left.append(True))
    monkeypatch.setattr("sys.stdin", StringIO())
    child.main()
    assert limits[resource.RLIMIT_DATA] == (child.MOST_MEMORY * inside.MEGABYTE,) * 2
    assert limits[resource.RLIMIT_CORE] == (0, 0)
    assert resource.RLIMIT_CPU not in limits  # it looks at one file after the other
    assert left


@pytest.fixture
def questions(tmp_path):
    """Asking a process of its own about a hostile file."""

    def make(id_: str):
        sample = next(s for s in CORPUS if s.id == id_)
        (tmp_path / "given").write_bytes(sample.make())
        places = [tmp_path / name for name in ("redrawn", "preview")]
        return tmp_path / "given", sample.name, *places

    return make


@pytest.mark.thorough
def test_a_page_that_would_draw_for_ever_is_kept_without_a_preview(questions) -> None:
    asked = questions("pdf-endless-drawing")
    assert sandbox.examine(*asked).media_type == "application/pdf"
    assert not asked[3].exists()


def test_the_check_itself_may_not_work_for_ever(questions, monkeypatch) -> None:
    code = sandbox.START.replace(
        "main()", "import wangyu.base.core.examine.child as c; c.LOOKING = 0.01; main()"
    )
    monkeypatch.setattr(sandbox, "START", code)
    monkeypatch.setattr(sandbox, "waiting", [])
    with pytest.raises(sandbox.BadFileError, match="过于复杂"):
        sandbox.examine(*questions("pdf-four-hundred-thousand-objects"))
