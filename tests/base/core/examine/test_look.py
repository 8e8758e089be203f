"""What is kept, decided by content, and the borders of what is refused (the hostile corpus has the rest)."""

from __future__ import annotations

import struct
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageCms

from tests.base.core.files.hostile.build import (
    RELATIONS,
    box,
    element,
    large_form,
    mp3,
    mp4,
    office,
    pdf,
    picture,
    relation,
    wav,
    webm,
    zipped,
)
from tests.base.core.files.hostile.corpus import CORPUS
from wangyu.base.core.examine import films, look, pictures, sounds, texts
from wangyu.base.core.examine import webm as webm_reader
from wangyu.base.core.examine.kinds import BadFileError

pytestmark = pytest.mark.thorough

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def see(tmp_path):
    """What the examination says of bytes under a name."""

    def look_at(data: bytes, name: str):
        (tmp_path / "given").write_bytes(data)
        return look.examine(tmp_path / "given", name, tmp_path / "redrawn", tmp_path / "preview")

    return look_at


HEAVY = ("endless", "hundred-megabytes", "pdf-giant", "object-stream-bomb")
LIGHT = [s for s in CORPUS if not any(word in s.id for word in HEAVY)]
"""Those that need no confined process to be opened."""


@pytest.mark.parametrize("sample", LIGHT, ids=lambda s: s.id)
def test_what_the_confined_process_answers_is_answered_here(see, sample) -> None:
    if sample.refused:
        with pytest.raises(BadFileError, match=sample.refused):
            see(sample.make(), sample.name)
    else:
        assert see(sample.make(), sample.name).media_type


GOOD = [
    ("a.pdf", pdf(), "application/pdf"),
    ("a.pdf", large_form(), "application/pdf"),
    ("a.PNG", picture(), "image/png"),
    ("a.jpeg", picture("JPEG"), "image/jpeg"),
    ("a.docx", office(), DOCX),
    ("a.mp4", mp4(), "video/mp4"),
    ("a.mov", mp4(brand=b"qt  "), "video/mp4"),
    ("a.m4a", mp4(brand=b"M4A "), "audio/mp4"),
    ("a.webm", webm(), "video/webm"),
    ("a.webm", webm(None), "video/webm"),
    ("a.mp3", mp3(), "audio/mpeg"),
    ("a.mp3", mp3(told=40, tag=b"ID3\4\0\0\0\0\0\5hello"), "audio/mpeg"),
    ("a.wav", wav(), "audio/wav"),
    ("a.txt", "经费说明".encode(), "text/plain"),
    ("a.csv", "单位,人数,增减,电话\r\n云梦大学,3,-5,+86 139\r\n".encode("gb18030"), "text/plain"),
    ("a.csv", "单位,备注\n云梦大学,- 无(见附件)\n@办公室,a=b\n".encode(), "text/plain"),
    ("a.txt", b"a" + "网".encode() * texts.PIECE, "text/plain"),
]


@pytest.mark.parametrize(("name", "data", "media"), GOOD)
def test_the_type_is_what_the_content_says(see, name, data, media) -> None:
    assert see(data, name).media_type == media


PLAYS = [
    ("a.mp4", mp4(told=4, played=4), 4),
    ("a.m4a", mp4(told=5, played=4, brand=b"M4A "), 5),
    ("a.webm", webm(2.5), 2.5),
    ("a.wav", wav(3), 3),
    ("a.mp3", mp3(40), 40 * 1152 / 44100),
]


@pytest.mark.parametrize(("name", "data", "seconds"), PLAYS)
def test_how_long_it_plays_is_told(see, name, data, seconds) -> None:
    assert see(data, name).seconds == pytest.approx(seconds)


REDRAWN = [
    ("WEBP", "RGB", "image/webp", "JPEG", "jpg"),
    ("WEBP", "RGBA", "image/webp", "PNG", "png"),
    ("GIF", "P", "image/gif", "PNG", "png"),
    ("PNG", "RGBA", "image/png", "PNG", ""),
    ("PNG", "LA", "image/png", "PNG", ""),
    ("PNG", "P", "image/png", "PNG", ""),
    ("PNG", "1", "image/png", "PNG", ""),
    ("PNG", "I;16", "image/png", "PNG", ""),
    ("JPEG", "L", "image/jpeg", "JPEG", ""),
    ("JPEG", "CMYK", "image/jpeg", "JPEG", ""),
]


@pytest.mark.parametrize(("form", "mode", "media", "becomes", "suffix"), REDRAWN)
def test_a_picture_is_drawn_anew_in_a_form_everybody_opens(
    see, tmp_path, form, mode, media, becomes, suffix
) -> None:
    name = {"image/jpeg": "a.jpg"}.get(media, f"a.{form.lower()}")
    assert see(picture(form, mode=mode), name).suffix == suffix
    for made in ("redrawn", "preview"):
        with Image.open(tmp_path / made) as image:
            image.load()
    with Image.open(tmp_path / "redrawn") as image:
        assert (image.format, image.size) == (becomes, (64, 48))
        assert image.mode != "CMYK"


def test_a_moving_picture_keeps_moving_at_its_pace(see, tmp_path) -> None:
    buffer = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=[50, 200, 90])
    assert see(buffer.getvalue(), "a.gif").media_type == "image/gif"
    with Image.open(tmp_path / "redrawn") as image:
        times = []
        for number in range(image.n_frames):
            image.seek(number)
            times.append(image.info["duration"])
            assert image.convert("RGB").getpixel((5, 5)) == frames[number].getpixel((5, 5))
    assert times == [50, 200, 90]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_kept_as_it_was_seen(see, tmp_path, orientation) -> None:
    lying = Image.new("RGB", (60, 40), "white")
    lying.paste("black", (0, 0, 30, 20))
    facts = Image.Exif()
    facts[0x0112] = orientation
    buffer = BytesIO()
    lying.save(buffer, "JPEG", exif=facts, quality=95)
    see(buffer.getvalue(), "a.jpg")
    right = {1: (15, 10), 2: (45, 10), 3: (45, 30), 4: (15, 30), 5: (10, 15), 6: (30, 15), 7: (30, 45), 8: (10, 45)}  # fmt: skip
    with Image.open(tmp_path / "redrawn") as image:
        assert image.size == ((60, 40) if orientation < 5 else (40, 60))
        assert image.convert("L").getpixel(right[orientation]) < 60


@pytest.fixture
def small_limits(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_KEPT", 1200)
    monkeypatch.setattr(pictures, "LARGEST_TURNED", 800)


@pytest.mark.parametrize(("orientation", "size"), [(1, (32, 24)), (6, (24, 32))])
def test_a_very_large_photo_is_kept_smaller(see, tmp_path, small_limits, orientation, size) -> None:
    facts = Image.Exif()
    facts[0x0112] = orientation
    see(picture("JPEG", exif=facts), "a.jpg")
    with Image.open(tmp_path / "redrawn") as image:
        assert image.size == size


def test_a_large_picture_that_lies_is_halved_before_it_is_turned(
    see, tmp_path, small_limits
) -> None:
    facts = Image.Exif()
    facts[0x0112] = 6
    see(picture("PNG", exif=facts), "a.png")
    with Image.open(tmp_path / "redrawn") as image:
        assert image.size == (24, 32)


def test_wide_colours_become_those_of_the_web(see, tmp_path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    wide = usual.replace(b"sRGB", b"wide").replace(b"s\0R\0G\0B", b"w\0i\0d\0e")
    for profile in (lab, usual, wide, b"junk" * 99):
        see(picture("JPEG", icc_profile=profile), "a.jpg")
        with Image.open(tmp_path / "redrawn") as image:
            assert "icc_profile" not in image.info


def test_clear_dots_stay_clear(see, tmp_path) -> None:
    image = Image.new("P", (9, 9))
    buffer = BytesIO()
    image.save(buffer, "PNG", transparency=0)
    see(buffer.getvalue(), "a.png")
    with Image.open(tmp_path / "redrawn") as made:
        assert made.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("kind", ["VP8X", "VP8L", "VP8 "])
def test_each_form_of_webp_tells_its_size(see, tmp_path, kind) -> None:
    more = {"VP8X": {"icc_profile": b"a" * 9}, "VP8L": {"lossless": True}, "VP8 ": {}}[kind]
    data = picture("WEBP", (41, 33), **more)
    assert data[12:16] == kind.encode()
    see(data, "a.webp")
    with Image.open(tmp_path / "redrawn") as image:
        assert image.size == (41, 33)


FINE = {
    "a link to a page": relation("hyperlink", "https://example.edu.cn/a?b=1#c"),
    "a letter": relation("hyperlink", "mailto:a@example.edu.cn"),
    "a neighbour": relation("hyperlink", "附件1.docx"),
    "a template on somebody's disk": relation("attachedTemplate", "file:///C:\\Templates\\a.dotm"),
    "a workbook on somebody's disk": relation("oleObject", "file:///D:\\data\\a.xlsx!Sheet1!R1C1"),
    "a picture inside": relation("image", "media/a.png", outside=False),
    "nothing": RELATIONS % b"",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_harmless_relations_are_kept(see, text) -> None:
    assert see(office("docx", {"word/_rels/document.xml.rels": text}), "a.docx").media_type == DOCX


PARTS = {
    "a chart's workbook": {"word/embeddings/a.xlsx": office("xlsx")},
    "an equation": {"word/embeddings/a.bin": b"\xd0\xcf\x11\xe0" + bytes(600)},
    "printer settings": {"word/printerSettings1.bin": bytes(600)},
    "a table of contents": {
        "word/a.xml": b'<d><w:instrText>TOC \\o "1-3" HYPERLINK "http://a.cn/addendum"</w:instrText></d>'
    },
    "utf-16": {"word/a.xml": '<?xml version="1.0" encoding="UTF-16"?><d/>'.encode("utf-16")},
    "a drawing with a declaration": {"word/media/a.svg": b'<!DOCTYPE svg PUBLIC "a" "b"><svg/>'},
    "a large part": {"word/a.xml": b"<d>" + b"<w:t>text</w:t>" * 1_200_000 + b"</d>"},
    "a formula": {"xl/a.xml": b'<f>SUM(A1:A9)&amp;"|"</f><f>IF(A1>0,1,2)</f>'},
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_harmless_parts_are_kept(see, parts) -> None:
    assert see(office("docx", parts), "a.docx").media_type == DOCX


def test_a_stored_zip_and_one_written_to_a_pipe_are_kept(see) -> None:
    import zipfile

    assert see(zipped({"word/document.xml": b"<d/>"}, method=zipfile.ZIP_STORED), "a.docx")

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"<d/>")
        made.writestr("word/b.xml", b"<d/>")
    assert see(pipe.getvalue(), "a.docx").media_type == DOCX


def link(target: str) -> bytes:
    def fill(made: pikepdf.Pdf) -> None:
        act = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(target))
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act)
        made.pages[0].Annots = pikepdf.Array([note])
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])

    return pdf(fill)


@pytest.mark.parametrize("target", ["https://example.edu.cn/", "mailto:a@example.cn"])
def test_a_pdf_with_a_link_or_a_first_view_is_kept(see, target) -> None:
    assert see(link(target), "a.pdf").media_type == "application/pdf"


BAD = [
    (struct.pack(">I4sQ", 1, b"ftyp", 2**63) + b"isom", "a.mp4", films.BROKEN),
    (
        box(b"ftyp", b"isom" + bytes(4)) + struct.pack(">I4sQ", 1, b"free", 24) + bytes(8),
        "a.mp4",
        films.BROKEN,
    ),
    (mp4().replace(b"stts", b"xxxx"), "a.mp4", films.BROKEN),
    (mp4().replace(b"mvhd", b"xxxx"), "a.mp4", films.BROKEN),
    (mp4()[:44] + struct.pack(">I", 0) + mp4()[48:], "a.mp4", films.BROKEN),
    (b"\x1a\x45\xdf\xa3" + b"\x80" + element(0x1654AE6B, b""), "a.webm", films.BROKEN),
    (mp3() + bytes(9000), "a.mp3", sounds.BROKEN),
]


@pytest.mark.parametrize(("data", "name", "words"), BAD)
def test_odd_containers_are_refused(see, data, name, words) -> None:
    with pytest.raises(BadFileError, match=words.partition("}")[2]):
        see(data, name)


def test_a_film_in_pieces_is_believed_its_head(see) -> None:
    moov = mp4().partition(b"mdat")[0][:-4]
    assert see(moov + box(b"moof", box(b"traf")), "a.mp4").seconds == 4
    late = mp4(told=2**30).partition(b"mdat")[0][:-4]
    with pytest.raises(BadFileError, match="自称的时长"):
        see(late + box(b"moof"), "a.mp4")


def test_a_film_with_long_clocks_is_read(see) -> None:
    head = b"\1" + bytes(19) + struct.pack(">IQ", 1000, 4000)
    old = mp4()
    at = old.index(b"mvhd") + 4
    size = struct.unpack(">I", old[at - 8 : at - 4])[0]
    assert (
        see(old[:at] + (head + bytes(size))[: size - 8] + old[at + size - 8 :], "a.mp4").seconds
        == 4
    )


def test_a_film_whose_samples_differ_is_read(see) -> None:
    sizes = box(b"stsz", bytes(4) + struct.pack(">II4I", 0, 4, 9, 8, 7, 6))
    one = box(b"stsz", bytes(4) + struct.pack(">II", 16, 4))
    grown = len(sizes) - len(one)
    data = mp4().replace(one, sizes)
    for kind in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        at = data.index(kind) - 4
        data = (
            data[:at]
            + struct.pack(">I", struct.unpack(">I", data[at : at + 4])[0] + grown)
            + data[at + 4 :]
        )
    assert see(data, "a.mp4").seconds == 4
    short = data.replace(
        struct.pack(">II4I", 0, 4, 9, 8, 7, 6), struct.pack(">II4I", 0, 400, 9, 8, 7, 6)
    )
    with pytest.raises(BadFileError, match="不是完好的视频"):
        see(short, "a.mp4")


def test_the_last_atom_of_a_film_may_run_to_the_end(see) -> None:
    data = mp4()
    at = data.index(b"mdat") - 4
    assert see(data[:at] + bytes(4) + data[at + 4 :], "a.mp4").seconds == 4


VERSIONS = [(b"\xff\xfb\x90\x00", 417, 1152 / 44100), (b"\xff\xf3\x90\x00", 261, 576 / 22050), (b"\xff\xe3\x90\x00", 522, 576 / 11025)]  # fmt: skip


@pytest.mark.parametrize(("head", "length", "seconds"), VERSIONS)
def test_each_version_of_mp3_is_read(see, head, length, seconds) -> None:
    frame = head + bytes(length - 4)
    assert see(frame * 40 + b"TAG" + bytes(125), "a.mp3").seconds == pytest.approx(40 * seconds)


def test_a_film_whose_tables_are_too_long_or_empty_is_refused(see, monkeypatch) -> None:
    whole = mp4()
    at = whole.index(b"mdhd") + 16
    clocks = whole[:at] + bytes(4) + whole[at + 4 :]
    at = whole.index(b"stts") + 8
    table = whole[:at] + struct.pack(">I", 999) + whole[at + 4 :]
    for data in (clocks, table):
        with pytest.raises(BadFileError, match="不是完好的视频"):
            see(data, "a.mp4")
    monkeypatch.setattr(films, "LARGEST_HEAD", 9)
    with pytest.raises(BadFileError, match="不是完好的视频"):
        see(whole, "a.mp4")


def test_a_webm_of_a_live_lecture_has_no_end_and_no_length(see, monkeypatch) -> None:
    cluster = element(0x1F43B675, bytes(20))
    live = (
        element(0x1A45DFA3, b"webm") + b"\x18\x53\x80\x67\xff" + element(0xEC, bytes(9)) + cluster
    )
    assert see(live, "a.webm").seconds is None
    monkeypatch.setattr(webm_reader, "MOST_BOXES", 1)
    with pytest.raises(BadFileError, match="不是完好的视频"):
        see(live, "a.webm")


def test_a_zip_whose_member_is_none_is_refused(see) -> None:
    data = bytearray(office())
    data[data.rfind(b"PK\3\4") + 2] = 9
    with pytest.raises(BadFileError, match="已损坏"):
        see(bytes(data), "a.docx")


@pytest.mark.parametrize("change", [1, -9])
def test_a_member_cut_or_followed_by_more_is_refused(see, change) -> None:
    from tests.base.core.files.hostile.zips import deflated, plain, raw

    name, packed, size, crc = plain(b"word/b.xml", b"<d>" + b"abc" * 999)
    packed = packed + b"xxxx" if change > 0 else deflated(b"")[:1] + packed[1:change]
    with pytest.raises(BadFileError, match="已损坏"):
        see(raw([plain(b"word/document.xml", b"<d/>"), (name, packed, size, crc)]), "a.docx")
