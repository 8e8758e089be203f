"""``wangyu compute assign``: three answers, each with its status."""

import json

import numpy as np
import pytest

from tests.activities.calls.logic.assignment.test_document import ROUND
from wangyu.config.cli import run


@pytest.fixture
def told(tmp_path, capsys):
    def of(problem):
        file = tmp_path / "problem.json"
        file.write_text(json.dumps(problem), "utf-8")
        status = run(["compute", "assign", str(file)])
        return status, capsys.readouterr()

    return of


def test_an_assignment_is_told_with_its_seconds(told):
    status, said = told(ROUND)
    found = json.loads(said.out)
    assert (status, found["objective"], found["optimal"]) == (0, 1820, True)
    assert found["seconds"] > 0


def test_what_cannot_be_leaves_with_three_and_says_what_clashes(told, capsys):
    with pytest.raises(SystemExit) as left:
        told(ROUND | {"per_item": 4})
    assert left.value.code == 3
    assert json.loads(capsys.readouterr().out)["infeasible"]["items"] == ["a"]


def test_the_grid_lies_beside_the_problem(told, tmp_path):
    np.save(tmp_path / "a.npy", np.full((2, 4), 7))
    status, said = told(ROUND | {"affinity": {"npy": "a.npy"}})
    assert (status, json.loads(said.out)["objective"]) == (0, 28)


def test_a_grid_that_cannot_be_read_is_one_sentence(told, tmp_path):
    def sentence():
        status, said = told(ROUND | {"affinity": {"npy": "a.npy"}})
        assert (status, said.out) == (2, "")
        return said.err

    assert "a.npy 读不了：文件不存在。" in sentence()
    for content in (b"", b"abc", np.array([{}], object)):
        if isinstance(content, bytes):
            (tmp_path / "a.npy").write_bytes(content)
        else:
            np.save(tmp_path / "a.npy", content)
        assert "a.npy 不是 numpy 的 .npy 文件，请用 numpy.save 写。" in sentence()
    with (tmp_path / "a.npy").open("wb") as file:
        np.savez(file, a=np.zeros(1))
    assert "a.npy 是 .npz 文件" in sentence()
