"""docs/scheme.md: its example runs, and its tables name every key there is."""

import re
import tomllib
from pathlib import Path

import pytest

from wangyu.assessment.evaluation.logic.document import OPTIONAL, REQUIRED, document
from wangyu.assessment.evaluation.logic.rules import KINDS
from wangyu.assessment.evaluation.logic.rules.ratio_to_target import TARGET
from wangyu.assessment.evaluation.logic.scheme import GROUPS, HEAD, INDICATOR, MISSING, read_scheme
from wangyu.assessment.evaluation.logic.standards import KEYS
from wangyu.base.lib.given import read_csv

TEXT = (Path(__file__).parents[4] / "docs" / "scheme.md").read_text("utf-8")


def block(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def section(title):
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_example_gives_what_the_page_says():
    scheme = read_scheme(tomllib.loads(block("toml")[0]), "scheme.toml")
    table = read_csv(block("csv")[0], "facts.csv", REQUIRED, OPTIONAL)
    first, second = document(scheme, table, draws=100, seed=1, concentration=30.0, tops=(1,))[
        "units"
    ]
    assert first["by_indicator"] == {"support": 7, "meetings": 3, "staff": 4, "works": pytest.approx(6.7), "awards": 1.5, "course": 2, "impact": 3.2}  # fmt: skip
    assert "甲校得 3 + 4 + 1.5 + 2 + 3.2 = 13.7 分" in TEXT
    assert first["total"] == pytest.approx(13.7)
    assert "乙校 4 + 6 + 1 + 2.4 = 13.4 分" in TEXT
    assert (second["total"], second["total_most"]) == (pytest.approx(13.4), pytest.approx(17.4))
    assert second["missing"] == ["awards"]


@pytest.mark.parametrize(("title", "keys"), [("[scheme]", HEAD), ("[[indicator]]", INDICATOR)])
def test_every_key_has_its_row_and_every_row_its_key(title, keys):
    rows = re.findall(r"^\| `(\w+)` \|", section(title), re.MULTILINE)
    assert sorted(rows) == sorted(keys)


def test_every_kind_has_its_heading_with_every_key_of_its_own():
    rules = section("计分规则")
    parts = dict(re.findall(r"### (\w+)：.*?\n(.*?)(?=\n### |\Z)", rules, re.DOTALL))
    assert set(parts) == set(KINDS)
    for kind, made in KINDS.items():
        assert [key for key in made.KEYS if key not in parts[kind]] == [], kind
    assert [key for key in TARGET if key not in parts["ratio_to_target"]] == []


def test_every_choice_is_explained():
    assert re.findall(r"^\| `(\w+)` \|", section("缺项"), re.MULTILINE) == ["missing", *MISSING]
    assert [key for key in GROUPS if f"`{key}`" not in section("[scheme]")] == []
    assert [key for key in KEYS if f"`{key}`" not in section("标准")] == []
