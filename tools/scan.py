"""Ask a vulnerability database about every package that runs; no answer is a failure.

Usage: scan.py [--osv-url URL] [FILE]. Of Python those that FILE pins, of the browser those that
requirements/vendored.toml names. Exit 0: all asked, none known to be vulnerable. 1: something found.
2: at least one package could not be asked about. pip-audit alone calls that a pass.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BASE = ROOT / "requirements" / "base.txt"
VENDORED = ROOT / "requirements" / "vendored.toml"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def pinned(file: Path) -> set[str]:
    return {plain(name) for name in PIN.findall(file.read_text("utf-8"))}


def plain(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def vendored() -> list[dict[str, Any]]:
    """What is copied into the source and sent to browsers."""
    rows = tomllib.loads(VENDORED.read_text("utf-8"))["package"]
    return [row for row in rows if row["shipped"]]


def ask(file: Path, osv_url: str) -> list[dict[str, Any]] | None:
    """pip-audit's answer for each package; None when it gave none."""
    command = [
        Path(sys.executable).with_name("pip-audit"),
        "-r",
        file,
        "--disable-pip",
        "-f",
        "json",
    ]
    command += ["--progress-spinner", "off", "--timeout", "10", "-s", "osv", "--osv-url", osv_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own arguments
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except (ValueError, KeyError):
        sys.stderr.write((done.stderr.strip().splitlines() or [""])[-1][:200] + "\n")
        return None


def ask_vendored(osv_url: str) -> list[dict[str, Any]]:
    """In pip-audit's words what the database knows of each vendored package."""
    return [_asked(row["name"], row["version"], osv_url) for row in vendored()]


def _asked(name: str, version: str, osv_url: str) -> dict[str, Any]:
    question = {"package": {"name": name, "ecosystem": "npm"}, "version": version}
    asked = urllib.request.Request(  # noqa: S310 -- the address an operator gave
        osv_url, json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 -- as above
            found = json.loads(answer.read()).get("vulns", [])
    except (OSError, ValueError) as error:
        return {"name": name, "skip_reason": str(error)}
    return {"name": name, "version": version, "vulns": found}


def judge(answers: list[dict[str, Any]] | None, wanted: set[str]) -> tuple[int, str]:
    """Exit code and the sentence for people."""
    if answers is None:
        return (
            2,
            "没有查成：漏洞库没有回答。请检查网络或用 --osv-url 指定可达的漏洞库；没有查成不算通过。",
        )
    asked = {plain(a["name"]) for a in answers if "skip_reason" not in a}
    if missing := sorted(wanted - asked):
        return (
            2,
            f"没有查成：{len(missing)} 个依赖没有得到回答（{'、'.join(missing[:5])}）。没有查成不算通过。",
        )
    found = [
        f"{a['name']} {a['version']}:{'、'.join(v['id'] for v in a['vulns'])}"
        for a in answers
        if a.get("vulns")
    ]
    if found:
        return 1, "发现已知漏洞：\n" + "\n".join(found)
    return 0, f"{len(asked)} 个依赖都查过，没有已知漏洞。"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, default=BASE)
    parser.add_argument("--osv-url", default="https://api.osv.dev/v1/query")
    given = parser.parse_args()
    answers, wanted = ask(given.file, given.osv_url), pinned(given.file)
    if answers is not None:
        answers += ask_vendored(given.osv_url)
        wanted |= {plain(row["name"]) for row in vendored()}
    code, sentence = judge(answers, wanted)
    sys.stdout.write(sentence + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
