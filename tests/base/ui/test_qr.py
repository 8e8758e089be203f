"""A link as a square: what is drawn is what the link says, with room around it."""

from __future__ import annotations

import re

import pytest
import qrcode
from django.template import Context, Template

from wangyu.base.ui.qr import QUIET, square_of

LINK = "https://wangyu.example.edu.cn/calls/confirm/AbC-1_x/"


def drawn(path, side):
    """The path as a grid of dark and light."""
    grid = [[False] * side for _ in range(side)]
    for x, y, length, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path):
        assert length == back
        for at in range(int(x), int(x) + int(length)):
            assert not grid[int(y)][at], "no module is drawn twice"
            grid[int(y)][at] = True
    return grid


@pytest.mark.parametrize("text", [LINK, "1", LINK + "长" * 40])
def test_the_path_is_the_code_of_the_text_and_nothing_else(text):
    found = square_of(text)
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", found.path)
    plain = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    plain.add_data(text)
    inner = plain.get_matrix()
    grid = drawn(found.path, found.side)
    assert found.side == len(inner) + 2 * QUIET
    assert [row[QUIET:-QUIET] for row in grid[QUIET:-QUIET]] == inner
    edge = [*grid[:QUIET], *grid[-QUIET:], *([*row[:QUIET], *row[-QUIET:]] for row in grid)]
    assert not any(any(row) for row in edge), "a reader needs the quiet zone"


def test_it_is_an_image_with_a_name_and_without_inline_style():
    page = Template('{% ui "qr" text=link label="链接的二维码" %}').render(Context({"link": LINK}))
    assert 'role="img" aria-label="链接的二维码"' in page
    assert "style=" not in page
    assert square_of(LINK).path in page
