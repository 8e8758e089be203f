from datetime import UTC, date, datetime

import pytest
from django.template import Context, Engine, TemplateSyntaxError

from wangyu.base.ui.components import ComponentError, resolve
from wangyu.base.ui.templatetags import ui


def render(source, **values):
    return Engine.get_default().from_string(source).render(Context(values))


def test_an_unknown_component_is_an_error_that_lists_the_known():
    with pytest.raises(ComponentError, match="badge, button"):
        resolve("bage", {}, children=False)


@pytest.mark.parametrize(
    ("given", "words"), [({"label": "a", "colour": "b"}, "unknown"), ({}, r"missing \['label'\]")]
)
def test_wrong_props_are_an_error_that_lists_the_right_ones(given, words):
    with pytest.raises(ComponentError, match=words):
        resolve("badge", given, children=False)


def test_children_are_refused_where_none_are_taken():
    with pytest.raises(ComponentError, match="takes no children"):
        resolve("badge", {"label": "a"}, children=True)


def test_a_component_escapes_what_it_is_given():
    assert "&lt;b&gt;" in render('{% ui "badge" label=x %}', x="<b>")
    assert "<i>内</i>" in render('{% uiblock "card" %}<i>内</i>{% enduiblock %}')


def test_props_without_a_name_are_refused():
    with pytest.raises(TemplateSyntaxError, match="key=value"):
        render('{% ui "badge" "文" %}')


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "—"), (date(2026, 3, 5), "2026年3月5日"),
     (datetime(2026, 3, 5, 9, tzinfo=UTC), "2026年3月5日 17:00")],
)  # fmt: skip
def test_a_deadline_shows_its_time_when_it_has_one(value, text):
    assert ui.zh_due(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "未填"), (0, "0"), (1234.5, "1,234.5"), (-0.0, "0")]
)
def test_numbers_are_grouped_and_nothing_is_not_zero(value, text):
    assert ui.number(value) == text


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [("<易班>", [], "&lt;易班&gt;"), ("AI易班", ["ai"], "<mark>AI</mark>易班"),
     ("a(b", ["("], "a<mark>(</mark>b")],
)  # fmt: skip
def test_words_of_a_query_are_marked_and_the_text_escaped(text, words, html):
    assert ui.highlight(text, words) == html
