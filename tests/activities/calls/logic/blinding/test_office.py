import zipfile
from io import BytesIO

import pytest

from tests.activities.calls.logic.blinding.conftest import MARK, RAW, says
from tests.base.core.files.hostile.build import TYPES, office, picture, relation, zipped
from wangyu.activities.calls.logic.blinding.office import blind, text_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
D = 'xmlns:wp="http://d/wp" xmlns:pic="http://d/pic"'


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(*texts):
    return f"<w:p>{''.join(map(run, texts))}</w:p>"


def document(body, **parts):
    main = f"<w:document {W} {D}><!--{MARK}--><w:body>{body}</w:body></w:document>".encode()
    return zipped({"[Content_Types].xml": TYPES % b"", "word/document.xml": main, **parts})


def unpacked(data):
    with zipfile.ZipFile(BytesIO(data)) as given:
        return {name: given.read(name) for name in given.namelist()}


def leaks(data):
    return [name for name, part in unpacked(data).items() if says(part) or says(name.encode())]


BEGIN, MIDDLE, END = (f'<w:fldChar w:fldCharType="{one}"/>' for one in ("begin", "separate", "end"))
FIELD = f"""<w:p>{BEGIN}<w:instrText> FILENAME </w:instrText>{MIDDLE}{run(MARK)}{END}{run("后")}</w:p>
<w:p><w:fldSimple w:instr=" AUTHOR ">{run(MARK)}{run("")}</w:fldSimple>
<w:fldSimple w:instr=" PAGE ">{run("7")}</w:fldSimple></w:p>
<w:p>{BEGIN}<w:instrText>PAGE</w:instrText>{MIDDLE}{run("8")}{END}{END}{MIDDLE}<w:instrText>A</w:instrText>
<w:fldChar w:fldCharType="odd"/><w:instrText/></w:p>"""
CHANGED = (
    f'<w:p><w:ins w:id="1" w:author="{MARK}" w:date="2025-03-01T08:00:00Z"><w:commentReference w:id="0"/>'
    f'{run("改过的字")}</w:ins><w:del w:author="作者"><w:r><w:delText>删去的字</w:delText></w:r></w:del></w:p>'
)
PICTURED = (
    f'<wp:docPr id="1" name="图片 1" descr="C:\\{MARK}.jpg"/><pic:cNvPr name="{MARK}.jpg"/><pic:cNvPr name="图片"/>'
)  # fmt: skip


def test_a_document_keeps_its_text_and_loses_everything_beside_it(sound):
    photo = picture("JPEG", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00" + MARK.encode())
    given = document(
        paragraph("正文") + CHANGED + FIELD + PICTURED,
        **{
            "docProps/core.xml": f"<c><creator>{MARK}</creator></c>".encode(),
            "docProps/app.xml": f"<c><Company>{MARK}</Company></c>".encode(),
            "docProps/custom.xml": MARK.encode(), "docProps/thumbnail.jpeg": photo,
            "word/comments.xml": f"<w:comments {W}><w:comment>{MARK}</w:comment></w:comments>".encode(),
            "word/people.xml": f'<w:people {W}><w:person w:author="{MARK}"/></w:people>'.encode(),
            "word/header1.xml": f"<w:hdr {W}>{FIELD}</w:hdr>".encode(),
            "word/media/image1.jpeg": photo, "word/media/image2.png": picture(),
            "word/embeddings/表.xlsx": office("xlsx", {"docProps/core.xml": f"<c>{MARK}</c>".encode()}),
            "word/_rels/settings.xml.rels": relation("attachedTemplate", f"file:///C:/{MARK}.dotx"),
            "word/_rels/document.xml.rels": relation("hyperlink", f"https://example.org/{MARK}"),
            "word/_rels/a.rels": relation("thumbnail", "x.jpg", outside=False),
            "word/_rels/b.rels": relation("image", "media/image1.jpeg", outside=False),
            "customXml/item1.xml": f"<c><a>{MARK}</a><b/></c>".encode(),
            "customXml/itemProps1.xml": b"<c/>",
        },
    )  # fmt: skip
    parts = unpacked(given)
    assert sum(says(part) for part in parts.values()) > 10
    made, told = blind(given)
    assert leaks(made) == []
    assert all(one not in made for one in RAW)
    assert text_of(made) == "正文\n改过的字删去的字\n后\n7\n8\n后\n7\n8"
    assert sound(made, "a.docx").media_type.endswith("wordprocessingml.document")
    assert {
        "作者、单位等文档属性", "批注", "修订者的姓名", "缩略图", "图片的拍摄信息", "指向外部的链接和路径",
        "封面等处绑定的数据", "作者、文件名等自动填入的文字", "图片的原文件名和说明",
    } == set(told)  # fmt: skip
    assert b"2025-03-01" not in unpacked(made)["word/document.xml"]
    assert b'name="\xe5\x9b\xbe\xe7\x89\x87"' in unpacked(made)["word/document.xml"]


def test_words_are_masked_across_runs_and_blanks_and_in_shared_strings():
    given = document(paragraph("指导老师张", "三", "和张 三丰，再谢张三") + paragraph("没有名字"))
    made, told = blind(given, ["张三"])
    assert text_of(made) == "指导老师〔略〕和〔略〕丰，再谢〔略〕\n没有名字"
    assert told == ["遮盖的文字"]
    strings = b"<sst><si><t>\xe5\xbc\xa0\xe4\xb8\x89</t></si><si/></sst>"
    book, _ = blind(office("xlsx", {"xl/sharedStrings.xml": strings}), ["张三"])
    assert text_of(book) == "〔略〕"
    inside = document(
        paragraph("外"),
        **{"word/embeddings/表.xlsx": office("xlsx", {"xl/sharedStrings.xml": strings})},
    )
    assert text_of(inside) == "外\n张三"
    assert "张三" not in text_of(blind(inside, ["张三"])[0])


def test_comments_of_slides_and_sheets_go_too():
    comments = f"<cmLst><cm>{MARK}</cm></cmLst>".encode()
    for kind, name in (("pptx", "ppt/comments/comment1.xml"), ("xlsx", "xl/comments1.xml"), ("pptx", "ppt/commentAuthors.xml")):  # fmt: skip
        made, told = blind(office(kind, {name: comments}))
        assert leaks(made) == []
        assert told == ["批注"]


def test_embedded_documents_are_opened_as_deep_as_they_were_let_in():
    deep = office("xlsx", {"docProps/core.xml": b"<c/>"})
    for _ in range(3):
        deep = office("docx", {"word/embeddings/x.docx": deep})
    made, _ = blind(deep)
    assert unpacked(made)["word/embeddings/x.docx"]


@pytest.mark.parametrize("part", [b"", b"<w:document>text</w:document>"], ids=["empty", "unbound"])
def test_a_part_that_is_no_markup_stays(part):
    made, _ = blind(zipped({"word/document.xml": part, "word/other.bin": b"\x01"}))
    assert unpacked(made) == {"word/document.xml": part, "word/other.bin": b"\x01"}
    assert text_of(made) == ""
