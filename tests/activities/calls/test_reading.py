"""Names in pictures: read by a program where there is one, painted over by a person's word, read again.

The program of these tests speaks as Tesseract does and sees one thing: whether the left upper part of
the picture has been painted over.
"""

from __future__ import annotations

import sys
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from tests.activities.calls.blinding import PHONE, rule, stored
from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.blinding.drawn import INK
from wangyu.activities.calls.ops import blinding, stripping
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.base.core import files

pytestmark = pytest.mark.django_db
READER = f"""#!{sys.executable} -I
import sys
sys.path[:0] = {sys.path!r}
from PIL import Image
picture = Image.open(sys.argv[1]).convert("RGB")
wide, high = picture.size
print(f"1\\t1\\t0\\t0\\t0\\t0\\t0\\t0\\t{{wide}}\\t{{high}}\\t-1\\t")
if picture.getpixel((wide // 8, high // 8))[0] > 128:
    print(f"5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t{{wide // 4}}\\t{{high // 4}}\\t91\\t{PHONE}")
"""


def picture(kind):
    out = BytesIO()
    Image.linear_gradient("L").rotate(180).resize((400, 200)).convert("RGB").save(out, kind)
    return (f"图.{kind.lower()}", out.getvalue())


@pytest.fixture
def reader(tmp_path, settings):
    program = tmp_path / "reader"
    program.write_text(READER)
    program.chmod(0o755)
    settings.TESSERACT = str(program)
    return program


@pytest.fixture
def shot(reader, copied):
    def make(kind="PNG"):
        return copied(picture(kind), summary="好", title="桥")

    return make


def piece_of(copy):
    return copy.pieces.get(position=2)


def dots(piece):
    return Image.open(BytesIO(stored(piece))).convert("RGB")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_number_in_a_picture_is_found_masked_and_not_read_again(shot, officer, now, kind):
    copy = shot(kind)
    one = copy.findings.get(place="work/2")
    assert (one.words, len(one.boxes)) == (PHONE, 1)
    piece = piece_of(rule(copy, officer, now))
    image = dots(piece)
    ink = tuple(int(INK[at : at + 2], 16) for at in (1, 3, 5))
    assert all(abs(a - b) < 12 for a, b in zip(image.getpixel((40, 20)), ink, strict=True))
    assert Image.open(BytesIO(stored(piece))).format == kind
    assert "遮盖的文字" in piece.stripped
    assert blinding.freeze_copy(copy=copy, actor=officer, now=now).frozen_at == now


def test_beside_the_place_nothing_changes_and_what_is_kept_is_as_it_was(shot, officer, now):
    copy = shot()
    before = dots(piece_of(copy))
    after = dots(piece_of(rule(copy, officer, now)))
    assert after.getpixel((300, 150)) == before.getpixel((300, 150))
    assert dots(piece_of(rule(copy, officer, now, Ruling.KEPT))).tobytes() == before.tobytes()


def test_a_picture_in_which_it_is_read_all_the_same_is_not_frozen(shot, officer, now):
    copy = rule(shot(), officer, now)
    files.path_of(piece_of(copy).stored_name).write_bytes(picture("PNG")[1])
    with pytest.raises(EntryError, match=f"仍能读到“{PHONE}”"):
        blinding.freeze_copy(copy=copy, actor=officer, now=now)


def test_a_place_that_nobody_saw_needs_another_file(shot, officer, now):
    copy = shot()
    copy.findings.all().delete()
    copy.findings.create(place="work/2", words="学生甲", around="学生甲")
    with pytest.raises(EntryError, match="换一份"):
        rule(copy, officer, now)


@pytest.mark.parametrize("harm", ["nothing there", "it fails"])
def test_where_no_program_reads_the_page_says_so(shot, reader, settings, as_, officer_user, harm):
    if harm == "it fails":
        reader.write_text(f"#!{sys.executable}\nraise SystemExit(3)\n")
    else:
        settings.TESSERACT = "no"
    copy = shot()
    assert not copy.findings.exists()
    page = as_(officer_user).get(reverse("calls:blind_copy", args=[copy.entry_id]))
    assert "文字没有识别" in page.content.decode()


def test_where_one_reads_it_says_nothing_of_the_kind(shot, as_, officer_user):
    copy = shot()
    page = as_(officer_user).get(reverse("calls:blind_copy", args=[copy.entry_id])).content.decode()
    assert "文字没有识别" not in page
    assert PHONE in page


def test_copies_for_the_public_are_not_read(shot, monkeypatch):
    """Who made a work is told with it."""
    copy = shot()
    piece = copy.entry.pieces.get(position=2)
    monkeypatch.setattr(stripping.reading, "read", lambda _: pytest.fail("read"))
    with files.kept_if_done():
        made = stripping.blinded(files.path_of(piece.stored_name), piece)
    assert (made.spots, stripping.UNREAD in made.measured) == ([], False)
