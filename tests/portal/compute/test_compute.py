"""``wangyu compute`` as one meets it: one document out or one sentence, and the status that says which."""

import json

import pytest

from wangyu.config.cli import run
from wangyu.portal.compute.engines import ENGINES

ROWS = "item,reviewer,criterion,score\n甲,张,立意,3\n甲,李,立意,4\n乙,张,立意,1\n"


@pytest.fixture
def ratings(tmp_path):
    file = tmp_path / "ratings.csv"
    file.write_bytes(b"\xef\xbb\xbf" + ROWS.encode())
    return file


def test_the_answer_is_one_document_and_nothing_else(ratings, capsys):
    assert run(["compute", "calibrate", str(ratings)]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["components"] == 1
    assert said.err == ""


def test_the_answer_goes_whole_into_a_file(ratings, tmp_path, capsys):
    out = tmp_path / "out.json"
    assert run(["compute", "calibrate", str(ratings), "--out", str(out)]) == 0
    assert json.loads(out.read_text("utf-8"))["connected"] is True
    assert capsys.readouterr().out == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.json", "ratings.csv"]


def refused(arguments, capsys):
    """The one sentence, with nothing on standard output."""
    assert run(["compute", *map(str, arguments)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_wrong_input_is_one_sentence(tmp_path, capsys):
    file = tmp_path / "a\nb.csv"
    file.write_text("item\n甲\n", "utf-8")
    sentence = refused(["calibrate", file], capsys)
    assert "a b.csv 第 1 行：缺少列“reviewer”，应有 item、reviewer、criterion、score" in sentence


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    sentence = refused(["calibrate", tmp_path / "无.csv"], capsys)
    assert "无.csv 读不了：文件不存在。" in sentence
    assert "文件名里有不能用的字" in refused(["calibrate", "a\0b"], capsys)


def test_where_the_answer_cannot_go_nothing_is_left(ratings, tmp_path, capsys):
    assert "写不了" in refused(["calibrate", ratings, "--out", tmp_path / "无" / "o.json"], capsys)
    assert "写不了" in refused(["calibrate", ratings, "--out", "a\0b"], capsys)
    (tmp_path / "folder").mkdir()
    assert "写不了" in refused(["calibrate", ratings, "--out", tmp_path / "folder"], capsys)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "ratings.csv"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少 引擎"),
        (["weigh"], "引擎 的值 'weigh' 不对"),
        (["calibrate"], "缺少 RATINGS.csv"),
        (["calibrate", "x", "--top", "0"], "--top 的值不对：“0”应为 1 到 2147483647 的整数"),
        (["calibrate", "x", "--seed", "-1"], "--seed 的值不对"),
        (["calibrate", "x", "--top", "\uff19"], "--top 的值不对"),
    ],
)
def test_wrong_use_is_one_sentence(arguments, words, capsys):
    assert words in refused(arguments, capsys)


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_every_engine_states_formula_units_and_source(name, capsys):
    with pytest.raises(SystemExit) as left:
        run(["compute", name, "--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert all(word in said for word in (f"用法：wangyu compute {name}", "单位：", "来源："))


def test_memory_that_does_not_suffice_is_said(ratings, capsys, monkeypatch):
    def greedy(path):
        raise MemoryError

    monkeypatch.setattr("wangyu.portal.compute.files.text_of", greedy)
    assert "内存不够" in refused(["calibrate", ratings], capsys)


def test_originality_is_told_from_the_shell(tmp_path, capsys):
    text = "网络育人要把道理讲到学生的心里去也要把学生的难处放在自己的心上"
    file = tmp_path / "texts.csv"
    file.write_text(f"id,text\na,{text}\nb,{text}\n", "utf-8")
    assert run(["compute", "originality", str(file), "--threshold", "1"]) == 0
    assert [row["b"] for row in json.loads(capsys.readouterr().out)["pairs"]] == ["b"]
    for wrong in ("0", "1.1", "x"):
        assert "应为大于 0、不超过 1 的数" in refused(
            ["originality", file, "--threshold", wrong], capsys
        )
