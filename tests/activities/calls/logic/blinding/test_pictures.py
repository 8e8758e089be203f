from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from tests.activities.calls.logic.blinding.conftest import MARK, says
from tests.base.core.files.hostile.build import picture
from wangyu.activities.calls.logic.blinding.pictures import blind

WORD = MARK.encode()


def exif():
    notes = Image.Exif()
    notes[0x013B] = MARK
    return notes


def with_text():
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Author", MARK)
    return info


def moving():
    frames = [Image.new("L", (9, 9), 90 * n) for n in range(3)]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], loop=0, comment=WORD)
    return buffer.getvalue()


FULL = {
    "jpeg": picture("JPEG", exif=exif(), comment=WORD),
    "png": picture("PNG", exif=exif(), pnginfo=with_text()),
    "webp": picture("WEBP", exif=exif(), xmp=WORD),
    "gif": picture("GIF", mode="P", comment=WORD),
    "gif-program": moving()[:-1] + b"!\xff\x0bXMP DataXMP" + bytes([len(WORD)]) + WORD + b"\x00;",
}


@pytest.mark.parametrize("kind", FULL)
def test_a_picture_keeps_every_dot_and_loses_its_notes(kind):
    given = FULL[kind]
    assert WORD in given
    made = blind(given)
    assert not says(made)
    before, after = Image.open(BytesIO(given)), Image.open(BytesIO(made))
    assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
    assert after.getexif() == {}
    assert blind(made) == made


def test_a_moving_picture_keeps_its_frames_and_its_loop():
    made = Image.open(BytesIO(blind(moving())))
    assert (made.n_frames, made.info["loop"]) == (3, 0)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF"])
def test_what_stands_behind_the_end_goes_too(form):
    assert not says(blind(picture(form) + WORD))


@pytest.mark.parametrize(
    "data",
    [b"BM", b"\xff\xd8ab", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\x00", b"GIF89a" + bytes(9), b"GIF89a"],
    ids=["other", "jpeg", "jpeg-cut", "png-cut", "gif-odd", "gif-cut"],
)  # fmt: skip
def test_a_picture_that_cannot_be_read_stays_as_it_is(data):
    assert blind(data) == data


def test_heads_without_a_picture_end_with_the_bytes():
    head = b"\xff\xd8\xff\xe1\x00\x04ab"
    assert blind(head) == b"\xff\xd8"
    assert blind(head + b"\xff\xdb\x00\x04cd\xff\xda") == b"\xff\xd8\xff\xdb\x00\x04cd\xff\xda"
    assert blind(b"\x89PNG\r\n\x1a\n") == b"\x89PNG\r\n\x1a\n"
    assert blind(b"RIFF\x04\x00\x00\x00WEBP") == b"RIFF\x04\x00\x00\x00WEBP"
