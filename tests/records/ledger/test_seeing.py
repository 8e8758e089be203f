"""Whether one sheet in hand may be seen is what the list of those that may be seen says."""

from __future__ import annotations

import pytest

from tests import factories
from wangyu.base.core.access import Actor, NotVisible
from wangyu.base.core.roles import ROLE_TIER, Role, Tier
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import actor_for
from wangyu.records.ledger import access, ops, queries
from wangyu.records.ledger.enums import WindowState
from wangyu.records.ledger.models import Sheet, Window
from wangyu.records.ledger.queries import sheets


@pytest.fixture(params=[*Role, None], ids=str)
def who(request, province, university, now) -> Actor:
    """Somebody of each role, where that role is held; and a visitor."""
    if request.param is None:
        return Actor.anonymous()
    places = {Tier.PROVINCE: province, Tier.UNIVERSITY: university}
    for tier in (Tier.DEPARTMENT, Tier.STATION):
        places[tier] = factories.organisation(places[Tier(tier - 1)], tier)
    place = places[ROLE_TIER[request.param]]
    return actor_for(factories.officer(request.param, place), on=now.date())


def seen(actor: Actor, sheet: Sheet) -> bool:
    try:
        return access.access_sheet(actor, sheet.pk) == sheet
    except NotVisible:
        return False


def test_the_rule_for_one_is_the_rule_for_all(who, sheet, other_sheet, make_window, officer, now):
    hidden = make_window(title="尚未开启")
    ops.open_window(window=hidden, actor=officer, now=now)
    Window.objects.filter(pk=hidden.pk).update(state=WindowState.DRAFT)
    every = list(Sheet.objects.order_by("pk"))
    listed = set(access.visible_sheets(who))
    assert {one for one in every if seen(who, one)} == listed
    assert len(every) == 4
    assert len(listed) < len(every)


def test_what_is_not_there_is_not_seen(officer):
    with pytest.raises(NotVisible):
        access.access_sheet(officer, 10**9)


def test_who_reaches_everything_finds_every_sheet(sheet):
    """Whatever order the database puts signs in; digits come in their own order in all of them."""
    last = "9" * Organisation._meta.get_field("path").max_length
    assert queries.find_sheet(sheet.pk, [""]) == sheet
    assert last < sheets.BEYOND
    assert sheets.BEYOND.isdigit()
