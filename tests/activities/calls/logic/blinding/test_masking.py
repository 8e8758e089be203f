"""Names in a PDF are covered dot by dot, wherever they stand, and nothing that tells them stays."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest
import typst
from pikepdf import Array, Dictionary, Name, OutlineItem, String
from PIL import Image

from tests.activities.calls.logic.blinding.conftest import says
from tests.activities.calls.logic.blinding.test_papers import everything, mark
from wangyu.activities.calls.logic.blinding import drawn, letters, masking
from wangyu.activities.calls.logic.blinding.papers import blind

WHO = "绝密某某大学张三丰"
INKED, TOUCHED = 40, 0.03
"""How much darker a dot is where a letter stands; and how much of its neighbours' ink the margin takes."""
HEAD = '#set page(width: 12cm, height: 9cm, margin: 1cm)\n#set text(font: "Noto Serif CJK SC", size: 14pt)\n'


def book(text, tmp_path, head=HEAD):
    (tmp_path / "a.typ").write_text(head + text)
    return typst.compile(tmp_path / "a.typ")


def seen(data, page=0):
    """The page in dots, as sharp as it is stored."""
    with masking.opened(data) as document:
        return np.asarray(drawn.picture_of(document[page]).convert("L"), np.int16)


def said(data):
    with masking.opened(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def changed(data, change):
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        buffer = BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def hide(data, known=(WHO,)):
    """As the machine and a person do it: all that was found is masked."""
    plain, _ = blind(data)
    found = list(masking.found_in(plain, known))
    boxes: dict[int, list] = {}
    for one in found:
        if one.page:
            boxes.setdefault(one.page, []).extend(one.boxes)
    beside = [one.words for one in found if not one.page]
    return masking.masked(plain, boxes, beside), found


@pytest.fixture
def covered(tmp_path):
    """Checks that every dot of the name's ink is covered, and no other letter is touched."""

    def check(text, change=bool, *, known=(WHO,), name=WHO, head=HEAD):
        with_it = changed(book(text.replace("@", name), tmp_path, head), change)
        without = changed(book(text.replace("@", f"#hide[{name}]"), tmp_path, head), change)
        made, found = hide(with_it, known)
        before, blank, after = seen(with_it), seen(without), seen(made)
        ink = blank - before > INKED
        assert ink.sum() > 300
        grey = Image.new("RGB", (1, 1), drawn.INK).convert("L").getpixel((0, 0))
        assert int(np.abs(after[ink] - grey).max()) <= 1
        others = 255 - blank > INKED
        assert (others & (np.abs(after - blank) > INKED)).sum() <= TOUCHED * others.sum()
        assert said(made)[0] == ""
        assert not says(everything(made))
        return made, found

    return check


def test_a_name_is_covered_and_its_neighbours_are_not(covered):
    made, found = covered("第一行的字\n\n我是 @，来自远方\n\n第三行的字")
    assert [(one.page, one.words, len(one.boxes)) for one in found] == [(1, WHO, 1)]
    with pikepdf.open(BytesIO(made)) as pdf:
        assert set(pdf.pages[0].obj.keys()) == {
            "/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents",
        }  # fmt: skip


def test_a_name_broken_over_two_lines_is_covered_on_both(covered):
    (one,) = covered("一二三四五六七八九十一二三四五@，后面还有字")[1]
    assert (one.words, len(one.boxes)) == (WHO, 2)


def test_a_name_in_letters_written_as_one_is_covered(covered):
    (one,) = covered("officer, this is fine: @", known=("Fiona Griffith",), name="Fiona Griffith")[
        1
    ]
    assert one.words == "FionaGriffith"


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_turned_and_cut_is_kept_as_it_is_seen(covered, turned):
    def change(pdf):
        page = pdf.pages[0]
        page.CropBox = Array([20, 30, 330, 250])
        page.Rotate = turned

    made, _ = covered("\n\n我是@，来自远方", change)
    with masking.opened(made) as document:
        assert [round(side) for side in document[0].get_size()] == (
            [220, 310] if turned % 180 else [310, 220]
        )


def test_what_the_tree_of_pages_lends_them_goes_too(covered):
    def change(pdf):
        page, tree = pdf.pages[0].obj, pdf.Root.Pages
        for key in ("/Resources", "/MediaBox"):
            tree[key] = page[key]
            del page[key]
        text = pdf.make_stream(f"% {WHO}".encode(), Type=Name.XObject, Subtype=Name.Form)
        tree.Resources.XObject = Dictionary(Secret=text)

    covered("我是@，来自远方", change)


def test_letters_that_are_upright_down_the_page_are_covered(covered):
    covered("#rotate(90deg, reflow: true)[我是@，来自远方]")


def test_other_pages_stay_words(tmp_path):
    data = book(f"一页{WHO}\n#pagebreak()\n二页的字\n#pagebreak()\n三页{WHO}", tmp_path)
    made, found = hide(data)
    assert [one.page for one in found] == [1, 3]
    assert [text.strip() for text in said(made)] == ["", "二页的字", ""]


def test_a_title_of_a_chapter_is_rewritten(tmp_path):
    made, found = hide(book(f"#set heading(numbering: none)\n= {WHO}的文章\n\n正文", tmp_path))
    assert [(one.page, one.words) for one in found] == [(1, WHO), (0, WHO)]
    with pikepdf.open(BytesIO(made)) as pdf, pdf.open_outline() as outline:
        assert [one.title for one in outline.root] == ["〔略〕的文章"]
        assert outline.root[0].destination or outline.root[0].action


def test_words_for_those_who_cannot_see_are_found_and_go(tmp_path):
    """Captions of pictures, notes on a page, names of layers, of places and of pages."""

    def change(pdf):
        font = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(WHO)))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([font]), D=Dictionary(Order=Array([font])))
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(WHO))]))
        pdf.Root.StructTreeRoot = Dictionary(K=Dictionary(S=Name.Figure, Alt=String(WHO)))
        pdf.pages[0].obj.Thumb = pdf.make_stream(WHO.encode())
        with pdf.open_outline() as outline:
            outline.root.append(OutlineItem("甲", 0))

    data = changed(book("没有名字的一页", tmp_path), change)
    made, found = hide(data)
    assert [(one.page, one.words) for one in found] == [(0, WHO)]
    assert not says(everything(made))
    assert "没有名字" in said(made)[0]


def test_what_is_written_upon_a_page_is_part_of_it(tmp_path):
    """A note and a field that is filled in, for which no program has drawn how it looks."""

    def change(pdf):
        look = pdf.make_stream(
            b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]
        )
        field = pdf.make_indirect(
            mark(
                "Widget",
                FT=Name.Tx,
                T=String("n"),
                V=String(WHO),
                F=4,
                DA=String("/Helv 12 Tf 0 g"),
            )
        )
        field.Rect = [40, 40, 240, 60]
        note = mark("FreeText", Contents=String(WHO), AP=Dictionary(N=look), F=4)
        pdf.pages[0].obj.Annots = Array([field, pdf.make_indirect(note)])
        helv = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([field]), DR=Dictionary(Font=Dictionary(Helv=helv)), NeedAppearances=True
        )

    given = changed(book("正文", tmp_path), change)
    made, found = hide(given)
    assert [(one.page, one.words) for one in found] == [(1, WHO)]
    assert not says(everything(made))
    assert not says(everything(blind(given)[0]))


def test_a_letter_stored_as_a_sign_that_looks_the_same_is_read_as_people_type_it():
    assert [letters._typed(ord(c)) for c in "\u2f24\ufb01\uff21\u00ad\uff0c"] == [
        "大",
        "fi",
        "A",
        " ",
        "，",
    ]
    assert letters._typed(0xD800) == " "


def test_what_is_left_is_told_and_pictures_of_all_pages_leave_nothing(tmp_path):
    data = book(f"= {WHO}\n一页\n#pagebreak()\n二页{WHO}", tmp_path)
    words = {0: [WHO], 1: [WHO], 2: [WHO, "乌有"]}
    assert masking.left_in(data, words) == [(0, WHO), (1, WHO), (2, WHO)]
    made = masking.pictured(data, {1: [[0, 0, 5000, 5000]]})
    assert masking.left_in(made, words) == []
    assert said(made) == ["", ""]
    assert seen(made)[:200, :200].max() < 120
    assert not says(everything(made))


def test_print_is_kept_in_greys_without_loss_and_photos_as_photos():
    def stored(image):
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            drawn.put(pdf, pdf.pages[0].obj, image, (100, 100))
            picture = pdf.pages[0].Resources.XObject.P
            return str(picture.Filter), str(picture.ColorSpace), picture.BitsPerComponent

    text = Image.new("RGB", (301, 200), "white")
    text.paste("black", (10, 10, 60, 20))
    assert stored(text) == ("/FlateDecode", "/DeviceGray", 4)
    text.paste("red", (10, 40, 60, 50))
    assert stored(text) == ("/FlateDecode", "/DeviceRGB", 8)
    photo = Image.blend(Image.linear_gradient("L"), Image.effect_noise((256, 256), 90), 0.2)
    assert stored(photo.convert("RGB")) == ("/DCTDecode", "/DeviceGray", 8)
    colours = [photo, photo.transpose(Image.Transpose.ROTATE_90), photo]
    assert stored(Image.merge("RGB", colours)) == ("/DCTDecode", "/DeviceRGB", 8)


def test_a_large_page_is_drawn_no_larger_than_is_bearable():
    document = pypdfium2.PdfDocument.new()
    image = drawn.picture_of(document.new_page(5000, 4000))
    assert image.width * image.height == pytest.approx(drawn.MOST_DOTS, rel=0.01)
    document.close()
