"""Opening whatever people call an Excel file, patiently and safely. Bytes in, rows of text out.

A workbook of 5 KB can make its reader ask for 500 GB, and such a reader takes the whole server
down with it. So Excel files are read by a process of their own, with little memory and time.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from wangyu.base.lib.grids import ASK_FOR_XLSX, BookError, Grid, cell_name, grid, text_grid

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 200 * MEGABYTE
SECONDS = 30
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
READER = Path(__file__).with_name("reader.py")
PASSWORD = "工作簿设了打开密码，请去掉密码另存后再导入。"  # noqa: S105 -- a sentence
BROKEN = f"文件打不开，不是 Excel 工作簿或已损坏；{ASK_FOR_XLSX}"
GAVE_UP = "工作簿读不出来，内部结构不正常或内容离得太远；请把要导入的内容复制到新的工作簿再导入。"


def open_book(data: bytes) -> list[Grid]:
    """Every sheet of a workbook (xlsx, xls, ods, csv). Raises BookError and nothing else."""
    if not data.strip():
        raise BookError("文件是空的，请选择填好的工作簿。")
    if len(data) > LARGEST_FILE:
        raise BookError(f"文件有 {len(data) // MEGABYTE} MB，超过 20 MB；请只保留要导入的工作表。")
    if data.startswith(b"PK"):
        _refuse_bombs(data)
    elif not data.startswith(OLE):
        return [text_grid(data)]
    elif ENCRYPTED in data:
        raise BookError(PASSWORD)
    return [grid(sheet["name"], sheet["rows"]) for sheet in _read(data)]


def _refuse_bombs(data: bytes) -> None:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BookError(BROKEN) from error
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise BookError("工作簿展开后过大，不像填报用的工作簿；请用下载的模板重新填写。")


def _read(data: bytes) -> list[dict[str, Any]]:
    command = [sys.executable, "-I", "-X", "utf8", str(READER)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own file, the upload only on its standard input
            command, input=data, capture_output=True, timeout=SECONDS, check=True
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, json.JSONDecodeError) as error:
        raise BookError(GAVE_UP) from error
    if answer["error"] == "password":
        raise BookError(PASSWORD)
    if answer["error"] == "broken":
        raise BookError(BROKEN)
    if answer["error"] == "far":
        where = f"“{answer['sheet']}”直到 {cell_name(answer['row'], answer['column'])} 都有内容"
        raise BookError(f"工作表{where}，多半是误填；请删去填报范围以外的行和列再导入。")
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def first_sheet(data: bytes) -> list[list[str]]:
    """Rows of the first sheet. Raises BookError."""
    return next((sheet.rows for sheet in open_book(data)), [])
