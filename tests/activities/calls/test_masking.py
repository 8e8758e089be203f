"""Names in papers and documents are masked, shown before and after, and proved gone."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from tests.activities.calls.blinding import PHONE, docx, paper, rule, said
from tests.activities.calls.conftest import again
from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.blinding.masking import MOST_FOUND
from wangyu.activities.calls.ops import blinding
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.base.core import files

pytestmark = pytest.mark.django_db


def test_words_in_a_paper_are_painted_over_and_shown_again_when_kept(copied, officer, now):
    copy = copied(("a.pdf", paper(f"tel {PHONE}")), summary="好", title="桥")
    (one,) = copy.findings.all()
    assert (one.place, one.words, len(one.boxes)) == ("work/2/1", PHONE, 1)
    piece = rule(copy, officer, now).pieces.get(position=2)
    assert "遮盖的文字" in piece.stripped
    assert said(piece) == [""]
    assert blinding.freeze_copy(copy=copy, actor=officer, now=now).frozen_at == now
    blinding.thaw_copy(copy=copy, actor=officer, now=now)
    assert said(rule(copy, officer, now, Ruling.KEPT).pieces.get(position=2)) == [f"tel {PHONE}"]


def test_a_paper_may_still_be_exchanged_and_what_is_brought_is_masked_like_the_first(
    copied, officer, now
):
    copy = copied(("a.pdf", paper(f"tel {PHONE}")), summary="好", title="桥")
    piece = copy.pieces.get(position=2)
    upload = ContentFile(paper("call 13912345678"), "b.pdf")
    blinding.replace_piece(piece=piece, upload=upload, actor=officer, now=now)
    assert [one.words for one in copy.findings.all()] == ["13912345678"]
    piece = rule(copy, officer, now).pieces.get(position=2)
    assert piece.stripped == ["人工换上的文件", "遮盖的文字"]
    assert said(piece) == [""]
    assert said(rule(copy, officer, now, Ruling.KEPT).pieces.get(position=2)) == [
        "call 13912345678"
    ]
    made = blinding.make_copy(entry=again(copy.entry), roster=[], actor=officer, now=now)
    assert said(made.pieces.get(position=2)) == [f"tel {PHONE}"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", paper(f"tel {PHONE}")), ("a.docx", docx(f"电话{PHONE}"))],
    ids=["paper", "document"],
)
def test_a_copy_in_which_masked_words_are_read_is_not_frozen(copied, officer, now, name, data):
    """Put there as if the masking had failed."""
    copy = rule(copied((name, data), summary="好", title="桥"), officer, now)
    piece = copy.pieces.get(position=2)
    whole = files.path_of(piece.stored_name).read_bytes()
    files.path_of(piece.stored_name).write_bytes(data)
    with pytest.raises(EntryError, match=f"仍能读到“{PHONE}”"):
        blinding.freeze_copy(copy=copy, actor=officer, now=now)
    files.path_of(piece.stored_name).write_bytes(b"%PDF-1.7 no")
    with pytest.raises(EntryError, match="打不开一个文件"):
        blinding.freeze_copy(copy=copy, actor=officer, now=now)
    files.path_of(piece.stored_name).write_bytes(whole)
    assert blinding.freeze_copy(copy=copy, actor=officer, now=now).frozen_at == now


def test_what_was_made_of_a_file_that_is_gone_is_made_anew(copied, officer, now):
    copy = copied(("a.pdf", paper(PHONE)), summary="好", title="桥")
    copy.entry.pieces.filter(position=2).delete()
    with pytest.raises(EntryError, match="重新生成"):
        rule(copy, officer, now)


def test_words_in_pictures_and_films_need_another_file(copied, officer, now):
    copy = copied(summary="好", title="桥")
    copy.findings.create(place="work/1", words="学生甲", around="学生甲")
    with pytest.raises(EntryError, match="换一份"):
        rule(copy, officer, now)


@pytest.fixture
def crowded(copied):
    """A paper with one place more than are listed, each on a line of its own."""
    words = " / ) Tj 0 .2 Td (".join(f"138{n:08}" for n in range(MOST_FOUND + 1))
    return copied(("a.pdf", paper(words)), summary="好", title="桥")


def test_a_paper_with_more_places_than_can_be_listed_says_so_and_is_not_frozen(
    crowded, officer, now
):
    assert crowded.findings.count() == MOST_FOUND
    assert "超过 400 处，列不完" in crowded.pieces.get(position=2).trouble
    rule(crowded, officer, now)
    assert "列不完" in crowded.pieces.get(position=2).trouble
    with pytest.raises(EntryError, match="文件"):
        blinding.freeze_copy(copy=crowded, actor=officer, now=now)
