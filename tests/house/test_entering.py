"""An error at any statement of coming in: nobody is in of whom the log does not say so, and who is
not in comes in the next time, with what they have in hand."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from django.test import Client

from tests.house.entering import ENTERING
from tests.house.faults import undone
from tests.house.test_faults import Trial, _quick, page
from tests.house.way import Way
from tests.house.world import World
from wangyu.base.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
__all__ = ["_quick"]
COMING_IN = {
    "account_login", "mfa_authenticate", "mfa_login_webauthn", "connections:arrive",
    "connections:join", "people:demo_sign_in",
}  # fmt: skip
UNNOTED = {"people:demo_sign_in"}
"""Whoever looks at a demo is nobody the log could name."""


def is_in(world: World, answer: object) -> bool:
    """Whether the browser that got this answer is signed in now."""
    browser = Client()
    browser.cookies = SimpleCookie(world.client.cookies.output(header="", sep=";"))
    return browser.get("/people/me/").status_code == 200


@pytest.mark.parametrize(
    "way", [way for way in ENTERING if way.endpoint in COMING_IN], ids=lambda way: way.id
)
def test_nobody_comes_in_unnoticed_or_has_to_begin_anew(way: Way, world: World) -> None:
    with undone():
        trial = Trial(way, world)
        trial.rehearse()
        for n in range(1, len(trial.asked) + 1):
            with undone():
                before = Entry.objects.filter(sentence__contains="登录").count()
                answer, _ = trial.send(n)
                noted = Entry.objects.filter(sentence__contains="登录").count() > before
                assert noted or way.endpoint in UNNOTED or not is_in(world, answer), n
                if answer.status_code >= 400 and not trial.is_done():
                    again, _ = trial.send()
                    assert again.status_code < 400, f"{n} {page(again)}"
                    assert trial.is_done(), n
