"""Bundles that earlier programs wrote: every number again, bit for bit, on any machine, for good."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest

from tests.assessment.evaluation.bundles import making
from tests.house.source import ROOT
from wangyu.assessment.evaluation.logic import bundle, formulas
from wangyu.assessment.evaluation.logic.bundle import container
from wangyu.assessment.evaluation.logic.bundle.container import unpack
from wangyu.assessment.evaluation.logic.bundle.reading import Files, read_case
from wangyu.assessment.evaluation.logic.concluding import conclude
from wangyu.base.lib.given import WrongInput

FIRST, NOW = formulas.first(), formulas.current()
SECOND = {name: version for name, version in NOW.items() if name != formulas.PANELS}
KEPT = {
    "2026-11-first-whole": (
        "74a6c551c7bb042a2cb91870a92a9d781af5ee726aebc016524e7a054abfcc68",
        FIRST,
    ),
    "2026-11-first-own": (
        "b2527d0c594ca54126b6add5085d5fca9c2f9b2aae93e698795eb1b3a5fe642f",
        FIRST,
    ),
    "2026-11-demo-whole": (
        "68421cd05c9d4bcedf34b88ccaaa07b88272f6fb4a11f3cee25d484d455cdd43",
        FIRST,
    ),
    "2026-11-second-whole": (
        "a7935a722a5fba3f35266617325fa48f065e83522d1eca32795b49f08c81b9c8",
        SECOND,
    ),
    "2026-11-second-own": (
        "f6c38c74697664ac7950fbcf894603203b86b1c42ff858cb3c11ebee000d0b73",
        SECOND,
    ),
    "2026-11-third-whole": (
        "bc4352f2719455f6acea612108cc65a63bf362732860eb2e93ae5276ae0b84e5",
        NOW,
    ),
    "2026-11-third-own": ("6a31a2aae77b195e27c786098fed5eeb886e2f72eba03581de49801f8be9ee66", NOW),
}
"""What was written once, by its hash: a change of these files is a change of history."""
MACHINES = {
    "one thread": {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    "many threads": {"OPENBLAS_NUM_THREADS": "4", "OMP_NUM_THREADS": "4"},
    "an old processor": {"OPENBLAS_CORETYPE": "Prescott"},
    "another processor": {"OPENBLAS_CORETYPE": "Zen"},
    "no wide instructions": {
        "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL",
    },
    "another hash seed": {"PYTHONHASHSEED": "12345"},
    "another language and time": {"LC_ALL": "C", "TZ": "America/Lima", "PYTHONUTF8": "0"},
}
SWITCHES = {"development": ["-X", "dev"], "optimised": ["-OO"], "isolated": ["-X", "utf8=1", "-B"]}


def data(name: str) -> bytes:
    return (making.HERE / f"{name}.zip").read_bytes()


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_bundle_is_what_it_was_and_gives_every_number_again(name):
    sha256, versions = KEPT[name]
    assert hashlib.sha256(data(name)).hexdigest() == sha256
    found = bundle.recompute(data(name), name)
    assert found.differences == ()
    assert found.formulas == versions
    assert found.numbers > (150 if name.endswith("own") else 1500)


def test_every_version_of_every_formula_is_in_a_bundle_that_is_kept():
    found = {pair for _, versions in KEPT.values() for pair in versions.items()}
    assert found == {(name, one) for name, known in formulas.FORMULAS.items() for one in known}


def test_the_same_facts_come_out_otherwise_by_the_versions_of_today():
    """So the old ones are really used: recomputing by today's would be seen."""
    before, after = (conclude(making.province(formulas=one)).document() for one in (FIRST, NOW))
    assert [before["correction"], before["gap_error"]] != [after["correction"], after["gap_error"]]
    totals = [[unit["total"] for unit in one["units"]] for one in (before, after)]
    assert totals[0] != totals[1]
    assert "inflation" not in before
    assert after["inflation"]["units"] == 26
    kept = json.loads(unpack(data("2026-11-first-whole"), "包")[1]["results.json"])
    assert kept == json.loads(json.dumps(before))


@pytest.mark.parametrize("name", ["first", "second", "third"])
def test_a_part_given_out_later_is_computed_as_the_whole_was(name):
    whole, own = (data(f"2026-11-{name}-{kind}") for kind in ("whole", "own"))
    outcome = conclude(read_case(Files("包", unpack(whole, "包")[1])))
    given = bundle.own(outcome, making.OWN, making.about())
    assert unpack(given, "包") == unpack(own, "包")


def test_an_old_bundle_that_names_a_later_formula_has_to_record_it():
    head, texts = unpack(data("2026-11-first-whole"), "包")
    said = json.loads(texts["versions.json"])
    said["formulas"] |= {"inflation": "inflation-1"}
    texts["versions.json"] = json.dumps(said)
    del head["files"]
    found = bundle.recompute(container.pack(texts, head), "包")
    assert [one.where for one in found.differences] == ["inflation"]


@pytest.mark.parametrize(
    ("drawn_as", "said"),
    [
        ([], "drawn_as 应写明"),
        ({"U99": "第1大学"}, "drawn_as 应写明"),
        ({"U01": "第1大学"}, "drawn_as 缺少“第2大学”"),
    ],
)
def test_a_draw_that_does_not_tell_who_is_who_is_refused_in_one_sentence(drawn_as, said):
    head, texts = unpack(data("2026-11-second-whole"), "包")
    texts["case.json"] = json.dumps(json.loads(texts["case.json"]) | {"drawn_as": drawn_as})
    del head["files"]
    with pytest.raises(WrongInput, match=said) as told:
        bundle.recompute(container.pack(texts, head), "包")
    assert "\n" not in str(told.value)


def shell(*switches: str, **environ: str) -> dict[str, dict[str, object]]:
    """What a program of its own says of every bundle that is kept, by all but its clock."""
    code = (
        "import json, sys; from pathlib import Path;"
        "from wangyu.assessment.evaluation.logic.bundle import recompute;"
        "print(json.dumps({Path(one).stem: [recompute(Path(one).read_bytes(), one).identical,"
        "recompute(Path(one).read_bytes(), one).numbers] for one in sys.argv[1:]}))"
    )
    paths = [str(making.HERE / f"{name}.zip") for name in KEPT]
    ran = subprocess.run(
        [sys.executable, *switches, "-c", code, *paths], check=True, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")} | environ,
    )  # fmt: skip
    return json.loads(ran.stdout)


@pytest.mark.thorough
@pytest.mark.parametrize("machine", MACHINES)
def test_another_machine_gives_the_same_bits(machine):
    found = shell(**MACHINES[machine])
    assert found.keys() == KEPT.keys()
    assert all(identical for identical, _ in found.values())


@pytest.mark.thorough
@pytest.mark.parametrize("kind", SWITCHES)
def test_another_way_to_start_python_gives_the_same_bits(kind):
    assert all(identical for identical, _ in shell(*SWITCHES[kind]).values())
