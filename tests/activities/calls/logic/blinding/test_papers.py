from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.activities.calls.logic.blinding.conftest import MARK, says
from tests.base.core.files.hostile.build import pdf, picture
from wangyu.activities.calls.logic.blinding.papers import FLATTENED, blind

PHOTO = picture("JPEG", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00" + MARK.encode())


def mark(kind, **more):
    return Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[0, 0, 9, 9], **more)


def fill(document):
    with document.open_metadata() as told:
        told["dc:creator"] = [MARK]
    document.docinfo["/Author"] = MARK
    page = document.pages[0].obj
    photo = document.make_stream(
        PHOTO, Type=Name.XObject, Subtype=Name.Image, Width=64, Height=48, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
        Metadata=document.make_stream(MARK.encode()),
    )  # fmt: skip
    plain = document.make_stream(picture("JPEG"), Filter=Name.DCTDecode)
    page.Resources = Dictionary(XObject=Dictionary(A=photo, B=plain))
    page.Numbers = document.make_indirect(Array([1]))
    page.PieceInfo = Dictionary(A=String(MARK))
    widget = document.make_indirect(mark("Widget", T=String("格"), FT=Name.Sig))
    widget.V = Dictionary(Name=String(MARK))
    document.Root.AcroForm = Dictionary(Fields=Array([widget]))
    page.Annots = Array(
        [
            mark("Text", Contents=String(MARK)),
            mark("Link", A=Dictionary(S=Name.URI, URI=String("https://" + "x" * 9))),
            mark("Link", A=Dictionary(S=Name.GoTo, D=Array([page, Name.Fit]))),
            mark("Highlight", T=String(MARK), M=String("D:20250301")),
            widget,
            String("没有意义"),
        ]
    )


def pages(data):
    return pikepdf.open(BytesIO(data))


def everything(data):
    """All there is, unpacked."""
    buffer = BytesIO()
    with pages(data) as opened:
        opened.save(buffer, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
    return buffer.getvalue()


def test_a_paper_keeps_its_page_and_loses_everything_beside_it(sound):
    given = pdf(fill)
    assert says(everything(given))
    made, told = blind(given)
    assert not says(everything(made))
    assert not says(made)
    assert set(told) == {
        FLATTENED,
        "作者、单位、软件等文档属性", "批注", "指向外部的链接", "标注者的姓名和时间", "电子签名", "图片的拍摄信息",
    }  # fmt: skip
    with pages(made) as opened:
        assert list(opened.pages[0].Annots) == []
        assert "/AcroForm" not in opened.Root
        assert opened.pages[0].Resources.XObject.A.read_raw_bytes().startswith(b"\xff\xd8")
    assert sound(made, "a.pdf").media_type == "application/pdf"


def test_files_packed_inside_go_with_their_names():
    def fill(document):
        document.attachments[f"{MARK}.txt"] = MARK.encode()
        document.Root.AF = Array([document.attachments[f"{MARK}.txt"].obj])
        form = document.make_stream(f"<name>{MARK}</name>".encode())
        document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=form)
        document.Root.Names.JavaScript = Dictionary(Names=Array([String(MARK), Dictionary()]))

    made, told = blind(pdf(fill))
    assert not says(everything(made))
    assert set(told) == {"附件和脚本", "作者、单位、软件等文档属性"}


def test_links_within_a_paper_stay_where_nothing_is_drawn_upon_it():
    def fill(document):
        page = document.pages[0].obj
        page.Annots = Array([mark("Link", A=Dictionary(S=Name.GoTo, D=Array([page, Name.Fit])))])

    with pages(blind(pdf(fill))[0]) as opened:
        assert [str(one.Subtype) for one in opened.pages[0].Annots] == ["/Link"]


def test_a_paper_with_nothing_to_take_out_says_so():
    made, told = blind(pdf())
    assert told == []
    assert blind(made) == (made, [])


def test_what_is_no_paper_is_refused():
    with pytest.raises(pikepdf.PdfError):
        blind(b"%PDF-1.7 no")
