"""Files made here, good and hostile."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from PIL import Image


@pytest.fixture
def at(tmp_path):
    """Write bytes to a path."""

    def write(data: bytes):
        path = tmp_path / "given"
        path.write_bytes(data)
        return path

    return write


def picture(form: str = "PNG", size=(8, 6), **more) -> bytes:
    buffer = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(buffer, form, **more)
    return buffer.getvalue()


def pdf(*, pages: int = 1, password: str = "", **root) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    for key, value in root.items():
        made.Root[f"/{key}"] = value
    buffer = BytesIO()
    made.save(
        buffer, encryption=pikepdf.Encryption(owner=password, user=password) if password else False
    )
    return buffer.getvalue()
