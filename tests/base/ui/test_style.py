import re

import pytest
from django.urls import reverse

from tests import factories
from wangyu.base.core.roles import Role
from wangyu.base.ui.components import COMPONENTS
from wangyu.base.ui.examples import EXAMPLES, TONES

STYLE = reverse("ui:style")


def given(name, prop):
    return [one.props[prop] for one in EXAMPLES[name] if prop in one.props]


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_has_an_example(name):
    assert EXAMPLES[name]


def test_no_example_is_left_of_a_component_that_went():
    assert list(EXAMPLES) == list(COMPONENTS)


@pytest.mark.parametrize(
    ("name", "prop"), [(name, prop) for name, one in COMPONENTS.items() for prop in one.props]
)
def test_every_prop_is_shown_with_another_value_than_its_default(name, prop):
    assert any(value != COMPONENTS[name].props[prop] for value in given(name, prop))


@pytest.mark.parametrize("name", ["alert", "badge", "stat"])
def test_every_tone_is_shown(name):
    assert set(TONES) <= set(given(name, "tone"))


def test_the_page_shows_every_state_of_every_component(client, db, settings):
    settings.DEMO = True
    page = client.get(STYLE).content.decode()
    for name, examples in EXAMPLES.items():
        assert f'id="style-{name}"' in page
        assert all(f'<h3 class="h4">{one.state}</h3>' in page for one in examples)
    assert "data-theme-switch" in page


def test_the_page_has_no_id_twice(client, db, settings):
    settings.DEBUG = True
    ids = re.findall(r' id="([^"]+)"', client.get(STYLE).content.decode())
    assert sorted(set(ids)) == sorted(ids)


def test_a_visitor_is_led_to_sign_in_outside_the_demo(client, db):
    assert client.get(STYLE).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("role", [Role.PROVINCE_OFFICER, Role.SYSTEM_ADMIN])
def test_the_province_sees_the_page(client, province, role):
    factories.sign_in(client, factories.officer(role, province))
    assert client.get(STYLE).status_code == 200


def test_a_university_is_refused_with_the_reason(client, university):
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_OFFICER, university))
    response = client.get(STYLE)
    assert response.status_code == 403
    assert "组件样张只供省中心" in response.content.decode()
