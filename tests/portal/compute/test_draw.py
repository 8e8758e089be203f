"""``wangyu compute draw``: a commitment, a draw that fits it, and what is refused in one sentence."""

import json

import pytest

from wangyu.config.cli import run

LEVELS = ("专科", "本科", "本科")
ROWS = "unit,level,ownership\n" + "".join(
    ",".join((f"u{n}", LEVELS[n % 3], "公办\n")) for n in range(9)
)
A, B = "岳麓山上的第一片红叶落在台阶上了", "湘江北去的水在三月里涨过了堤岸呀"


@pytest.fixture
def told(tmp_path, capsys):
    def of(*options, rows=ROWS):
        (tmp_path / "frame.csv").write_text(rows, "utf-8")
        status = run(["compute", "draw", *options])
        said = capsys.readouterr()
        return status, json.loads(said.out) if said.out else said.err

    of.frame = str(tmp_path / "frame.csv")
    return of


def asked(told, *more, size="4", strata="level,ownership"):
    return told.frame, "--size", size, "--strata", strata, "--reveal", f"甲={A}", *more


def test_what_was_committed_to_draws(told):
    _, promise = told("--commit", A)
    _, other = told("--commit", B)
    hashes = ("--commitment", f"甲={promise['commitment']}", "--commitment", f"乙={other['commitment']}")  # fmt: skip
    status, found = told(*asked(told, "--reveal", f"乙={B}", *hashes))
    assert status == 0
    assert found["algorithm"] == "wangyu-draw-1"
    assert found["witnesses"] == [
        {"name": "乙", "commitment": other["commitment"], "committed": True},
        {"name": "甲", "commitment": promise["commitment"], "committed": True},
    ]
    assert {key: (one["units"], one["size"]) for key, one in found["strata"].items()} == {
        "专科/公办": (3, 1),
        "本科/公办": (6, 3),
    }
    assert found["drawn"] == [unit for one in found["strata"].values() for unit in one["drawn"]]
    everyone = {u for one in found["strata"].values() for u in (*one["drawn"], *one["reserve"])}
    assert everyone == {f"u{n}" for n in range(9)}


def test_what_was_revealed_is_not_printed(told):
    _, found = told(*asked(told))
    assert A not in json.dumps(found, ensure_ascii=False)
    assert found["witnesses"][0]["committed"] is False


def test_the_order_of_rows_and_columns_does_not_matter(told):
    lines = ROWS.splitlines()
    turned = [",".join(reversed(line.split(","))) for line in [lines[0], *reversed(lines[1:])]]
    first = told(*asked(told))[1]
    again = told(*asked(told, strata="ownership，level"), rows="\n".join(turned))[1]
    assert first["drawn"] == again["drawn"]
    assert first["frame_sha256"] == again["frame_sha256"]
    assert set(again["strata"]) == {"公办/专科", "公办/本科"}


def test_without_strata_all_are_one(told):
    rows = "unit\na\nb\nc\n"
    status, found = told(told.frame, "--size", "2", "--reveal", f"甲={A}", rows=rows)
    assert (status, found["strata"]["全部"]["size"], found["weighted"]) == (0, 2, False)


def test_weights_are_read_from_their_column(told):
    rows = "unit,doubt\na,1\nb,100\n"
    options = (told.frame, "--size", "1", "--weights", "doubt")
    drawn = [told(*options, "--reveal", f"甲={n:016}", rows=rows)[1]["drawn"] for n in range(25)]
    assert drawn.count(["b"]) > 20


def test_a_slash_in_a_value_does_not_join_two_strata(told):
    rows = "unit,level,ownership\na,x/,y\nb,x,/y\n"
    assert set(told(*asked(told, size="2"), rows=rows)[1]["strata"]) == {"x\\//y", "x/\\/y"}


@pytest.mark.parametrize(
    ("options", "rows", "words"),
    [
        ((), "unit,level\na,x\n", "第 1 行：缺少列“ownership”"),
        ((), "unit,level,ownership,city\na,x,y,z\n", "第 1 行：不认识的列“city”"),
        ((), "unit,level,ownership\na,x,y\na,x,z\n", "第 3 行：“a”在第 2 行已经有了"),
        ((), "unit,level,ownership\na,x,\n", "第 2 行：ownership 是空的"),
        ((), "unit,level,ownership\na,x,y\n", "要抽 4 个，抽样框里有 1 个"),
        (("--weights", "w"), "unit,level,ownership,w\na,x,y,1.5\n", "第 2 行：w 是“1.5”，应为 1 到 100 的整数"),
        (("--weights", "w"), "unit,level,ownership,w\na,x,y,101\n", "第 2 行：w 是“101”"),
        (("--weights", "unit"), ROWS, "列“unit”用了两次"),
        (("--reveal", "甲=另一个也有十六个字的值在这里哦"), ROWS, "--reveal 里见证人“甲”写了两次"),
        (("--reveal", "乙"), ROWS, "--reveal 的值不对：“乙”应写作 见证人=值"),
        (("--reveal", "=x"), ROWS, "应写作 见证人=值"),
        (("--commitment", "乙=12"), ROWS, "“乙”的承诺应为 64 个十六进制数字"),
        (("--commit", A), ROWS, "--commit 只算承诺"),
        (("--size", "0"), ROWS, "--size 的值不对"),
        (("--strata", "level,"), ROWS, "应为用逗号分开的列名"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_sentence(told, options, rows, words):
    status, said = told(*asked(told, *options), rows=rows)
    assert status == 2
    assert words in said
    assert said.count("\n") == 1


def test_a_draw_needs_a_frame_a_size_and_a_witness(told):
    for options in ((), (told.frame,), ("--size", "3")):
        assert "抽签要写 FRAME.csv 和 --size" in told(*options)[1]
    assert "没有见证人公开的值" in told(told.frame, "--size", "1", rows="unit\na\n")[1]
    assert "承诺的值只有 3 个字" in told("--commit", "abc")[1]
