"""What is kept and what is refused, decided by content; each refusal is one sentence."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from tests.base.core.files.conftest import pdf, picture
from wangyu.base.core.files import BadFileError, inspect
from wangyu.base.core.files.inspect import HEAD, MOST_MEMBERS, MOST_PIXELS

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def archive(*names: str, body: bytes = b"x") -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, body)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A picture that claims a size and holds almost nothing."""
    head = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    rest = [head, b"IDAT" + zlib.compress(b"\x00" * 64), b"IEND"]
    parts = [(len(p) - 4).to_bytes(4) + p + zlib.crc32(p).to_bytes(4) for p in rest]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


GOOD = [
    ("a.pdf", pdf(), "application/pdf"),
    ("a.PNG", picture(), "image/png"),
    ("a.jpeg", picture("JPEG"), "image/jpeg"),
    ("a.webp", picture("WEBP"), "image/webp"),
    ("a.gif", picture("GIF"), "image/gif"),
    ("a.docx", archive("word/document.xml"), DOCX),
    ("a.mp4", b"\0\0\0\x18ftypisom" + b"\0" * 9, "video/mp4"),
    ("a.m4a", b"\0\0\0\x18ftypM4A " + b"\0" * 9, "audio/mp4"),
    ("a.webm", b"\x1a\x45\xdf\xa3" + b"\0" * 9, "video/webm"),
    ("a.mp3", b"ID3" + b"\0" * 9, "audio/mpeg"),
    ("a.wav", b"RIFF\0\0\0\0WAVE", "audio/wav"),
    ("a.txt", "经费说明".encode(), "text/plain"),
    ("a.csv", "单位,人数\r\n云梦大学,3".encode("gb18030"), "text/plain"),
    ("a.txt", b"a" + "网".encode() * HEAD, "text/plain"),
]


@pytest.mark.parametrize(("name", "data", "media"), GOOD)
def test_the_type_is_what_the_content_says(at, name, data, media) -> None:
    assert inspect(at(data), name) == media


ACTION = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
BAD = [
    ("空.pdf", b"", "空的"),
    ("图.pdf", picture(), "扩展名与内容不符"),
    ("无扩展名", pdf(), "扩展名与内容不符"),
    ("半截.pdf", pdf()[:60], "不是完好的 PDF"),
    ("无页.pdf", pdf(pages=0), "没有页面"),
    ("加密.pdf", pdf(password="x"), "设了密码"),
    ("动作.pdf", pdf(OpenAction=ACTION), "脚本、动作或附件"),
    ("深处.pdf", pdf(Names=pikepdf.Array([pikepdf.Dictionary(A=ACTION)])), "脚本、动作或附件"),
    ("半截.jpg", picture("JPEG", (64, 64))[:900], "不是完好的图片"),
    ("坏.png", picture()[:40], "不是完好的图片"),
    ("大.png", png_header(10_000, MOST_PIXELS // 10_000 + 1), "像素,过大"),
    ("极大.png", png_header(60_000, 60_000), "像素过多"),
    ("手机.mov", b"\0\0\0\x18ftypheic\0\0\0\0", "JPG"),
    ("旧.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 99, "另存为 docx"),
    ("程序.pdf", b"MZ" + b"\0" * 99, "程序"),
    ("包.rar", b"Rar!\x1a\x07", "压缩包"),
    ("包.zip", archive("a.txt"), "压缩包"),
    ("坏.docx", b"PK\x03\x04" + b"\0" * 50, "已损坏"),
    ("宏.docm", archive("word/document.xml", "word/vbaProject.bin"), "宏"),
    ("宏表.xlsx", archive("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "宏"),
    ("炸弹.docx", archive("word/document.xml", *map(str, range(MOST_MEMBERS))), "展开后过大"),
    ("画.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "不接收这种文件"),
    ("页.txt", b"\n <html><script>alert(1)</script>", "不接收这种文件"),
    ("乱.txt", b"\x00\x01\x02\xff" * 99, "不接收这种文件"),
]


@pytest.mark.parametrize(("name", "data", "words"), BAD, ids=[name for name, *_ in BAD])
def test_a_wrong_file_is_refused_with_one_sentence(at, name, data, words) -> None:
    with pytest.raises(BadFileError, match=words) as caught:
        inspect(at(data), name)
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert "\n" not in sentence


def test_a_bomb_is_refused_without_unpacking_it(at) -> None:
    member = zipfile.ZipInfo("word/document.xml")
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(member, b"x")
        made.filelist[0].file_size = 10**12
    with pytest.raises(BadFileError, match="展开后过大"):
        inspect(at(buffer.getvalue()), "炸弹.docx")


def test_a_long_name_is_cut_in_the_sentence(at) -> None:
    with pytest.raises(BadFileError) as caught:
        inspect(at(pdf()), "名" * 300 + ".png")
    assert len(str(caught.value)) < 130


def test_two_files_in_one_are_only_what_their_start_says(at) -> None:
    both = picture("JPEG") + archive("index.html", body=b"<script>alert(1)</script>")
    assert inspect(at(both), "a.jpg") == "image/jpeg"
    with pytest.raises(BadFileError, match="扩展名与内容不符"):
        inspect(at(both), "a.zip")


def test_a_bottomless_pdf_is_refused(at) -> None:
    deep = pikepdf.Dictionary()
    for _ in range(60):
        deep = pikepdf.Dictionary(Down=deep)
    with pytest.raises(BadFileError):
        inspect(at(pdf(Deep=deep)), "a.pdf")


def test_a_picture_in_a_palette_is_whole(at) -> None:
    buffer = BytesIO()
    Image.new("P", (9, 9)).save(buffer, "PNG")
    assert inspect(at(buffer.getvalue()), "a.png") == "image/png"
