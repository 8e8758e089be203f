"""Full-width punctuation in Chinese sentences: names the lines without it; ``--fix`` writes it.

Engineers' keyboards leave half-width marks between Chinese words, and readers stumble over them. A
mark counts only where it touches Chinese: in Python and scripts inside string literals (raw ones
are for machines), in templates in the text and in quoted words, in guides outside of code.
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACES = (
    "src",
    "packs",
    "docs",
    "tests",
    "tools",
    "bench",
    "README.md",
    "CHANGELOG.md",
    "run",
    "test",
)
WIDE = {
    ",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "!": "\uff01", "?": "\uff1f",
}  # fmt: skip
HAN = "\u4e00-\u9fff"
HOLE = "\ue000"
"""Stands for what is not prose: a tag, a field to fill in, a span of code."""
AFTER = re.compile(rf"(?<=[{HAN}\u201d\u300b\u3011\uff09])[,;:!?](?![,;:!?/*]| [A-Za-z])")
BEFORE = re.compile(
    rf"(?<!&lt)(?<!&gt)(?<!&amp)(?<!&quot)(?<=[\w{HOLE}%)\]>\uff09\"'])[,;:!?](?=[{HAN}\u201c\u300a])"
)
BETWEEN = re.compile(rf"(?<!://{HOLE})(?<={HOLE})[,;:](?={HOLE})")
BRACKETS = re.compile(rf"(?<![A-Za-z0-9_])\(([^()\n]*[{HAN}{HOLE}][^()\n]*)\)")
HOLES = {
    ".md": re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|https?://\S+", re.DOTALL),
    ".html": re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL),
    ".py": re.compile(r"\{[^{}]*\}"),
    ".sh": re.compile(r"\$\(\(.*?\)\)|\$\{[^}]*\}|\$\w+"),
}
QUOTED = re.compile(rf'"[^"\n]*[{HAN}][^"\n]*"|`[^`]*[{HAN}][^`]*`')
FOR_MACHINES = re.compile(
    r"^[bB]|,,|,\\x|[,;].*\\n(?![\"'])|\b(SELECT|CREATE|INSERT|RAISE|DROP|UPDATE)\b|[a-z]{2,} [a-z]{2,} [a-z]{2,}"
)
"""Bytes, lines of a table, statements of SQL, and English."""
BLOCK = re.compile(rf'"""(?:(?!""").)*"""|"[^"\n]*[{HAN}][^"\n]*"', re.DOTALL)


def widened(text: str) -> str:
    """Prose with its marks in full width; brackets around Chinese too."""
    if not re.search(f"[{HAN}]", text):
        return text
    for pattern in (AFTER, BEFORE, BETWEEN):
        text = pattern.sub(lambda mark: WIDE[mark.group()], text)
    return BRACKETS.sub("\uff08\\1\uff09", text)


def in_pattern(text: str) -> str:
    """A regular expression: what is no operator of its own."""
    text = re.sub(
        rf"(?<=[{HAN}\u201d\u300b])[,;:](?![,;:\]])", lambda mark: WIDE[mark.group()], text
    )
    return re.sub(rf"\\\(([^()\\]*[{HAN}][^()\\]*)\\\)", "\uff08\\1\uff09", text)


def around(holes: re.Pattern[str], inside: Callable[[str], str], text: str) -> str:
    """Widen what lies between the holes; each hole goes through ``inside``."""
    kept = [inside(match.group()) for match in holes.finditer(text)]
    parts = widened(holes.sub(HOLE, text)).split(HOLE)
    return parts[0] + "".join(hole + part for hole, part in zip(kept, parts[1:], strict=True))


def quotes(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda quoted: widened(quoted.group()), text)


def _is_for_machines(literal: str) -> bool:
    return bool(FOR_MACHINES.search(HOLES[".py"].sub(HOLE, literal)))


def of_python(text: str) -> str:
    lines = text.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(text).readline))):
        if token.type != tokenize.STRING or _is_for_machines(token.string):
            continue
        raw = re.match("[rR]", token.string)
        new = in_pattern(token.string) if raw else around(HOLES[".py"], str, token.string)
        if new != token.string:
            (top, left), (bottom, right) = token.start, token.end
            whole = lines[top - 1][:left] + new + lines[bottom - 1][right:]
            lines[top - 1 : bottom] = whole.splitlines(keepends=True)
    return "".join(lines)


def of_shell(text: str) -> str:
    said = partial(around, HOLES[".sh"], str)
    return re.sub(rf'"[^"\n]*[{HAN}][^"\n]*"', lambda quoted: said(quoted.group()), text)


KINDS: dict[str, Callable[[str], str]] = {
    ".py": of_python,
    ".html": partial(around, HOLES[".html"], partial(quotes, QUOTED)),
    ".md": partial(around, HOLES[".md"], str),
    ".js": partial(quotes, QUOTED),
    ".toml": partial(quotes, BLOCK),
    ".sh": of_shell,
    "": of_shell,
}


def files(root: Path) -> list[Path]:
    found = [
        p
        for place in PLACES
        for p in ((root / place).rglob("*"), [root / place])[(root / place).is_file()]
    ]
    return sorted(p for p in found if p.is_file() and p.suffix in KINDS and "vendor" not in p.parts)


def main(root: Path, *, fix: bool) -> list[str]:
    """The lines that differ, as ``path:line``."""
    wrong = []
    for path in files(root):
        old = path.read_text("utf-8")
        new = KINDS[path.suffix](old)
        pairs = zip(old.splitlines(), new.splitlines(), strict=True)
        wrong += [f"{path.relative_to(root)}:{n}" for n, (a, b) in enumerate(pairs, 1) if a != b]
        if fix and new != old:
            path.write_text(new, "utf-8")
    return wrong


if __name__ == "__main__":
    found = main(ROOT, fix="--fix" in sys.argv)
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.exit(bool(found) and "--fix" not in sys.argv)
