"""Write docs/sbom.cdx.json: what runs in production, from the environment ./run makes.

cyclonedx-py lists the whole environment; what requirements/base.txt does not pin is left out. What
is copied into the source (requirements/vendored.toml) is added.
Reproducible: no time, no serial number.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scan import BASE, ROOT, pinned, plain, vendored

TARGET = ROOT / "docs" / "sbom.cdx.json"


def environment() -> dict[str, Any]:
    tool = Path(sys.executable).with_name("cyclonedx-py")
    command = [
        tool,
        "environment",
        "--output-reproducible",
        "--short-PURLs",
        ROOT / ".venv/bin/python",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 -- our own arguments
    return dict(json.loads(done.stdout))


def slim(component: dict[str, Any]) -> dict[str, Any]:
    """What names a part; no addresses of indexes or homepages."""
    kept = ("bom-ref", "name", "version", "purl", "type", "licenses")
    return {key: component[key] for key in kept if key in component}


def copied(row: dict[str, Any]) -> dict[str, Any]:
    """A vendored package as a component, with the hashes of its files as they stand here."""
    purl = f"pkg:npm/{quote(row['name'], safe='/')}@{row['version']}"
    found = {
        "bom-ref": purl, "name": row["name"], "version": row["version"], "purl": purl,
        "type": "library", "licenses": [{"license": {"acknowledgement": "declared", "id": row["licence"]}}],
    }  # fmt: skip
    parts = [_part(name, digest) for name, digest in row["files"].items()]
    return found | ({"components": parts} if parts else {})


def _part(name: str, digest: str) -> dict[str, Any]:
    return {"type": "file", "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}


def elsewhere() -> set[str]:
    """Pinned for another system only, though a tool of ours may have brought it here."""
    lines = (line for line in BASE.read_text("utf-8").splitlines() if "==" in line)
    return {plain(line.partition("==")[0]) for line in lines if "win32" in line}


def main() -> None:
    found, wanted = environment(), pinned(BASE) - elsewhere()
    parts = [slim(c) for c in found["components"] if plain(c["name"]) in wanted]
    refs = {part["bom-ref"] for part in parts}
    found["components"] = parts + [copied(row) for row in vendored()]
    found["dependencies"] = [
        {"ref": d["ref"], "dependsOn": [r for r in d.get("dependsOn", []) if r in refs]}
        for d in found["dependencies"]
        if d["ref"] in refs
    ]
    found.pop("metadata", None)
    TARGET.write_text(
        json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
    )
    sys.stdout.write(f"{len(found['components'])} 个组成部分写入 {TARGET.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
