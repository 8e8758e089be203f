"""A bundle gives every number again, bit for bit; what is no bundle is told in one sentence."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.assessment.evaluation.schemes import SMALL
from wangyu.assessment.evaluation.logic import bundle, formulas
from wangyu.assessment.evaluation.logic.bundle import container, recomputing
from wangyu.assessment.evaluation.logic.charter import read_charter
from wangyu.assessment.evaluation.logic.concluding import conclude
from wangyu.assessment.evaluation.logic.concluding.case import (
    MUTUAL,
    RULED,
    SPOT,
    Case,
    Fact,
    Mark,
    Unit,
)
from wangyu.assessment.evaluation.logic.drawing import Frame
from wangyu.assessment.evaluation.logic.drawing.document import document
from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.base.lib.given import WrongInput

CHARTER = {
    "key": "test", "form": "full", "title": "办法", "label": "示例·非官方", "source": "设计",
    "years": 2, "self_share": 20, "mutual_share": 30, "spot_share": 50, "checks_each": 2,
    "spot_size": 3, "not_drawn": "corrected", "recheck_over": 10, "notice_days": 5, "first": 4,
    "pass_line": 50, "concentration": 30, "draws": 200,
}  # fmt: skip
COMPARED = {
    "key": "shared", "title": "比较", "points": 10, "clause": 1,
    "measures": ["fact.shared"], "rule": {"kind": "percentile"},
}  # fmt: skip
REVEALS = {
    "代表甲": "岳麓山上的第一片红叶落在台阶上了",
    "代表乙": "湘江边的一盏灯还没有熄灭已经天亮",
}
FRAME = Frame(("level",), ("甲校", "乙校", "丙校"), (("本科",), ("本科",), ("专科",)))
DRAW = {
    "strata": ["level"], "size": 2, "weighted": False, "reveals": REVEALS, "commitments": {},
    "frame": [{"unit": u, "level": v[0]} for u, v in zip(FRAME.units, FRAME.values, strict=True)],
    "result": document(FRAME, 2, REVEALS, {}),
}  # fmt: skip
ABOUT = bundle.About("演示评价", 1, "", "0", {}, [bundle.Verdict("U1", "passed", "=理由")], DRAW)


def case(**charter) -> Case:
    scheme = SMALL | {
        "scheme": SMALL["scheme"] | {"points": 110},
        "indicator": [*SMALL["indicator"], COMPARED],
    }
    tree = read_scheme(scheme, "小方案")
    random = np.random.default_rng(3)
    units = tuple(Unit(f"U{n}", f"第{n}大学", "甲组" if n < 8 else "乙组", "") for n in range(11))
    facts, marks = [], []
    for place, unit in enumerate(units):
        for key in tree.measures:
            period = "" if key.startswith("self.") else "Y2025"
            facts.append(Fact(unit.code, key, period, float(random.integers(0, 4))))
        for leaf in tree.leaves:
            for step in (1, 3):
                by = units[(place + step) % len(units)].code
                marks.append(Mark(MUTUAL, unit.code, by, leaf.key, float(random.integers(0, 11))))
            if place % 3 == 0:
                marks.append(Mark(SPOT, unit.code, "", leaf.key, float(random.integers(0, 11))))
    facts.append(Fact("U2", "fact.articles_adopted", "Y2024", float("nan")))
    marks.append(Mark(RULED, "U4", "", "office", 7.25))
    read = read_charter("办法", CHARTER | charter)
    return Case(tree, read, ("Y2024", "Y2025"), units, tuple(facts), tuple(marks), 9)


@pytest.fixture(scope="module")
def outcome():
    return conclude(case())


@pytest.fixture(scope="module")
def made(outcome):
    return bundle.whole(outcome, ABOUT)


def texts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def packed(data, **changes):
    """The same with some files changed, the hashes made to fit; None leaves one out."""
    files = texts(data)
    head = json.loads(files.pop("manifest.json"))
    del head["files"]
    for name, text in changes.items():
        inside = name.replace("__", ".")
        files[inside] = text
        if text is None:
            del files[inside]
    return container.pack(files, head)


def changed(data, name, old, new):
    text = texts(data)[name]
    assert old in text
    return packed(data, **{name.replace(".", "__"): text.replace(old, new, 1)})


class TestWhole:
    def test_every_number_twice_the_same(self, made):
        one, two = bundle.recompute(made, "包"), bundle.recompute(made, "包")
        assert one.identical
        assert one == two
        assert one.numbers > 500

    def test_the_same_content_has_the_same_bytes(self, outcome, made):
        assert bundle.whole(outcome, ABOUT) == made

    def test_texts_that_a_spreadsheet_would_run_are_defused(self, made):
        assert "'=理由" in texts(made)["verdicts.csv"]

    @pytest.mark.parametrize("key", ["total", "rank_low", "p_first", "se"])
    def test_a_changed_result_is_listed_beside_the_right_one(self, made, key):
        results = json.loads(texts(made)["results.json"])
        results["units"][0][key] += 1
        found = bundle.recompute(packed(made, results__json=json.dumps(results)), "包")
        (one,) = found.differences
        assert one.where == f"units[U0].{key}"
        assert one.recorded == one.recomputed + 1

    def test_tampered_facts_are_caught(self, made):
        rows = texts(made)["facts.csv"].splitlines()
        at = next(n for n, row in enumerate(rows) if row.startswith("U3,fact.group_meetings"))
        rows[at] = "U3,fact.group_meetings,Y2025,99.0"
        found = bundle.recompute(packed(made, facts__csv="\n".join(rows)), "包")
        assert any(one.where.startswith("units[U3]") for one in found.differences)

    def test_a_number_left_out_is_a_difference(self, made):
        results = json.loads(texts(made)["results.json"])
        del results["rest"]
        (one,) = bundle.recompute(packed(made, results__json=json.dumps(results)), "包").differences
        assert (one.where, one.recorded) == ("rest", recomputing.ABSENT)

    def test_a_draw_that_came_otherwise_is_caught(self, made):
        other = json.loads(texts(made)["draw.json"])
        other["result"]["drawn"].reverse()
        found = bundle.recompute(packed(made, draw__json=json.dumps(other)), "包")
        assert {one.where.split("[")[0] for one in found.differences} == {"draw.drawn"}

    def test_without_a_draw_there_is_none(self, outcome):
        data = bundle.whole(outcome, bundle.About("演示", 1, "", "0", {}))
        assert "draw.json" not in texts(data)
        assert bundle.recompute(data, "包").identical

    def test_the_ruling_stands_in_place_of_the_checks(self, outcome):
        cell = outcome.line(4)["by_leaf"]["office"]
        assert (cell["points"], cell["how"]) == (7.25, "异议成立，改定")

    def test_what_is_missing_stays_missing(self, outcome):
        assert outcome.line(2)["by_leaf"]["articles"]["self"] is None


class TestOwn:
    @pytest.mark.parametrize("row", range(11))
    @pytest.mark.parametrize("not_drawn", ["mutual", "corrected"])
    def test_ones_own_part_is_that_of_the_whole(self, row, not_drawn):
        found = conclude(case(not_drawn=not_drawn))
        data = bundle.own(found, row, ABOUT)
        assert bundle.recompute(data, "包").identical
        recorded, whole = json.loads(texts(data)["results.json"]), found.line(row)
        assert recorded.items() <= whole.items()

    def test_peers_are_codes_with_totals_and_in_a_small_group_nothing(self, outcome):
        large, small = bundle.own(outcome, 0, ABOUT), bundle.own(outcome, 9, ABOUT)
        assert "standing.csv" in texts(large)
        assert "standing.csv" not in texts(small)
        assert "rank" not in json.loads(texts(small)["results.json"])
        for other in range(1, 11):
            assert f"第{other}大学" not in "".join(texts(large).values())

    def test_of_others_only_the_compared_measure_is_given(self, outcome):
        rows = texts(bundle.own(outcome, 0, ABOUT))["facts.csv"].splitlines()[1:]
        assert {row.split(",")[1] for row in rows if not row.startswith("U0,")} == {"fact.shared"}

    @pytest.mark.parametrize(
        ("name", "old", "new", "said"),
        [
            ("case.json", '"unit": "U0"', '"unit": "U9"', "unit 应是 units.csv 的第一个单位"),
            ("case.json", '"place": 0', '"place": 99', "place 应小于"),
            ("case.json", '"place": 0', '"place": -1', "place 应为不小于 0 的整数"),
            ("case.json", '"rest": ', '"rest": -', "rest 应为不小于 0 的数"),
            ("case.json", '"gap_error": ', '"gap_error": [], "extra": ', "gap_error 应为一个数"),
            ("case.json", '"correction": [', '"correction": [1, ', "correction 应为每个末级指标一个数"),
            ("severities.csv", "\r\nU1,", "\r\nU8,", "缺少 U1 的一行"),
            ("standing.csv", "U1,", "U1,,", "有"),
        ],
    )  # fmt: skip
    def test_what_does_not_belong_together_is_told(self, outcome, name, old, new, said):
        data = changed(bundle.own(outcome, 0, ABOUT), name, old, new)
        with pytest.raises(WrongInput, match=said):
            bundle.recompute(data, "包")

    def test_an_empty_cell_of_a_peer_is_told(self, outcome):
        data = bundle.own(outcome, 0, ABOUT)
        row = texts(data)["standing.csv"].splitlines()[2]
        with pytest.raises(WrongInput, match="每一格都应有数"):
            bundle.recompute(changed(data, "standing.csv", row, "U1" + "," * row.count(",")), "包")


class TestHostile:
    def zipped(self, **members):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in members.items():
                archive.writestr(name.replace("__", "."), text)
        return out.getvalue()

    @pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
    def test_no_bundle(self, data):
        with pytest.raises(WrongInput, match=r"不是完整的 zip|没有 manifest"):
            bundle.recompute(data, "包")

    @pytest.mark.parametrize(
        "inside", ["../../etc/passwd", "/etc/passwd", "a\\b", "x/", "more.txt"]
    )
    def test_what_does_not_belong_there(self, inside):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(inside, "x")
        with pytest.raises(WrongInput, match="不该有的"):
            bundle.recompute(out.getvalue(), "包")

    def test_a_bomb_is_not_unpacked(self, monkeypatch):
        monkeypatch.setattr(container, "MOST_BYTES", 1000)
        with pytest.raises(WrongInput, match="没有读它"):
            bundle.recompute(self.zipped(facts__csv="0" * 5000), "包")

    def test_a_bomb_that_lies_about_its_size(self, monkeypatch):
        monkeypatch.setattr(container, "MOST_BYTES", 1000)
        data = bytearray(self.zipped(facts__csv="0" * 5000))
        for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
            start = data.index(mark) + at
            data[start : start + 4] = (10).to_bytes(4, "little")
        with pytest.raises(WrongInput):
            bundle.recompute(bytes(data), "包")

    def test_twice_the_same_name(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("facts.csv", "1")
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("facts.csv", "2")
        with pytest.raises(WrongInput, match="出现了两次"):
            bundle.recompute(out.getvalue(), "包")

    def test_a_password(self):
        data = bytearray(self.zipped(facts__csv="x"))
        data[data.index(b"PK\x01\x02") + 8] |= 1
        with pytest.raises(WrongInput, match="加了密码"):
            bundle.recompute(bytes(data), "包")

    @pytest.mark.parametrize("name", container.ALWAYS)
    def test_a_file_left_out(self, made, name):
        with pytest.raises(WrongInput, match=f"里缺少 {name}"):
            bundle.recompute(packed(made, **{name.replace(".", "__"): None}), "包")

    def test_a_file_changed_without_its_hash(self, made):
        files = texts(made)
        files["facts.csv"] += "\r\n"
        data = self.zipped(**{name.replace(".", "__"): text for name, text in files.items()})
        with pytest.raises(WrongInput, match="与指纹不符"):
            bundle.recompute(data, "包")

    def test_a_file_without_a_hash(self, made):
        files = texts(made) | {"severities.csv": "by"}
        data = self.zipped(**{name.replace(".", "__"): text for name, text in files.items()})
        with pytest.raises(WrongInput, match="的指纹，文件被改动过"):
            bundle.recompute(data, "包")

    @pytest.mark.parametrize("head", ["[]", "{}", '{"files": 3}'])
    def test_a_manifest_that_says_nothing(self, head):
        with pytest.raises(WrongInput, match="应有 files"):
            bundle.recompute(self.zipped(manifest__json=head), "包")

    @pytest.mark.parametrize(
        ("name", "old", "new", "said"),
        [
            ("versions.json", '"scoring-1"', '"scoring-9"', "公式 scoring 是“scoring-9”"),
            ("versions.json", '"scoring"', '"guessing"', "不认识公式“guessing”"),
            ("versions.json", '"formulas"', '"others"', "应写明每个公式的版本"),
            ("versions.json", '"scoring": "scoring-1",', "", "缺少公式 scoring 的版本"),
            ("scheme.json", '"kind": "per_n_capped"', '"kind": "magic"', "magic"),
            ("charter.json", '"self_share": 20', '"self_share": 21', "份额之和是 101"),
            ("charter.json", '"draws": 200', '"draws": 999999999', "draws 是 999999999"),
            ("charter.json", '"concentration": 30', '"concentration": 0', "应为从 1 起的整数"),
            ("case.json", '"seed": 9', '"seed": "9"', "seed 应为不小于 0 的整数"),
            ("case.json", '"periods": [', '"periods": [1, ', "periods 应列出各年度"),
            ("case.json", "{", "[{", "JSON"),
            ("units.csv", "U1,", "U0,", "写了两次"),
            ("facts.csv", "U1,", "U77,", "没有这一个"),
            ("facts.csv", "3.0", "三", "应为一个数"),
            ("facts.csv", "3.0", "1e999", "应为一个数"),
            ("ratings.csv", "mutual,", "magic,", "没有这一个"),
            ("ratings.csv", "mutual,U0,U1,", "mutual,U0,,", "互查或专家评分的 by 是空的"),
            ("ratings.csv", ",7.25", ",", "points 是空的"),
            ("draw.json", '"frame"', '"frames"', "与公布的抽签一致"),
            ("draw.json", "岳麓山上的第一片红叶落在台阶上了", "短", "只有 1 个字"),
            ("results.json", "{", "[", "JSON|对象"),
        ],
    )  # fmt: skip
    def test_each_fault_one_sentence(self, made, name, old, new, said):
        with pytest.raises(WrongInput, match=said) as told:
            bundle.recompute(changed(made, name, old, new), "包")
        assert "\n" not in str(told.value)

    def test_no_unit_at_all(self, made):
        with pytest.raises(WrongInput, match="没有单位"):
            bundle.recompute(packed(made, units__csv="unit,name,group,compared\r\n"), "包")

    def test_an_unknown_kind(self, made):
        files = texts(made)
        head = json.loads(files.pop("manifest.json")) | {"kind": "half"}
        with pytest.raises(WrongInput, match="kind 应为 whole 或 own"):
            bundle.recompute(container.pack(files, head), "包")

    def test_every_formula_has_a_version(self):
        assert formulas.current().keys() == formulas.FORMULAS.keys()
        assert formulas.first().keys() == formulas.FORMULAS.keys() - formulas.LATER
        assert "rule.step" in formulas.FORMULAS


class TestShell:
    def test_identical_is_said_and_leaves_with_nothing_wrong(self, made, tmp_path, capsys):
        (tmp_path / "b.zip").write_bytes(made)
        call_command("recompute", str(tmp_path / "b.zip"))
        assert json.loads(capsys.readouterr().out)["identical"] is True

    def test_a_difference_leaves_with_one(self, made, tmp_path, capsys):
        (tmp_path / "b.zip").write_bytes(changed(made, "results.json", '"rest": 0', '"rest": 1'))
        with pytest.raises(SystemExit) as left:
            call_command("recompute", str(tmp_path / "b.zip"))
        said = json.loads(capsys.readouterr().out)
        assert (left.value.code, said["differing"]) == (1, 1)
        assert said["differences"][0]["where"] == "rest"

    @pytest.mark.parametrize("name", ["nothing.zip", "a\0b", "."])
    def test_what_cannot_be_read_leaves_with_two(self, tmp_path, name):
        with pytest.raises(CommandError) as told:
            call_command("recompute", f"{tmp_path}/{name}")
        assert told.value.returncode == 2
        assert "\n" not in str(told.value)

    def test_what_is_too_large_is_not_read(self, tmp_path, monkeypatch):
        from wangyu.assessment.evaluation.management.commands import recompute

        monkeypatch.setattr(recompute, "MOST_BYTES", 3)
        (tmp_path / "b.zip").write_bytes(b"large")
        with pytest.raises(CommandError, match="没有读它"):
            call_command("recompute", str(tmp_path / "b.zip"))

    def test_too_little_memory_is_told(self, made, tmp_path, monkeypatch):
        from wangyu.assessment.evaluation.management.commands import recompute

        def fail(*_):
            raise MemoryError

        monkeypatch.setattr(recompute, "recompute", fail)
        (tmp_path / "b.zip").write_bytes(made)
        with pytest.raises(CommandError, match="内存不够"):
            call_command("recompute", str(tmp_path / "b.zip"))
