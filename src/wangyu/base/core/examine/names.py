"""Names of files as any system can save them."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 240
"""Bytes: the strictest of the usual file systems allows 255."""
SUFFIX = 20
RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])", re.IGNORECASE
)
RUNS = re.compile(
    r"\.(?=(exe|com|scr|pif|bat|cmd|msi|vbs?|vbe|jse?|wsf|wsh|hta|ps1|lnk|url|jar|app|sh|py|php\d?|"
    r"phtml|jsp|aspx?|html?|svg|docm|xlsm|pptm|dll|cpl|reg|inf|chm|iso|apk)\.)",
    re.IGNORECASE,
)
"""The dot before an inner extension that a system might run: 通知.exe.pdf."""
UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}


def plain_name(name: str) -> str:
    """No controls, no direction marks, no separators, no inner extension that runs, not too long."""
    name = unicodedata.normalize("NFC", name).encode("utf-8", "ignore").decode()
    name = "".join(c for c in name if unicodedata.category(c) not in UNSEEN)
    name = "".join("_" if c in '/\\:*?"<>|' else c for c in name)
    name = RUNS.sub("_", re.sub(r"\s+", " ", name).rstrip(" ."))
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, dot + suffix[:SUFFIX]) if dot else (name, "")
    stem = stem.strip(" .")
    if not stem or RESERVED.fullmatch(stem.split(".")[0].strip()):
        stem = f"材料{stem}"
    room = LONGEST - len(suffix.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + suffix


def quoted(name: str) -> str:
    """The name as a sentence tells it."""
    return f"“{plain_name(name)[:60]}”"
