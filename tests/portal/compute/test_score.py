"""``wangyu compute score``: a scheme and a table of facts in, one document or one sentence out."""

import json

import pytest

from wangyu.config.cli import run

SCHEME = """
[scheme]
key = "small"
title = "小方案"
points = 10
[[indicator]]
key = "meetings"
title = "专题研究"
points = 4
clause = 7
measures = ["fact.group_meetings"]
rule = { kind = "step", steps = [{ at_least = 2, points = 4 }, { at_least = 1, points = 3 }] }
[[indicator]]
key = "staff"
title = "人员"
points = 6
clause = 8
measures = ["fact.full_time_staff"]
rule = { kind = "ratio_to_target", target = { standard = "people", heads = ["fact.students"] } }
"""
STANDARD = """
[[standard]]
key = "people"
title = "人员"
clause = 8
quote = "原文"
value = "1"
unit = "人"
per = "100"
basis = "students"
rounding = "ceil"
valid_from = 2000-01-01
valid_until = 2010-12-31
[[standard]]
key = "people"
title = "人员"
clause = 8
value = "1"
unit = "人"
per = "50"
basis = "students"
rounding = "ceil"
valid_from = 2011-01-01
"""
FACTS = "unit,measure,value\nA,fact.group_meetings,1\nA,fact.full_time_staff,1\nA,fact.students,100\nB,fact.group_meetings,2\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "s.toml").write_text(SCHEME, "utf-8")
    (tmp_path / "standards.toml").write_text(STANDARD, "utf-8")
    (tmp_path / "facts.csv").write_bytes(b"\xef\xbb\xbf" + FACTS.encode())
    return tmp_path


@pytest.fixture
def told(files, capsys):
    def of(*more, scheme="schemes/s.toml", facts="facts.csv"):
        status = run(["compute", "score", str(files / scheme), str(files / facts), *more])
        return status, capsys.readouterr()

    return of


def test_the_standards_of_the_pack_above_are_found(told):
    status, said = told("--draws", "50", "--top", "1,2")
    first, second = json.loads(said.out)["units"]
    assert (status, said.err) == (0, "")
    assert (first["total"], first["by_indicator"]["staff"]) == (6.0, 3.0)
    assert (second["missing"], second["rank"], set(second["p_top"])) == (["staff"], 2, {"1", "2"})


def test_the_standard_of_the_day_is_used(told):
    first, _ = json.loads(told("--on", "2005-06-30")[1].out)["units"]
    assert first["by_indicator"]["staff"] == 6.0
    status, said = told("--on", "1999-01-01")
    assert (status, said.out) == (2, "")
    assert "指标 staff 的 rule 的 target 所说的标准 people 找不到" in said.err


def test_the_same_scheme_as_json_gives_the_same(told, files):
    import tomllib

    data = tomllib.loads(SCHEME)
    (files / "schemes" / "s.json").write_text(json.dumps(data), "utf-8")
    assert told(scheme="schemes/s.json")[1].out == told()[1].out


def test_another_file_of_standards_may_be_named(told, files):
    (files / "other.toml").write_text(STANDARD.replace('"50"', '"10"'), "utf-8")
    first, _ = json.loads(told("--standards", str(files / "other.toml"))[1].out)["units"]
    assert first["by_indicator"]["staff"] == pytest.approx(0.6)


def test_the_same_seed_gives_the_same_document(told):
    assert told("--seed", "5")[1].out == told("--seed", "5")[1].out


def test_wrong_input_is_one_sentence_and_nothing_else(told, files):
    def sentence(text, name="schemes/x.toml", **more):
        (files / name).write_text(text, "utf-8")
        status, said = told(scheme=name, **more)
        assert (status, said.out, said.err.count("\n")) == (2, "", 1)
        return said.err

    assert "x.toml 不是合法的 TOML" in sentence("key = ")
    assert "x.toml 缺少 [scheme]" in sentence("")
    assert "x.json：应是一个对象" in sentence("[]", "schemes/x.json")
    assert "缺少 [[indicator]]" in sentence(
        SCHEME.partition("[[indicator]]")[0] + "\nindicator = 3"
    )
    assert "一级指标合计 10（4 + 6），应相等" in sentence(
        SCHEME.replace("points = 10", "points = 11")
    )
    assert "standard 应写成一段段 [[standard]]" in sentence("standard = 3\n" + SCHEME)
    (files / "facts.csv").write_text("unit,measure,value\nA,fact.staff,1\n", "utf-8")
    assert "facts.csv 第 2 行：方案没有用到指标“fact.staff”" in told()[1].err
    assert "无.csv 读不了：文件不存在" in told(facts="无.csv")[1].err


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--draws", "0"), "--draws 的值不对"),
        (("--draws", "1000001"), "应不超过 1000000"),
        (("--concentration", "0"), "“0”应为大于 0 的数"),
        (("--concentration", "x"), "“x”应为大于 0 的数"),
        (("--top", "1,0"), "“0”应为 1 到"),
        (("--on", "昨天"), "“昨天”应为日期"),
    ],
)
def test_wrong_use_is_one_sentence(told, option, words):
    status, said = told(*option)
    assert (status, said.out) == (2, "")
    assert words in said.err


def test_ten_thousand_draws_are_the_default_and_nearly_nothing_drawn_is_no_trouble(told):
    wide = json.loads(told("--concentration", "0.000001")[1].out)["units"]
    assert [row["rank"] for row in wide] == [1, 2]
    assert json.loads(told()[1].out)["units"][0]["p_top"] == {"10": 1.0}
