"""The figures in force are always the newest signed ones, whatever happens to a sheet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wangyu.base.core.stamps import read_stamps
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import FactState, SheetState
from wangyu.records.ledger.models import Correction, Current, Fact, Sheet
from wangyu.records.ledger.queries import last_versions

FIGURES = st.sampled_from(["", "0", "5", "38200"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["submit", "recall", "sign", "verify", "return", "ask", "accept", "refuse"]
        ),
        FIGURES,
    ),
    max_size=14,
)


def newest():
    """What ought to be in force, told from the facts alone."""
    rows = Fact.objects.order_by("version").values_list(
        "organisation_id", "key", "period_key", "pk", "value", "text"
    )
    return {(org, key, period): rest for org, key, period, *rest in rows}


def in_force():
    rows = Current.objects.values_list(
        "organisation_id", "key", "period_key", "fact_id", "value", "text"
    )
    return {(org, key, period): rest for org, key, period, *rest in rows}


@pytest.fixture
def life(window, other_sheet, sheet, fill, reporter, leader, officer, now):
    """Take a step with a sheet if the sheet's state allows it."""
    who = {"actor": reporter, "now": now}
    province = {"actor": officer, "now": now}

    def again() -> Sheet:
        return Sheet.objects.select_related("window", "organisation").get(pk=sheet.pk)

    def fact() -> Fact:
        return Current.objects.get(key="students", fact__sheet=sheet).fact

    def submit(typed: str) -> None:
        fill(again())
        fill(again(), {"students": typed}, note="无数据时的说明")
        ops.submit(sheet=again(), **who)

    def ask(typed: str) -> None:
        value = Decimal(typed) if typed else None
        if fact().value != value and not Correction.objects.filter(state="proposed").exists():
            ops.ask_correction(fact=fact(), raw=typed, reason="年报更正", **who)

    def decide(decision: Callable[..., object]) -> None:
        for asked in Correction.objects.filter(state="proposed"):
            decision(correction=asked, answer="已核对", **province)

    steps: dict[tuple[str, str], Callable[[str], object]] = {
        (SheetState.FILLING, "submit"): submit,
        (SheetState.RETURNED, "submit"): submit,
        (SheetState.SUBMITTED, "recall"): lambda _: ops.recall(sheet=again(), **who),
        (SheetState.SUBMITTED, "sign"): lambda _: ops.sign(sheet=again(), actor=leader, now=now),
        (SheetState.SIGNED, "verify"): lambda _: ops.verify(sheet=again(), **province),
        (SheetState.SIGNED, "return"): lambda _: ops.return_sheet(
            sheet=again(), reason="请核对", **province
        ),
        (SheetState.VERIFIED, "ask"): ask,
        (SheetState.VERIFIED, "accept"): lambda _: decide(ops.accept_correction),
        (SheetState.VERIFIED, "refuse"): lambda _: decide(ops.refuse_correction),
    }

    def step(verb: str, typed: str) -> None:
        steps.get((again().state, verb), lambda _: None)(typed)

    return step


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_current_equals_the_newest_version_after_every_step(life, sheet, steps):
    with transaction.atomic():
        for verb, typed in [*steps, ("submit", "5"), ("sign", ""), ("verify", "")]:
            life(verb, typed)
            assert in_force() == newest()
            expected = last_versions([sheet.organisation_id], "Y2025")
            assert expected == {
                (org, key): Fact.objects.get(pk=pk).version
                for (org, key, _), (pk, *_) in newest().items()
            }
        assert in_force()
        transaction.set_rollback(True)


def test_versions_count_up_from_one_without_a_gap(life, sheet):
    for verb in ("submit", "sign", "return", "submit", "sign", "verify"):
        life(verb, "38200")
    life("ask", "38100")
    life("accept", "")
    versions = Fact.objects.filter(key="students").order_by("version")
    assert list(versions.values_list("version", "source")) == [
        (1, "typed"), (2, "typed"), (3, "corrected"),
    ]  # fmt: skip
    staff = Fact.objects.filter(key="staff").order_by("version")
    assert list(staff.values_list("version", flat=True)) == [1, 2]


def test_a_returned_figure_stays_in_force_until_it_is_signed_anew(signed, officer, now):
    before = in_force()
    ops.return_sheet(sheet=signed, reason="请核对", actor=officer, now=now)
    assert in_force() == before
    assert set(Current.objects.values_list("state", flat=True)) == {FactState.REPORTED}


def test_signing_and_verifying_make_computed_pages_anew(submitted, leader, officer, now):
    stamps = [read_stamps("ledger")]
    ops.sign(sheet=submitted, actor=leader, now=now)
    stamps.append(read_stamps("ledger"))
    ops.verify(sheet=submitted, actor=officer, now=now)
    stamps.append(read_stamps("ledger"))
    assert len(set(stamps)) == 3
