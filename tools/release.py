"""Add HEAD to tools/releases.toml: from now on it is the release that new code runs beside.

Run it when a release has been cut, with its version: python tools/release.py 0.2.0
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "tools" / "releases.toml"
ROW = """
[[release]]
version = "{version}"
commit = "{commit}"
migrations = [
{lines}]
"""


def migrations() -> list[str]:
    """As "core/0001_initial", every one of ours."""
    found = (ROOT / "src" / "wangyu").rglob("migrations/0*.py")
    return sorted(f"{path.parts[-3]}/{path.stem}" for path in found)


def main(version: str) -> None:
    asked = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 -- a constant
    lines = "".join(f'  "{name}",\n' for name in migrations())
    with FILE.open("a", encoding="utf-8") as file:
        file.write(ROW.format(version=version, commit=commit.stdout.strip(), lines=lines))


if __name__ == "__main__":
    main(sys.argv[1])
