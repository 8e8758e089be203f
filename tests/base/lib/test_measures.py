from decimal import Decimal

import pytest

from wangyu.base.lib import measures
from wangyu.base.lib.measures import Measure, MeasureFamily, UnknownMeasureError
from wangyu.base.lib.periods import Period

YEAR = Period.parse("Y2025")


@pytest.fixture
def calls(monkeypatch):
    """A registry with one plain measure and one family; the list of calls made to them."""
    monkeypatch.setattr(measures, "_specs", {})
    monkeypatch.setattr(measures, "_families", {})
    made = []

    @measures.measure("orgs.space", unit="㎡", label="场地面积", clause=9)
    def space(org_ids, period):
        made.append(("space", tuple(org_ids), period))
        return {org_ids[0]: Measure(Decimal(80))}

    def many(keys, org_ids, period):
        made.append(("fact", tuple(keys)))
        return {key: {1: Measure(None)} for key in keys}

    measures.measure_family(
        MeasureFamily("fact", lambda k: not k.endswith("gone"), many, lambda k: f"填报项 {k}")
    )
    return made


def test_each_app_is_asked_once_for_all_its_keys(calls):
    answer = measures.read(["fact.a", "orgs.space", "fact.b", "fact.a"], [1, 2], YEAR)
    assert calls == [("space", (1, 2), YEAR), ("fact", ("fact.a", "fact.b"))]
    assert set(answer) == {"fact.a", "fact.b", "orgs.space"}


def test_a_missing_organisation_is_unknown_and_a_blank_is_not_zero(calls):
    answer = measures.read(["orgs.space", "fact.a"], [1, 2], YEAR)
    assert 2 not in answer["orgs.space"]
    assert answer["fact.a"][1].value is None


@pytest.mark.parametrize("key", ["orgs.missing", "fact.gone", "nobody.x", ""])
def test_a_key_nobody_offers_is_an_error_and_is_not_offered(calls, key):
    assert not measures.is_offered(key)
    assert measures.label_of(key) == key
    with pytest.raises(UnknownMeasureError):
        measures.read([key], [1], YEAR)


def test_offered_keys_have_labels(calls):
    assert measures.is_offered("orgs.space")
    assert measures.is_offered("fact.a")
    assert measures.label_of("orgs.space") == "场地面积"
    assert measures.label_of("fact.a") == "填报项 fact.a"


def test_specs_are_listed_by_key(calls):
    measures.measure("a.first", unit="个", label="甲")(lambda *_: {})
    assert [(s.key, s.unit, s.clause) for s in measures.specs()] == [
        ("a.first", "个", None),
        ("orgs.space", "㎡", 9),
    ]


def test_periods_come_from_the_families_that_know_some(calls):
    assert measures.reported_periods() == set()
    more = MeasureFamily(
        "late", lambda _: True, lambda *_: {}, str, lambda: [YEAR, YEAR.previous()]
    )
    measures.measure_family(more)
    assert measures.reported_periods() == {YEAR, YEAR.previous()}


def test_bare_numbers_are_those_of_the_measures(calls):
    answer = measures.read_numbers(["fact.a", "orgs.space"], [1, 2], YEAR)
    assert answer == {"orgs.space": {1: Decimal(80)}, "fact.a": {1: None}}


def test_a_family_that_gives_bare_numbers_cheaper_is_asked_for_them(calls):
    def never(keys, org_ids, period):
        raise AssertionError("asked for more than numbers")

    def bare(keys, org_ids, period):
        return {key: {pk: Decimal(7) for pk in org_ids} for key in keys}

    family = MeasureFamily("fast", lambda _: True, never, str, numbers=bare)
    measures.measure_family(family)
    assert measures.read_numbers(["fast.a"], [1, 2], YEAR) == {
        "fast.a": {1: Decimal(7), 2: Decimal(7)}
    }


def test_bare_numbers_of_a_key_nobody_offers_are_an_error_too(calls):
    with pytest.raises(UnknownMeasureError):
        measures.read_numbers(["nobody.x"], [1], YEAR)
