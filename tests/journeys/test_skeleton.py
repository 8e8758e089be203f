"""Which pages are the same to axe."""

from __future__ import annotations

import pytest

from tests.journeys.skeleton import skeleton

PAGE = "<main><h1>一</h1><ul><li>甲</li><li>乙</li></ul><p class='a'>话</p><br></main>"


@pytest.mark.parametrize(
    "same",
    [
        PAGE.replace("一", "二"),
        PAGE.replace("<li>乙</li>", ""),
        PAGE.replace("<li>乙</li>", "<li>乙</li><li>丙</li>"),
    ],
)
def test_what_it_says_and_how_often_is_not_what_it_is_built_of(same: str) -> None:
    assert skeleton(same) == skeleton(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        PAGE.replace("</p>", "</p><button>按</button>"),
        PAGE.replace("class='a'", "class='b'"),
        PAGE.replace("class='a'", "class='a' hidden"),
        PAGE.replace("话", ""),
        PAGE.replace("<p class", "<h2>三</h2><h1>四</h1><p class"),
        PAGE.replace("<br>", "<p>话</p>"),
        PAGE.replace("<p class='a'>话</p>", "").replace("甲", "甲<p class='a'>话</p>"),
    ],
)
def test_what_it_is_built_of_counts(other: str) -> None:
    assert skeleton(other) != skeleton(PAGE)
