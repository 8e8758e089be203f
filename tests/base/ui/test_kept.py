"""A page around a part that was drawn before is the page with the part in it, to the last byte."""

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from wangyu.base.ui.kept import HERE, render_around

pytestmark = pytest.mark.django_db
TEMPLATE = "policy/board.html"
PART = "<p>落实看板 &amp; 表</p>"


def shown(answer):
    return answer.content.decode()


def test_the_part_stands_where_the_template_says(rf):
    answer = render_around(rf.get("/"), TEMPLATE, {"period": {"label": "2025年"}}, PART.encode())
    whole = render_to_string(
        TEMPLATE, {"period": {"label": "2025年"}, "body": SafeString(PART)}, rf.get("/")
    )
    assert shown(answer) == whole
    assert shown(answer).count(PART) == 1


def test_what_is_named_like_the_place_elsewhere_is_escaped(rf):
    answer = render_around(
        rf.get("/"), TEMPLATE, {"period": {"label": str(HERE) + ""}}, PART.encode()
    )
    text = shown(answer)
    assert text.count(PART) == 1
    assert text.index(PART) > text.index("</title>")
