"""What is measured of a file that is kept: its size as shown, its length, its words, its day."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from tests.base.core.files.hostile.build import box, element, mp3, mp4, office, pdf, picture, webm
from wangyu.base.core.examine import draw, films, look, office_facts, words

HEAD = bytes(40)
UPRIGHT = box(
    b"tkhd", HEAD + struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30) + bytes(8)
)
LYING = box(
    b"tkhd", HEAD + struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30) + bytes(8)
)
LONG_HEAD = box(b"tkhd", b"\x01" + bytes(51) + struct.pack(">2i", 0, -(1 << 16)) + bytes(36))
SINCE = int((datetime(2025, 3, 1, 20, tzinfo=UTC) - films.ZERO).total_seconds())


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", bytes(8) + kind + bytes(13))


def coded(width: int, height: int) -> bytes:
    sample = struct.pack(">I4s6xH16xHH", 86, b"avc1", 1, width, height) + bytes(50)
    return box(b"stsd", struct.pack(">II", 0, 1) + sample)


@pytest.fixture
def measure(tmp_path):
    def look_at(data: bytes, name: str):
        (tmp_path / "given").write_bytes(data)
        places = (tmp_path / one for one in ("given", "redrawn", "preview"))
        path, redrawn, preview = places
        return dict(look.examine(path, name, redrawn, preview).measured)

    return look_at


@pytest.mark.parametrize(
    ("track", "size"),
    [(UPRIGHT, (1920, 1080)), (LYING, (1080, 1920)), (LONG_HEAD, (1080, 1920))],
    ids=["upright", "lying", "long-head"],
)
def test_a_film_is_as_large_as_it_is_shown(measure, track, size) -> None:
    film = mp4(track=track + handler(b"vide"), picture=coded(1920, 1080))
    assert measure(film, "a.mp4") == {"seconds": 4, "width": size[0], "height": size[1]}


def test_a_track_of_sound_has_no_size(measure) -> None:
    film = mp4(track=UPRIGHT + handler(b"soun"), picture=coded(2, 16))
    assert measure(film, "a.mp4") == {"seconds": 4}


def test_a_second_handler_of_a_track_does_not_hide_its_pictures(measure) -> None:
    film = mp4(track=handler(b"vide") + handler(b"url "), picture=coded(640, 480))
    assert measure(film, "a.mov") == {"seconds": 4, "width": 640, "height": 480}


@pytest.mark.parametrize(("made", "day"), [(SINCE, "2025-03-02"), (0, None), (60, None)])
def test_a_film_tells_its_day_in_beijing_when_its_clock_was_set(measure, made, day) -> None:
    assert measure(mp4(made=made), "a.mp4").get("created") == day


def test_a_web_film_tells_its_size_and_day(measure) -> None:
    since = int(
        (datetime(2025, 3, 1, tzinfo=UTC) - datetime(2001, 1, 1, tzinfo=UTC)).total_seconds()
    )
    video = element(0xE0, element(0xB0, b"\x05\x00") + element(0xBA, b"\x02\xd0"))
    tracks = element(0x1654AE6B, element(0xAE, element(0xD7, b"\x01") + video))
    made = element(0x4461, (since * 10**9).to_bytes(8))
    told = {"seconds": 4, "width": 1280, "height": 720, "created": "2025-03-01"}
    assert measure(webm(more=made, tracks=tracks), "a.webm") == told


def test_elements_without_end_are_broken(measure, monkeypatch) -> None:
    monkeypatch.setattr("wangyu.base.core.examine.webm.MOST_BOXES", 2)
    with pytest.raises(look.BadFileError, match="不是完好"):
        measure(webm(more=element(0x4461, bytes(8))), "a.webm")


def test_sound_is_only_as_long_as_it_plays(measure) -> None:
    assert set(measure(mp3(), "a.mp3")) == {"seconds"}


def photo(turn: int, taken: str) -> bytes:
    noted = Image.Exif()
    noted[0x0112] = turn
    noted.get_ifd(0x8769)[0x9003] = taken
    return picture("JPEG", (64, 48), exif=noted.tobytes())


@pytest.mark.parametrize(
    ("turn", "taken", "told"),
    [
        (1, "2025:03:01 23:30:00", {"width": 64, "height": 48, "created": "2025-03-01"}),
        (6, "2025:03:01 00:10:00", {"width": 48, "height": 64, "created": "2025-03-01"}),
        (1, "0000:00:00 00:00:00", {"width": 64, "height": 48}),
        (1, "unset", {"width": 64, "height": 48}),
    ],
    ids=["upright", "lying", "no-clock", "no-day"],
)  # fmt: skip
def test_a_photo_is_upright_and_tells_the_day_of_its_camera(measure, turn, taken, told) -> None:
    assert measure(photo(turn, taken), "a.jpg") == told


def test_a_picture_without_notes_has_its_size(measure) -> None:
    assert measure(picture(), "a.png") == {"width": 64, "height": 48}


def test_a_pdf_tells_its_pages_and_its_makers_day(measure) -> None:
    def fill(document: pikepdf.Pdf) -> None:
        document.add_blank_page()
        document.docinfo["/CreationDate"] = "D:20250301230000Z00'00'"

    assert measure(pdf(fill), "a.pdf") == {"pages": 2, "created": "2025-03-02"}


@pytest.mark.parametrize("written", [5, "long ago"])
def test_a_pdf_with_a_day_nobody_can_read_tells_none(measure, written) -> None:
    def fill(document: pikepdf.Pdf) -> None:
        document.trailer.Info = document.make_indirect(pikepdf.Dictionary(CreationDate=written))

    assert measure(pdf(fill), "a.pdf") == {"pages": 1}


def document(body: str, core: str = "") -> bytes:
    parts = {"word/document.xml": f"<w:document>{body}</w:document>".encode()}
    if core:
        parts["docProps/core.xml"] = core.encode()
    return office("docx", parts)


BODY = (
    "<w:p><w:r><w:t>网络</w:t></w:r><w:r><w:t xml:space='preserve'>育人，Wang</w:t></w:r>"
    "<w:r><w:t>yu &amp; 3.14</w:t></w:r></w:p><w:p><w:r><w:t>end</w:t><w:tab/><w:t>two</w:t></w:r></w:p>"
)


def test_a_document_has_the_words_word_counts(measure) -> None:
    assert measure(document(BODY), "a.docx") == {"chars": 5 + 3 + 2}


def test_a_document_tells_the_day_it_was_begun(measure) -> None:
    core = '<dcterms:created xsi:type="dcterms:W3CDTF">2025-03-01T16:00:00Z</dcterms:created>'
    assert measure(document("", core), "a.docx") == {"chars": 0, "created": "2025-03-02"}
    assert measure(document("", "<dc:title/>"), "a.docx") == {"chars": 0}


def test_a_document_read_in_many_pieces_is_counted_once(measure, monkeypatch) -> None:
    monkeypatch.setattr("wangyu.base.core.examine.zips.PIECE", 7)
    assert measure(document(BODY), "a.docx") == {"chars": 10}


def test_a_document_too_long_to_read_is_left_to_people(measure, monkeypatch) -> None:
    monkeypatch.setattr(office_facts, "MOST_RUNS", 6)
    assert measure(document(BODY), "a.docx") == {}
    monkeypatch.setattr(office_facts, "MOST_MARKUP", 10)
    assert measure(document(BODY), "a.docx") == {}


def test_counting_ends_where_no_limit_is_near(measure, monkeypatch) -> None:
    monkeypatch.setattr(office_facts, "MOST", 3)
    monkeypatch.setattr("wangyu.base.core.examine.zips.PIECE", 1000)
    assert 10 <= measure(document(BODY * 50), "a.docx")["chars"] < 500


def test_slides_are_counted_as_pages(measure) -> None:
    slides = {f"ppt/slides/slide{n}.xml": b"<p:sld/>" for n in (1, 2, 3)}
    assert measure(office("pptx", slides), "a.pptx") == {"pages": 3}
    assert measure(office("xlsx"), "a.xlsx") == {}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_plain_text_is_counted_in_its_encoding(measure, encoding) -> None:
    assert measure("网络 育人 one two".encode(encoding), "a.txt") == {"chars": 6}


WRITTEN = [
    ("D:20250301235959+08'00'", "2025-03-01"),
    ("D:20250301120000-1100", "2025-03-02"),
    ("D:20250301", "2025-03-01"),
    ("2025-03-01T23:00:00Z", "2025-03-02"),
    ("2025:03:01 23:00:00", "2025-03-01"),
    ("D:20251341", ""),
    ("1904-01-01T00:00:00Z", ""),
    ("D:20250301120000+99", ""),
    ("D:00010101000000+10", ""),
    ("", ""),
]


@pytest.mark.parametrize(("written", "day"), WRITTEN)
def test_a_written_moment_is_a_day_in_beijing(written, day) -> None:
    assert words.day_of(written) == day


def test_a_clock_beyond_all_time_tells_nothing() -> None:
    assert words.day_after(films.ZERO, 2.0**64) == ""


COUNTED = [
    ("网络育人，从心开始。", 10),
    ("The quick brown fox", 4),
    ("第1章 AI+教育", 6),
    ("“引号”……", 6),
    ("　全角　空格", 4),
    ("", 0),
]


@pytest.mark.parametrize(("text", "number"), COUNTED)
def test_words_are_counted_as_word_does(text, number) -> None:
    assert words.count(text) == number


def written_pdf(*lines: str) -> bytes:
    made = pypdfium2.PdfDocument.new()
    for line in lines:
        page = made.new_page(200, 200)
        font = pypdfium2.raw.FPDFText_LoadStandardFont(made, b"Helvetica")
        text = pypdfium2.raw.FPDFPageObj_CreateTextObj(made, font, 12)
        shown = line.encode("utf-16-le") + b"\0\0"
        buffer = (pypdfium2.raw.FPDF_WCHAR * (len(shown) // 2)).from_buffer_copy(shown)
        pypdfium2.raw.FPDFText_SetText(text, buffer)
        pypdfium2.raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 20, 100)
        pypdfium2.raw.FPDFPage_InsertObject(page, text)
        pypdfium2.raw.FPDFPage_GenerateContent(page)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def paper(tmp_path):
    (tmp_path / "a.pdf").write_bytes(written_pdf("three words here", "two more"))
    return tmp_path / "a.pdf"


def test_the_words_of_a_pdf_are_those_it_shows(paper) -> None:
    assert draw.words_of(paper) == 5


def test_counting_a_pdf_ends_where_no_limit_is_near(paper, monkeypatch) -> None:
    monkeypatch.setattr(draw, "MOST", 3)
    assert draw.words_of(paper) == 3


def test_a_pdf_too_long_to_count_in_time_is_left_to_people(paper, monkeypatch) -> None:
    monkeypatch.setattr(draw, "READING", -1)
    assert draw.words_of(paper) is None


def test_what_is_no_pdf_has_no_words(tmp_path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"nothing")
    assert draw.words_of(tmp_path / "a.pdf") is None
