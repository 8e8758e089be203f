"""Small mistakes are made in what decides, one at a time; a test must notice each.

Usage: tools/mutate [area…] [--changed] [--jobs N] [--only TEXT] [--alive] [--tests PATH…] [--write]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangyu.config.settings")
os.environ.pop("WANGYU_DATABASE", None)  # a copy of a process has a copy of SQLite's memory

import pytest
from tools.mutation.fresh import QUIET
from tools.mutation.operators import Mutant
from tools.mutation.report import PAGE, areas, changed, stale, verdict, write
from tools.mutation.running import ROOT, Mutation


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools/mutate")
    parser.add_argument("areas", nargs="*")
    parser.add_argument("--changed", action="store_true", help="只试代码与结果页所写的不同的方面")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="只试这些：文件：函数 里的一段")
    parser.add_argument("--alive", action="store_true", help="只试上次没有被抓住的")
    parser.add_argument("--tests", nargs="+", help="只用这些测试（tests 之下）")
    parser.add_argument("--write", action="store_true", help=f"写出 {PAGE.relative_to(ROOT)}")
    given = parser.parse_args()
    known = areas()
    tried = [known[key] for key in (changed() if given.changed else given.areas or known)]
    if not tried:
        sys.stdout.write("各方面的代码都与结果页所写的相同。\n")
        return 0
    tests = given.tests or sorted({test for area in tried for test in area.tests})
    files = list(dict.fromkeys(file for area in tried for file in area.paths))

    def wanted(mutant: Mutant) -> bool:
        return given.only in f"{mutant.file}:{mutant.name}" and any(
            area.has(mutant.file, mutant.name) for area in tried
        )

    started = time.monotonic()
    mutation = Mutation(files, given.jobs, wanted, only_alive=given.alive)
    with tempfile.TemporaryDirectory() as folder:  # of our own: the common one is tidied by others
        paths = [str(ROOT / "tests" / test) for test in tests]
        code = pytest.main([*QUIET, f"--basetemp={folder}/t", *paths], plugins=[mutation])
    if mutation.failed or code not in {0, pytest.ExitCode.NO_TESTS_COLLECTED}:
        sys.stdout.write("\n".join(["没有改错时就失败的测试：", *mutation.failed]) + "\n")
        return 2
    minutes = round((time.monotonic() - started) / 60)
    rows, notes, well = verdict(tried, mutation.results, minutes)
    whole = not (given.only or given.alive or given.tests)
    old = stale(tried, mutation.results) if whole else []
    out = "".join(f"说明已过时：{one}\n" for one in old)
    sys.stdout.write("\n" + "\n".join([*rows.values(), *notes, out]))
    if given.write and whole:
        write(rows, notes)
    return 0 if well and not old else 1


if __name__ == "__main__":
    sys.exit(main())
