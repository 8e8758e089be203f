"""What a file really is, and whether it may be kept. Names and claimed types are not believed."""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path

import pikepdf
from PIL import Image

MEGABYTE = 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_MEMBERS = 5000
LARGEST_UNPACKED = 500 * MEGABYTE
HEAD = 4096
DEEPEST = 40
ALLOWED = (
    "PDF、图片(PNG、JPG、WebP)、视频(MP4、WebM)、音频(MP3、M4A、WAV)、Word、Excel、PPT、TXT 或 CSV"
)
OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}  # fmt: skip
SUFFIXES = {
    "application/pdf": {"pdf"}, "image/png": {"png"}, "image/jpeg": {"jpg", "jpeg"},
    "image/webp": {"webp"}, "image/gif": {"gif"}, "video/mp4": {"mp4", "m4v", "mov"},
    "video/webm": {"webm"}, "audio/mpeg": {"mp3"}, "audio/mp4": {"m4a"}, "audio/wav": {"wav"},
    "text/plain": {"txt", "csv"},
} | {media: {suffix} for media, suffix in OFFICE.values()}  # fmt: skip

KNOWN_BUT_NOT_KEPT = {
    b"\xd0\xcf\x11\xe0": "这是旧版或加了密的办公文档;请去掉密码,另存为 docx、xlsx 或 pptx 后再传。",
    b"Rar!": "不接收压缩包,请把里面的材料分别上传。",
    b"7z\xbc\xaf": "不接收压缩包,请把里面的材料分别上传。",
    b"\x1f\x8b": "不接收压缩包,请把里面的材料分别上传。",
    b"MZ": "这是程序,不能接收;请上传材料本身。",
    b"\x7fELF": "这是程序,不能接收;请上传材料本身。",
}
PHOTO_BRANDS = {b"heic", b"heix", b"mif1", b"msf1", b"avif"}
MACROS = ("vbaproject.bin", "macrosheets/", "activex/")
RISKY = {
    "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/AA", "/SubmitForm", "/ImportData",
}  # fmt: skip


class BadFileError(Exception):
    """The file is not kept; one sentence: what it is and what would be right."""


def inspect(path: Path, name: str) -> str:
    """The media type by content. Raises BadFileError for what may not be kept."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    media = _by_magic(head, path)
    suffix = name.rpartition(".")[2].lower()
    if suffix not in SUFFIXES[media]:
        right = "、".join(sorted(SUFFIXES[media]))
        raise BadFileError(
            f"“{name[:60]}”的扩展名与内容不符,内容是 {right} 文件;请改正扩展名或重新导出。"
        )
    if media.startswith("image/"):
        _check_image(path, name)
    elif media == "application/pdf":
        _check_pdf(path, name)
    return media


def _by_magic(head: bytes, path: Path) -> str:
    if not head:
        raise BadFileError("文件是空的,请重新选择。")
    starts = {
        b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg",
        b"GIF8": "image/gif", b"\x1a\x45\xdf\xa3": "video/webm", b"ID3": "audio/mpeg",
        b"\xff\xfb": "audio/mpeg", b"\xff\xf3": "audio/mpeg",
    }  # fmt: skip
    for start, media in starts.items():
        if head.startswith(start):
            return media
    for start, sentence in KNOWN_BUT_NOT_KEPT.items():
        if head.startswith(start):
            raise BadFileError(sentence)
    if head[:4] == b"RIFF" and head[8:12] in {b"WEBP", b"WAVE"}:
        return "image/webp" if head[8:12] == b"WEBP" else "audio/wav"
    if head[4:8] == b"ftyp":
        if head[8:12] in PHOTO_BRANDS:
            raise BadFileError("这是手机的高效格式照片,多数电脑打不开;请导出为 JPG 后再传。")
        return "audio/mp4" if head[8:11] == b"M4A" else "video/mp4"
    if head[:2] == b"PK":
        return _office(path)
    return _plain_text(head)


def _office(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadFileError("文件已损坏,打不开;请重新导出后再传。") from error
    names = {member.filename for member in members}
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST_UNPACKED:
        raise BadFileError("文件展开后过大,不能接收;请拆分或压缩图片后再传。")
    if any(macro in name.lower() for name in names for macro in MACROS):
        raise BadFileError("文件含有宏,不能接收;请另存为不含宏的格式(docx、xlsx、pptx)。")
    for member, (media, _) in OFFICE.items():
        if member in names:
            return media
    raise BadFileError(f"不接收压缩包,请把里面的材料分别上传。可以上传:{ALLOWED}。")


def _plain_text(head: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(head, final=len(head) < HEAD)
        except UnicodeDecodeError:
            continue
        plain = all(c.isprintable() or c in "\r\n\t\ufeff\u3000" for c in text)
        if plain and "<" not in text.lstrip("\ufeff \r\n\t")[:1]:
            return "text/plain"
    raise BadFileError(f"不接收这种文件。可以上传:{ALLOWED}。")


def _check_image(path: Path, name: str) -> None:
    try:
        with Image.open(path) as image:
            width, height = image.size
            image.verify()
        if width * height <= MOST_PIXELS:
            _draw(path)
    except Image.DecompressionBombError as error:
        raise BadFileError(f"“{name[:60]}”的像素过多;请缩小后再传。") from error
    except Exception as error:
        raise BadFileError(f"“{name[:60]}”不是完好的图片,请重新导出后再传。") from error
    if width * height > MOST_PIXELS:
        raise BadFileError(f"“{name[:60]}”有 {width}×{height} 像素,过大;请缩小后再传。")


def _draw(path: Path) -> None:
    """To the last row, so that half a picture is noticed."""
    with Image.open(path) as image:
        image.draft("RGB", (HEAD, HEAD))
        image.load()


def _check_pdf(path: Path, name: str) -> None:
    try:
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
            found = any(_is_active(item, DEEPEST) for item in pdf.objects)
    except pikepdf.PasswordError as error:
        raise BadFileError(f"“{name[:60]}”设了密码,请去掉密码后再传。") from error
    except Exception as error:
        raise BadFileError(f"“{name[:60]}”不是完好的 PDF,请重新导出后再传。") from error
    if not pages:
        raise BadFileError(f"“{name[:60]}”没有页面,请重新导出后再传。")
    if found:
        raise BadFileError(f"“{name[:60]}”含有脚本、动作或附件,不能接收;请用“打印为 PDF”重新导出。")


def _is_active(item: object, depth: int) -> bool:
    """A dictionary that does something, itself or in what is written inside it."""
    if isinstance(item, pikepdf.Array):
        inside: list[object] = list(item)
    elif isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
        if ({*item.keys(), str(item.get("/S", "")), str(item.get("/Type", ""))}) & RISKY:
            return True
        inside = [value for _, value in item.items()]
    else:
        return False
    direct = [one for one in inside if not getattr(one, "is_indirect", False)]
    return depth == 0 or any(_is_active(one, depth - 1) for one in direct)
