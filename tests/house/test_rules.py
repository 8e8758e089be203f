"""The rules themselves: what each one takes for a violation, and what it lets pass."""

from __future__ import annotations

import ast

import pytest

from tests.house.test_pages import ELSEWHERE, INLINE, misuse, visible
from tests.house.test_words import is_of_the_policy
from tests.house.test_writes import is_write, reads_clock


def call(text: str) -> ast.Call:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("row.save()", True),
        ("row.save(update_fields=['a'])", True),
        ("form.save(commit=False)", False),
        ("image.save(out, 'PNG')", False),
        ("rows.update(a=1)", True),
        ("digest.update(data)", False),
        ("Row.objects.create(a=1)", True),
        ("ops.create(a=1)", False),
        ("rows.delete()", True),
        ("cache.delete('a')", False),
        ("Row.objects.bulk_create(rows)", True),
    ],
)
def test_a_write_is_told_from_what_only_sounds_like_one(text: str, *, expected: bool) -> None:
    assert is_write(call(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("timezone.now()", True),
        ("timezone.localdate()", True),
        ("timezone.localdate(now)", False),
        ("datetime.now()", True),
        ("date.today()", True),
        ("now.date()", False),
    ],
)
def test_reading_the_clock_is_told_from_converting_a_time(text: str, *, expected: bool) -> None:
    assert reads_clock(call(text)) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2021, True), ("Y2025", True), ("按 1:8000 配备", True), ("每万人 80 ㎡", True), (60, False), ("http://127.0.0.1:8000", False)],
)  # fmt: skip
def test_a_number_of_the_policy_is_known(value: object, *, expected: bool) -> None:
    assert is_of_the_policy(value) is expected


@pytest.mark.parametrize(
    "markup",
    ['<p style="a">', "<style>", "<script>go()</script>", '<a onclick="go()">', '<a href="javascript:x">'],
)  # fmt: skip
def test_inline_script_and_style_are_found(markup: str) -> None:
    assert INLINE.search(markup)


def test_a_resource_from_elsewhere_is_found_and_a_namespace_is_not() -> None:
    assert ELSEWHERE.search('<img src="https://cdn.example/a.png">')
    assert ELSEWHERE.search("url(//cdn.example/a.woff2)")
    assert not ELSEWHERE.search('<svg xmlns="http://www.w3.org/2000/svg">')


def test_visible_text_takes_in_attributes_and_literal_props_only() -> None:
    text = '<p title="Hi">{% ui "badge" label="Done" %}{{ name }}<code>key</code></p>'
    assert {"Hi", "Done"} == set(visible(text).split())


def test_a_component_used_wrongly_is_named() -> None:
    assert "nope" in misuse("nope", {})
    assert "label" in misuse("badge", {})
    assert misuse("badge", {"label": 1}) == ""
