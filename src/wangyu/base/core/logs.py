"""What the server writes down holds nothing of what people have filled in."""

from __future__ import annotations

import logging
import re

ROW = re.compile(
    r"^(?:DETAIL|CONTEXT):.*?(?=\n\n(?:The above exception|During handling)|\Z)",
    re.DOTALL | re.MULTILINE,
)


class Reticent(logging.Formatter):
    """Leaves out the row that PostgreSQL quotes when it refuses it."""

    def format(self, record: logging.LogRecord) -> str:
        return ROW.sub("（该行内容从略）", super().format(record))
