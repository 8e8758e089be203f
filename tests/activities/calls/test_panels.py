"""The panel of a call: who is on it, and what they must not have."""

from __future__ import annotations

import pytest

from tests import factories
from tests.activities.calls.panel import (
    give,
    make_round,
    reviewer,
)
from wangyu.activities.calls.models import (
    Call,
    Conflict,
    Panelist,
)
from wangyu.activities.calls.ops import panels
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(province, now):
    """Screened, and nobody assigned yet."""
    return make_round(province, now, state="screening", entries="format_ok")


class TestThePanel:
    def test_people_who_review_are_picked_with_their_university(
        self, ready, officer, province, now
    ):
        who = reviewer(province, "新评委", ready.schools[1])
        assert panels.add_panelists(call=ready.call, users=[who.pk], actor=officer, now=now) == 1
        made = Panelist.objects.get(user=who)
        assert (made.organisation, made.most) == (ready.schools[1], 40)

    @pytest.mark.parametrize("role", [Role.PROVINCE_OFFICER, Role.AUDITOR])
    def test_who_sees_whose_works_these_are_does_not_review_blind(
        self, ready, officer, province, now, role
    ):
        who = reviewer(province, "知情人")
        factories.grant(who, role, province)
        with pytest.raises(panels.PanelError, match="看得到申报单位"):
            panels.add_panelists(call=ready.call, users=[who.pk], actor=officer, now=now)

    def test_nobody_is_on_it_twice_nor_after_the_end(self, ready, officer, now):
        with pytest.raises(panels.PanelError, match="请先勾选"):
            panels.add_panelists(
                call=ready.call, users=[ready.people[0].pk], actor=officer, now=now
            )
        Call.objects.update(state="released")
        with pytest.raises(panels.PanelError, match="已经结束"):
            panels.add_panelists(call=ready.call, users=[], actor=officer, now=now)

    def test_a_limit_below_what_was_given_is_refused(self, ready, officer, now):
        give(ready.works[2], ready.panel[0], now)
        give(ready.works[3], ready.panel[0], now)
        facts = {"organisation": ready.schools[0], "tracks": ["words"], "most": 1}
        with pytest.raises(panels.PanelError, match="已经分派 2 件"):
            panels.change_panelist(panelist=ready.panel[0], **facts, actor=officer, now=now)
        panels.change_panelist(
            panelist=ready.panel[0], **facts | {"most": 2}, actor=officer, now=now
        )
        assert Panelist.objects.get(pk=ready.panel[0].pk).tracks == ["words"]

    def test_nobody_moves_to_the_university_whose_work_they_have(self, ready, officer, now):
        give(ready.works[2], ready.panel[0], now)
        facts = {"organisation": ready.schools[1], "tracks": [], "most": 9}
        with pytest.raises(panels.PanelError, match="手上有云梦第1学院的作品"):
            panels.change_panelist(panelist=ready.panel[0], **facts, actor=officer, now=now)

    def test_who_has_works_stays_on_it(self, ready, officer, now):
        give(ready.works[2], ready.panel[0], now)
        with pytest.raises(panels.PanelError, match="可以在评审进度里替换"):
            panels.remove_panelist(panelist=ready.panel[0], actor=officer, now=now)
        panels.remove_panelist(panelist=ready.panel[1], actor=officer, now=now)
        assert not Panelist.objects.filter(pk=ready.panel[1].pk).exists()

    def test_the_province_declares_and_takes_back(self, ready, officer, now):
        facts = {"panelist": ready.panel[3], "reason": "近亲", "actor": officer, "now": now}
        made = panels.declare_conflict(entry=ready.works[0], organisation=None, **facts)
        panels.declare_conflict(entry=None, organisation=ready.schools[1], **facts)
        panels.drop_conflict(conflict=made, actor=officer, now=now)
        assert Conflict.objects.get().organisation == ready.schools[1]

    def test_a_conflict_is_of_one_thing_with_a_reason(self, ready, officer, now):
        facts = {"panelist": ready.panel[3], "actor": officer, "now": now}
        with pytest.raises(panels.PanelError, match="请选一所学校"):
            panels.declare_conflict(entry=None, organisation=None, reason="近亲", **facts)
        with pytest.raises(panels.PanelError, match="理由"):
            panels.declare_conflict(entry=ready.works[0], organisation=None, reason=" ", **facts)

    def test_what_they_have_is_replaced_before_it_is_declared(self, ready, officer, now):
        give(ready.works[0], ready.panel[3], now)
        facts = {"panelist": ready.panel[3], "reason": "近亲", "actor": officer, "now": now}
        for what in (
            {"entry": ready.works[0], "organisation": None},
            {"entry": None, "organisation": ready.schools[0]},
        ):
            with pytest.raises(panels.PanelError, match="手上有 1 件"):
                panels.declare_conflict(**what, **facts)

    def test_a_reviewer_names_a_university_before_anything_is_given(self, ready, now):
        facts = {
            "panelist": ready.panel[3], "organisation": ready.schools[0], "reason": "在此兼课",
            "actor": ready.actors[3], "now": now,
        }  # fmt: skip
        panels.declare_own_conflict(**facts)
        with pytest.raises(panels.PanelError, match="已经申报过"):
            panels.declare_own_conflict(**facts)

    def test_afterwards_it_would_tell_whose_the_works_are(self, ready, now):
        give(ready.works[0], ready.panel[3], now)
        with pytest.raises(panels.PanelError, match="由省中心登记"):
            panels.declare_own_conflict(
                panelist=ready.panel[3], organisation=ready.schools[0], reason="兼课",
                actor=ready.actors[3], now=now,
            )  # fmt: skip
        assert not Conflict.objects.exists()
