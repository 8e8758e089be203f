"""Write tools/previous_release.toml: from now on HEAD is the release that new code runs beside.

Run it when a release has been cut, with its version: python tools/release.py 0.1.0
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "tools" / "previous_release.toml"
HEADER = "# The release whose code still runs while the next one is rolled out. Written by tools/release.py.\n"


def migrations() -> list[str]:
    """As "core/0001_initial", every one of ours."""
    found = (ROOT / "src" / "wangyu").rglob("migrations/0*.py")
    return sorted(f"{path.parts[-3]}/{path.stem}" for path in found)


def main(version: str) -> None:
    asked = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 -- a constant
    lines = "".join(f'  "{name}",\n' for name in migrations())
    FILE.write_text(
        f'{HEADER}version = "{version}"\ncommit = "{commit.stdout.strip()}"\nmigrations = [\n{lines}]\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(sys.argv[1])
