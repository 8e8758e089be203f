"""A small disk that the test can fill and empty while the platform runs on it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

SIZE_MB = 96


class SmallDisk:
    """In memory, mounted in a folder of its own."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="wy-disk-"))
        self.path.chmod(0o755)
        self.ballast = self.path / "ballast"
        size = f"size={SIZE_MB}m,mode=755"
        command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(self.path)]
        self.mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0

    def fill(self, *, leave_kb: int = 0) -> None:
        """To the last byte, or but for a little."""
        block = b"\0" * 65536
        with self.ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(block) == len(block):
                pass
        kept = self.ballast.stat().st_size - leave_kb * 1024
        os.truncate(self.ballast, max(0, kept))

    def empty(self) -> None:
        self.ballast.unlink()

    def remove(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.path)], check=False)
        self.path.rmdir()


def may_mount() -> bool:
    """Whether this user, here, may have a small disk."""
    disk = SmallDisk()
    disk.remove()
    return disk.mounted
