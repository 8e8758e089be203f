"""A round keeps the formulas it was first concluded by, whatever this program has learnt since."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest

from tests.assessment.evaluation import checking, rounds
from tests.assessment.evaluation.schemes import SMALL
from wangyu.assessment.evaluation.exports.bundle import own_part, stored
from wangyu.assessment.evaluation.logic import bundle, formulas
from wangyu.assessment.evaluation.logic.bundle.container import unpack
from wangyu.assessment.evaluation.logic.concluding import conclude
from wangyu.assessment.evaluation.logic.drawing.document import document
from wangyu.assessment.evaluation.models import Conclusion, Cycle, Draw, Witness
from wangyu.assessment.evaluation.ops import concluding, noticing, schemes
from wangyu.assessment.evaluation.ops.drafts import import_draft
from wangyu.assessment.evaluation.queries import combined, draws
from wangyu.assessment.evaluation.queries.inflation import inflation_of
from wangyu.assessment.evaluation.queries.visits import visits_of

pytestmark = pytest.mark.django_db
REVEALS = {
    "代表甲": "岳麓山上的第一片红叶落在台阶上了",
    "代表乙": "湘江边的一盏灯还没有熄灭已经天亮",
}


@pytest.fixture
def drawn(mutual, now):
    """A real draw of three by unequal weights; each is visited, and one more that was not drawn."""
    cycle = checking.with_charter(mutual, not_drawn="corrected", weighted=True)
    rows = [
        {"unit": one.organisation.name, "member": one.pk, "weight": 1 + number % 3}
        for number, one in enumerate(cycle.members.select_related("organisation").order_by("pk"))
    ]
    result = document(draws.frame_of(rows, []), 3, REVEALS, {})
    made = Draw.objects.create(cycle=cycle, size=3, state="drawn", frame=rows, result=result)
    for name, value in REVEALS.items():
        Witness.objects.create(draw=made, name=name, value=value, token_hash=name)
    names = [*result["drawn"], result["strata"]["全部"]["reserve"][0]]
    for number, name in enumerate(names):
        member = cycle.members.get(organisation__name=name)
        rounds.visit(member, now, share=0.1 + 0.2 * number)
    Cycle.objects.filter(pk=cycle.pk).update(state="spot")
    return Cycle.objects.get(pk=cycle.pk)


@pytest.fixture
def shown(drawn, officer, now):
    """Concluded and shown, by the formulas of the day."""

    def show() -> Cycle:
        cycle = concluding.conclude_cycle(cycle=drawn, actor=officer, now=now)
        for member in cycle.members.all():
            concluding.decide(
                member=member, grade="passed", reason="会议讨论", actor=officer, now=now
            )
        return noticing.publicize(cycle=cycle, actor=officer, now=now)

    return show


@pytest.fixture
def yesterday(monkeypatch):
    """Before any formula had got a second version; the program is a newer one afterwards."""
    with monkeypatch.context() as before:
        before.setattr(combined, "current", formulas.first)
        yield before


def numbers(data: bytes) -> dict:
    return json.loads(unpack(data, "包")[1]["results.json"])


def said(data: bytes) -> dict[str, str]:
    return json.loads(unpack(data, "包")[1]["versions.json"])["formulas"]


def test_what_follows_in_a_round_is_computed_as_its_first_conclusion_was(
    shown, yesterday, officer, now
):
    cycle = shown()
    yesterday.undo()
    one = cycle.conclusions.get()
    first = stored(one)
    assert one.formulas == said(first) == formulas.first()
    Cycle.objects.filter(pk=cycle.pk).update(state="released", released_at=now)
    member = cycle.members.first()
    noticing.correct(
        cycle=cycle,
        member=member,
        grade="model",
        reason="会议记录写错了等级",
        actor=officer,
        now=now,
    )
    second = stored(cycle.conclusions.get(number=2))
    assert said(second) == formulas.first()
    assert numbers(second) == numbers(first)
    own = own_part(member.conclusions.get(conclusion__number=2))
    assert said(own) == formulas.first()
    for data in (first, second, own):
        found = bundle.recompute(data, "包")
        assert found.differences == ()


def test_a_new_round_is_computed_by_todays(shown, yesterday):
    yesterday.undo()
    cycle = shown()
    data = stored(cycle.conclusions.get())
    assert said(data) == formulas.current()
    assert bundle.recompute(data, "包").differences == ()
    estimate = numbers(data)["inflation"]
    assert estimate["units"] == estimate["covered"] == 8
    assert estimate["mean"] == inflation_of(cycle).mean


def test_the_versions_differ_where_the_draw_was_unequal(shown, yesterday):
    cycle = shown()
    kept = numbers(stored(cycle.conclusions.get()))
    yesterday.undo()
    case = combined.round_of(cycle).outcome.case
    assert case.formulas == formulas.first()
    today = conclude(replace(case, formulas=formulas.current())).document()
    assert today["correction"] != kept["correction"]


def test_conclusions_from_before_versions_were_recorded_are_of_the_first(concluding, now):
    assert combined.formulas_of(concluding) == formulas.current()
    Conclusion.objects.create(cycle=concluding, number=1, bundle_name="x", sha256="0", made_at=now)
    assert combined.formulas_of(concluding) == formulas.first()


def test_a_newer_scheme_leaves_what_was_concluded_alone(shown, yesterday, officer, version, now):
    yesterday.undo()
    cycle = shown()
    conclusion = cycle.conclusions.get()
    before = stored(conclusion)
    changed = copy.deepcopy(SMALL)
    changed["indicator"][0]["points"], changed["indicator"][4]["points"] = 50, 50
    changed["indicator"][1]["points"] = 20
    changed["indicator"][5]["points"] = 40
    draft = schemes.next_version(version=version, actor=officer, now=now)
    made = import_draft(version=draft, data=changed, actor=officer, now=now)
    schemes.publish_version(version=made, actor=officer, now=now)
    assert stored(conclusion) == before
    assert bundle.recompute(before, "包").differences == ()
    row = conclusion.rows.first()
    assert bundle.recompute(own_part(row), "包").differences == ()
    assert visits_of(cycle).count() == 4
