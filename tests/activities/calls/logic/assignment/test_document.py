"""The problem as it is written, the document as it is handed out, and what is refused."""

import copy

import numpy as np
import pytest

from wangyu.activities.calls.logic.assignment.document import document, prepared
from wangyu.activities.calls.logic.assignment.given import Reader
from wangyu.base.lib.given import WrongInput

ROUND = {
    "items": [{"id": "a", "organization": "x"}, {"id": "b", "organization": "y"}],
    "reviewers": [
        {"id": "r", "organization": "z"},
        {"id": "s", "organization": "y"},
        {"id": "t", "organization": "x", "max": 1},
        {"id": "u", "organization": "z"},
    ],
    "per_item": 2,
    "load": [0, 2],
    "distinct_organizations": True,
    "affinity": [[0, 0, 300], [0, 1, 500], [1, 2, 20], [1, 3, 1000], [0, 2, 900]],
    "same_organization_conflicts": True,
}


def answer(grid=None, **changes):
    reader = Reader("题.json")
    given = reader.given(copy.deepcopy(ROUND) | changes)
    return document(given, prepared(reader, given, grid))


def refused(**changes):
    with pytest.raises(WrongInput) as error:
        answer(**changes)
    return str(error.value)


def test_the_best_assignment_is_told_with_its_proof():
    found, possible = answer()
    assert possible
    assert found == {
        "assignments": [["a", "r"], ["a", "s"], ["b", "t"], ["b", "u"]],
        "objective": 1820,
        "optimal": True,
        "gap": 0,
        "worst_item": {"item": "a", "affinity": 800},
        "load": {"min": 1, "max": 1},
        "connected": False,
    }


def test_what_is_fixed_stays_and_counts():
    found, _ = answer(fixed=[[1, 0]])
    assert ["b", "r"] in found["assignments"]
    assert ["b", "u"] not in found["assignments"]
    assert found["connected"] is True
    assert found["objective"] == 820


def test_declared_conflicts_are_kept():
    found, _ = answer(conflicts=[[1, 3]])
    assert ["b", "u"] not in found["assignments"]


def test_own_organisations_and_same_ones_are_free_where_that_is_not_asked():
    found, _ = answer(distinct_organizations=False, same_organization_conflicts=False)
    assert ["a", "t"] in found["assignments"]
    assert found["objective"] == 900 + 500 + 1000


def test_affinities_of_a_grid_are_those_of_the_list():
    grid = np.zeros((2, 4), np.int32)
    for item, reviewer, value in ROUND["affinity"]:
        grid[item, reviewer] = value
    assert answer(grid, affinity={"npy": "a.npy"}) == answer()


@pytest.mark.parametrize(
    ("changes", "items", "reviewers", "why"),
    [
        ({"per_item": 3}, ["a"], [], "这 1 件作品还需要 3 次评审，按回避、单位和每人至多件数，最多只能安排 2 次。"),
        ({"load": [2, 3]}, [], ["t"], "这 1 名评委还应至少评 2 件，按回避、单位和每件评委数，最多只有 1 件可评。"),
        ({"fixed": [[0, 2]]}, ["a"], ["t"], "固定的这一对要回避，不能评。"),
        ({"per_item": 1, "fixed": [[0, 0], [0, 1]]}, ["a"], ["r", "s"], "这件作品固定了 2 名评委，多于每件 1 名。"),
        ({"fixed": [[0, 0], [0, 3]]}, ["a"], ["r", "u"], "这件作品固定的两名评委来自同一单位。"),
        ({"load": [0, 1], "fixed": [[0, 0], [1, 0]]}, ["a", "b"], ["r"], "这名评委固定了 2 件，多于他至多能评的件数。"),
    ],
)  # fmt: skip
def test_what_clashes_is_named(changes, items, reviewers, why):
    found, possible = answer(**changes)
    assert not possible
    clash = found["infeasible"]
    assert sorted(clash["items"]) == items
    assert sorted(clash["reviewers"]) == reviewers
    assert clash["why"] == why


def changed(key, place, **values):
    rows = copy.deepcopy(ROUND[key])
    rows[place] |= values
    return {key: rows}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"seed": 1}, "题.json 的 seed：不认识的键，应为 items、"),
        ({"items": []}, "题.json 的 items：应为至少有一项的列表。"),
        ({"items": ["a"]}, '题.json 的 items[0]：应为 {"id": …, "organization": …}。'),
        (changed("items", 0, max=1), "题.json 的 items[0].max：不认识的键，应为 id、organization。"),
        (changed("items", 1, id="a"), "题.json 的 items[1].id：“a”与 items[0] 相同，应各不相同。"),
        (changed("items", 1, id=" "), "题.json 的 items[1].id：应为不空的文字。"),
        (changed("reviewers", 1, max=True), "题.json 的 reviewers[1].max：应为 0 到 1000000 的整数。"),
        ({"reviewers": [{"id": "r"}]}, "题.json 的 reviewers[0].organization：缺少这个键，应有 id、organization，可以另有 max。"),
        ({"per_item": 0}, "题.json 的 per_item：应为 1 到 1000000 的整数。"),
        ({"per_item": 2.0}, "题.json 的 per_item：应为 1 到 1000000 的整数。"),
        ({"distinct_organizations": 1}, "题.json 的 distinct_organizations：应为 true 或 false。"),
        ({"load": [1]}, "题.json 的 load：应为两个整数的列表：每人至少几件、至多几件。"),
        ({"load": [3, 2]}, "题.json 的 load：至少 3 件多于至多 2 件，应不多于。"),
        ({"affinity": 3}, "题.json 的 affinity：应为列表。"),
        ({"affinity": {"npz": "a"}}, "题.json 的 affinity.npz：不认识的键，应为 npy。"),
        ({"affinity": [[0, 0, 1001]]}, "题.json 的 affinity[0]：契合度应为 0 到 1000，现为 1001。"),
        ({"affinity": [[0, 0, 1], [0, 0, 1]]}, "题.json 的 affinity[1]：与 affinity[0] 是同一对，应只有一次。"),
        ({"conflicts": [[0, True]]}, "题.json 的 conflicts[0]：应为 [作品序号、评委序号]，都是整数。"),
        ({"fixed": [[2, 0]]}, "题.json 的 fixed[0]：作品序号应为 0 到 1，现为 2。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_key(changes, sentence):
    assert refused(**changes).startswith(sentence)


def test_what_is_no_problem_at_all_is_refused():
    with pytest.raises(WrongInput, match="最外层应为"):
        Reader("题.json").given([])


@pytest.mark.parametrize(
    ("grid", "sentence"),
    [
        (np.zeros((2, 3), int), "应为 2 行 4 列的整数，现为 (2, 3) 的 int64。"),
        (np.zeros((2, 4)), "应为 2 行 4 列的整数，现为 (2, 4) 的 float64。"),
        (np.full((2, 4), -1), "第 0 行有不在 0 到 1000 的数。"),
        (np.full((2, 4), 1001), "第 0 行有不在 0 到 1000 的数。"),
    ],
)
def test_a_grid_that_does_not_fit_is_refused(grid, sentence):
    assert refused(grid=grid, affinity={"npy": "a.npy"}) == f"题.json 的 affinity.npy：{sentence}"
