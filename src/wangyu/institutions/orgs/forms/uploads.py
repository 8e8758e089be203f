from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing

from wangyu.base.core.books import first_sheet
from wangyu.base.lib.grids import BookError
from wangyu.institutions.orgs.forms.base import PlainForm

UPLOAD_MB = 8
SALT = "wangyu.orgs.upload"
VALID_SECONDS = 3600


class TableForm(PlainForm):
    file = forms.FileField(
        label="选择文件", help_text=f"xlsx、xls 或 CSV(UTF-8、GBK 均可)，不超过 {UPLOAD_MB} MB。"
    )

    def clean_file(self) -> list[list[str]]:
        upload = self.cleaned_data["file"]
        if upload.size > UPLOAD_MB * 1024 * 1024:
            raise forms.ValidationError(f"文件超过 {UPLOAD_MB} MB。请只保留要导入的一张表。")
        try:
            return first_sheet(upload.read())
        except BookError as error:
            raise forms.ValidationError(str(error)) from error


def to_packed(content: Any) -> str:
    """What was read, signed, to travel through the page that asks for confirmation."""
    return signing.dumps(content, salt=SALT, compress=True)


def read_packed(text: str) -> Any:
    """None where it was altered or is older than an hour."""
    try:
        return signing.loads(text, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None
