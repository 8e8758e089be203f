"""RESULTS.md from the lines the jobs wrote. The last line of a name counts. Usage: report.py RESULTS WORK"""

import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import mean

found, rounds = {}, {}
for line in Path(sys.argv[1]).read_text().splitlines():
    row = json.loads(line)
    name = row["job"], row.get("name", row.get("peer", ""))
    found[name] = row
    rounds.setdefault(name, []).append(row)
for (job, name), rows in rounds.items():
    if job == "queries":  # in turn, several times: the round least disturbed by others
        found[job, name] |= {k: min(row[k] for row in rows) for k in ("cold_ms", "warm_ms")}
WORK = Path(sys.argv[2])
GOAL_MS = 3000
AT_ONCE_MS = 100
"""What a hand that moves a slider takes for at once."""


def rps(name: str) -> float:
    return found.get(("page", name), {}).get("rps", 0)


def ratio(a: float, b: float) -> str:
    return f"{a / b:.1f} ×" if a and b else "没有量成"


def verdict(*, good: bool) -> str:
    return "达到" if good else "未达到"


def compare(label: str, mine: str, other: str, goal: float) -> list[str]:
    a, b = rps(mine), rps(other)
    if not a or not b:
        return [f"| {label} | {a or '—'} | {b or '—'} | 没有量成 | ≥ {goal:g} × | — |"]
    return [
        f"| {label} | {a:,.0f} | {b:,.1f} | {ratio(a, b)} | ≥ {goal:g} × | {verdict(good=a / b >= goal)} |"
    ]


def page_rows() -> list[str]:
    lines = [
        "| 页面 | 我们（次/秒） | 对方（次/秒） | 比值 | 目标 | |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for peer in ("Wagtail", "pretalx"):
        for server, suffix in (("各用自己的服务器", ""), ("同为 gunicorn", ", gunicorn")):
            lines += compare(f"名录，{peer}，{server}", f"list ours{suffix}", f"list {peer}", 20)
            lines += compare(f"落实看板，{peer} 的工作台，{server}", f"board ours{suffix}", f"dashboard {peer}", 10)  # fmt: skip
    return lines


def query_rows() -> list[str]:
    lines = ["| 页面与事实数 | 首次查询数 | 再次查询数 | 目标 | 首次毫秒 | 再次毫秒 | |", "|---|---:|---:|---:|---:|---:|---|"]  # fmt: skip
    names = {"small": "1 000 项", "year": "10 000 项（一年）", "large": "100 000 项（十年）"}
    for page, label, goal in (("list", "名录", 2), ("board", "落实看板", 8)):
        for home, size in names.items():
            row = found.get(("queries", f"{page}, {home}"))
            if row:
                lines.append(
                    f"| {label}，{size} | {row['cold']} | {row['warm']} | ≤ {goal} | {row['cold_ms']:.1f} "
                    f"| {row['warm_ms']:.2f} | {verdict(good=row['cold'] <= goal)} |"
                )
    return lines


def growth_rows() -> list[str]:
    lines = ["| 增长 | 比值 | 目标 | |", "|---|---:|---:|---|"]

    def add(label: str, a: float, b: float) -> None:
        if a and b:
            lines.append(f"| {label} | {b / a:.2f} | ≤ 1.2 | {verdict(good=b / a <= 1.2)} |")

    for page, label in (("list", "名录"), ("board", "落实看板")):
        small, year, large = (found.get(("queries", f"{page}, {h}"), {}) for h in ("small", "year", "large"))  # fmt: skip
        add(f"{label}，再次打开，1 000 → 100 000", small.get("warm_ms", 0), large.get("warm_ms", 0))
        add(f"{label}，首次打开，1 000 → 100 000", small.get("cold_ms", 0), large.get("cold_ms", 0))
        add(f"{label}，首次打开，一年 → 十年", year.get("cold_ms", 0), large.get("cold_ms", 0))
        if rps(f"{page} 1000") and rps(f"{page} ours"):
            add(f"{label}，压力下每次用时，1 000 → 100 000", 1, rps(f"{page} 1000") / rps(f"{page} ours"))  # fmt: skip
    return lines


def job_rows() -> list[str]:
    lines = ["| 工作 | 用时 | 目标 | |", "|---|---:|---:|---|"]
    if book := found.get(("workbook", "")):
        text = f"导入 140 × 60 的工作簿（{book['cells']} 格，其中读 {book['reading']} 秒）"
        lines.append(f"| {text} | {book['seconds']} 秒 | ≤ 2 秒 | {verdict(good=book['seconds'] <= 2)} |")  # fmt: skip
    if mine := found.get(("search", "")):
        text = (
            f"{mine['documents']:,} 份材料里检索，p95({mine['queries']} 次，漏检 {mine['misses']})"
        )
        lines.append(f"| {text} | {mine['p95_ms']} 毫秒 | ≤ 5 毫秒 | {verdict(good=mine['p95_ms'] <= 5)} |")  # fmt: skip
    if mine := found.get(("files", "")):
        wrong = f"，处理不对 {mine['wrong']} 个" if mine["wrong"] else ""
        text = f"{mine['samples']} 个恶意文件中最慢的一个（{mine['slowest']}{wrong}），处理器时间"
        good = mine["slowest_ms"] <= 500 and not mine["wrong"]
        lines.append(f"| {text} | {mine['slowest_ms']} 毫秒 | ≤ 500 毫秒 | {verdict(good=good)} |")
        text = f"其中最占内存的一个（{mine['largest']}），检查进程与服务进程所增"
        lines.append(f"| {text} | {mine['largest_mb']} MB | ≤ 200 MB | {verdict(good=mine['largest_mb'] <= 200)} |")  # fmt: skip
    for (job, peer), row in found.items():
        if job == "E":
            lines.append(f"| 同样规模，{peer},p95 | {row['p95_ms']} 毫秒 | | |")
    return lines


def stampede_rows() -> list[str]:
    lines = ["| 踩踏 | 提交 | 失败 | 回执核对有效 | 日志 | 中位数 | p99 | 目标 | 开始前负载 | |", "|---|---:|---:|---:|---:|---:|---:|---|---:|---|"]  # fmt: skip
    for (job, name), row in found.items():
        if job == "stampede":
            whole = row["failed"] == 0 and row["receipts"] == row["logged"] == row["count"]
            lines.append(
                f"| {name} | {row['count']} | {row['failed']} | {row['receipts']} | {row['logged']} "
                f"| {row['p50_ms'] / 1000:.1f} 秒 | {row['p99_ms'] / 1000:.1f} 秒 | p99 ≤ 3 秒，无一失败 "
                f"| {row['load_before']} | {verdict(good=whole and row['p99_ms'] <= GOAL_MS)} |"
            )
    return lines


def entries_rows() -> list[str]:
    lines = ["| 征集截止前（后一半压在一分钟，前九分钟也压成一分钟；中间 kill -9） | 提交 | 重按 | 丢失 | 重复 | 回执核对有效 | p99 | 目标 | 开始前负载 | |", "|---|---:|---:|---:|---:|---:|---:|---|---:|---|"]  # fmt: skip
    for (job, name), row in found.items():
        if job == "entries":
            whole = not row["lost"] and not row["twice"] and not row["unanswered"] and row["receipts"] == row["count"]  # fmt: skip
            lines.append(
                f"| {name}，{row['seconds']} 秒，杀 {row['kills']} 次 | {row['count']} | {row['again']} | {row['lost']} | {row['twice']} "
                f"| {row['receipts']} | {row['p99_ms'] / 1000:.1f} 秒 | 不丢、不重、都有回执 "
                f"| {row['load_before']} | {verdict(good=whole and row['kills'] > 0)} |"
            )
    return lines


def cluster_rows() -> list[str]:
    lines = ["| 两个进程，nginx 之后，PostgreSQL | 一个 | 两个 | 比值或结果 | 目标 | |", "|---|---:|---:|---:|---|---|"]  # fmt: skip
    if row := found.get(("cluster", "restart")):
        whole = not row["wrong"] and row["chores"] == row["chores_done"]
        text = f"轮流重启：{row['requests']} 次请求（其中提交 {row['written']} 次）、{row['chores']} 件后台任务"
        told = f"失败 {len(row['wrong'])}，任务完成 {row['chores_done']}，最久 {row['longest_ms'] / 1000:.1f} 秒"
        lines.append(f"| {text} | | | {told} | 无一失败 | {verdict(good=whole)} |")
    for key, label in (
        ("pages", "网页进程，填报表的页（次/秒）"),
        ("submitted", "网页进程，提交（份/秒）"),
        ("submitted by halves", "同上，每个进程限半个核，两核容得下两个"),
        ("chores", "后台进程，任务（件/秒）"),
    ):
        if ("cluster", f"{key} 2") in found:
            lines.append(doubled(label, *(rounds[("cluster", f"{key} {n}")] for n in (1, 2))))
    return lines if len(lines) > 2 else []


def doubled(label: str, ones: list[dict], twos: list[dict]) -> str:
    """Two processes against one. No more can come of a machine than of all its processors, at what
    one process alone made of the share that was busy for it (the database's among it)."""
    one, two = (mean(row["rate"] for row in rows) for rows in (ones, twos))
    most = mean(1 / row["busy"] for row in ones)
    busy, reached = mean(row["busy"] for row in ones), two / one / most
    good = verdict(good=two / one >= 1.7)
    if most < 1.7 and two / one < 1.7:
        good += f"（两核至多 {most:.2f} ×，用到其 {reached:.0%}）"
    return f"| {label} | {one:.1f}（两核已忙 {busy:.0%}） | {two:.1f} | {two / one:.2f} × | 两核容得下时 ≥ 1.7 × | {good} |"


def missing_rows() -> list[str]:
    row = found.get(("missing", ""))
    if not row:
        return []
    far, pages = row["farthest"], len(row["pages"])
    inside = row["low"] <= row["ratio"] <= row["high"]
    return [
        "| 别人的与没有的，p50 之比 | 比值 | 偶然的范围 | 目标 | |",
        "|---|---:|---:|---|---|",
        f"| {pages} 个页面，各 {row['rounds']} 次，几何平均 | {row['ratio']:.3f} | {row['low']:.3f}–{row['high']:.3f} | 在偶然的范围里 | {verdict(good=inside)} |",
        f"| 最近于范围边缘、或超出最多的一页（{far['page']}，{far['none_ms']:.1f} 毫秒） | {far['ratio']:.3f} | {far['low']:.3f}–{far['high']:.3f} | 没有一页在外 | {verdict(good=not row['outside'])} |",
    ]  # fmt: skip


def engine_rows() -> list[str]:
    lines = ["| 引擎 | 我们 | 对方 | 比值 | 目标 | |", "|---|---:|---:|---:|---|---|"]
    return lines + assign_rows() + calibrate_rows() + originality_rows() + score_rows()


def runs_of(job: str) -> list[dict]:
    return [row for (of, _), rows in rounds.items() if of == job for row in rows]


def assign_rows() -> list[str]:
    lines = []
    sizes = (("3000 x 1000", 10, "全部对"), ("20000 x 5000", 2, "每件 60 个候选"))
    for name, goal, how in sizes:
        mine = found.get(("assign", name))
        peers = [r for r in runs_of("A") if r["n"] == int(name.partition(" ")[0])]
        if mine and peers:
            a, b = mine["seconds"], peers[-1]["total_s"]
            good = b / a >= goal and mine["optimal"] and mine["same"] and not mine["broken"]
            lines += [
                f"| 分派 {name}，全部对，证明最优，契合度 {mine['objective']:,} | {a:.2f} 秒 | OR-Tools，{how}，契合度 {peers[-1]['objective']:,}，{b:.2f} 秒 | {ratio(b, a)} | ≥ {goal} × | {verdict(good=good)} |",
                f"| 同上，整个命令（含读文件）与内存 | {mine['command_s']} 秒，{mine['rss_mb']} MB | {peers[-1]['peak_rss_mb']:.0f} MB | | ≤ 1024 MB | {verdict(good=mine['rss_mb'] <= 1024)} |",
            ]
    return lines


def calibrate_rows() -> list[str]:
    lines = []
    mine, large = found.get(("calibrate", "600 x 120")), found.get(("calibrate", "6000 x 1200"))
    peers = [r["results"]["raschpy"] for r in runs_of("C") if "cpu_s" in r["results"].get("raschpy", {})]  # fmt: skip
    if mine and peers:
        a, b, rank = mine["cpu_s"], peers[-1]["cpu_s"], peers[-1]["spearman"]
        lines += [
            f"| 校准 600 × 120 × 3，处理器时间 | {a:.3f} 秒 | raschpy {b:.2f} 秒 | {ratio(b, a)} | ≥ 20 × | {verdict(good=b / a >= 20)} |",
            f"| 同上，与真值的等级相关 | {mine['seed1']} | raschpy {rank} | | 低不过 0.005 | {verdict(good=mine['seed1'] >= rank - 0.005)} |",
        ]
    if large:
        lines.append(f"| 校准 6000 × 1200 × 3 | {large['wall_s']:.2f} 秒 | | | ≤ 1 秒 | {verdict(good=large['wall_s'] <= 1)} |")  # fmt: skip
    for row in filter(None, (mine, large)):
        good = all(0.86 <= row[k] <= 0.94 for k in ("held", "ranks_held"))
        lines.append(f"| 校准 {row['name']}，90 % 区间含有真值、真名次 | {row['held']:.1%}、{row['ranks_held']:.1%} | | | 86–94 % | {verdict(good=good)} |")  # fmt: skip
    return lines


def originality_rows() -> list[str]:
    lines = []
    peers = runs_of("D")
    for name, how in (("plain", "没有套话"), ("boilerplate", "三成的篇有同一段 120 字的套话")):
        if (mine := found.get(("originality", name))) and peers:
            peer, least = peers[-1], min(mine["recall"].values())
            a, b = mine["per_cpu_s"], peer["docs_per_cpu_s"]
            lines += [
                f"| 查雷同 {mine['texts']:,} 篇，{how} | 每秒 {a:,} 篇 | rensa 每秒 {b:,} 篇 | {ratio(a, b)} | ≥ 1 × | {verdict(good=a >= b)} |",
                f"| 同上，召回（换词至四成中最低的一档）、精确 | {least:.3f}、{mine['precision']:.3f} | {min(peer['recall_by_edit'].values()):.3f}、{peer['precision']:.3f} | | ≥ 0.99 | {verdict(good=least >= 0.99 and mine['precision'] >= 0.99)} |",
                f"| 同上，内存 | {mine['rss_mb']} MB | {peer['peak_rss_mb']:.0f} MB | | ≤ 1024 MB | {verdict(good=mine['rss_mb'] <= 1024)} |",
            ]
    return lines


def score_rows() -> list[str]:
    lines = []
    for name, units, goal, most in (("130 x 60", 130, 500, 0), ("3000 x 100", 3000, 300, 500)):
        mine = found.get(("score", name))
        peers = [r for r in runs_of("B") if r["units"] == units and r["peer"] == "pymcdm_wsm"]
        if mine and peers:
            a, b = mine["cpu_s"], peers[-1]["extrapolated_s"]
            good = b / a >= goal and not mine["wrong"]
            lines.append(
                f"| 名次的区间 {name} × 10 000 次权重，处理器时间 | {a:.3f} 秒（经过 {mine['wall_s']:.3f} 秒），排错 {mine['wrong']} 次 | pymcdm 加权和，{b:.1f} 秒（由 {peers[-1]['draws_run']} 次推算） | {ratio(b, a)} | ≥ {goal} × | {verdict(good=good)} |"
            )
            if most:
                lines.append(
                    f"| 同上，内存 | {mine['rss_mb']} MB | | | ≤ {most} MB | {verdict(good=mine['rss_mb'] <= most)} |"
                )
            else:
                lines.append(
                    f"| 加权和与 scikit-criteria 之差，400 × 60，总分为 1 | {mine['furthest']:.1e} | | | ≤ 1e-12 | {verdict(good=mine['furthest'] <= 1e-12)} |"
                )
    return lines + slider_rows()  # fmt: skip


def slider_rows() -> list[str]:
    """The whole answer of the page beside what the peer takes for the draws alone."""
    mine = found.get(("slider", "130 x 60"))
    if not mine:
        return []
    peers = [r for r in runs_of("B") if r["units"] == 130 and r["peer"] == "pymcdm_wsm"]
    peer = f"pymcdm 只算同样多次加权和，{peers[-1]['extrapolated_s']:.1f} 秒" if peers else "—"
    times = ratio(peers[-1]["extrapolated_s"] * 1000, mine["cpu_ms"]) if peers else ""
    good = verdict(good=mine["wall_ms"] <= AT_ONCE_MS)
    return [
        f"| 权重滑块，130 x 60 × 10 000 次，整页回答（一共 {mine['times']} 次的中位数，处理器 {mine['cpu_ms']:.0f} 毫秒，最慢 {mine['slowest_ms']:.0f} 毫秒） | {mine['wall_ms']:.0f} 毫秒 | {peer} | {times} | ≤ {AT_ONCE_MS} 毫秒 | {good} |"
    ]  # fmt: skip


def peer_versions() -> str:
    names = []
    for peer in ("wagtail", "pretalx"):
        pip = WORK / "peers" / peer / "venv/bin/python"
        ask = f"from importlib.metadata import version as v; print('{peer}', v('{peer}'), '(Django', v('django') + ', gunicorn', v('gunicorn') + ')')"
        if pip.exists():
            out = subprocess.run([pip, "-c", ask], capture_output=True, text=True, check=False)
            names.append(out.stdout.strip())
    return ";".join(filter(None, names))


def machine() -> str:
    info = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in info if "model name" in line), "")
    return f"{model or platform.machine()}，{os.cpu_count()} 核"


def when() -> str:
    """When each job last began, and how busy the machine was with other things."""
    begun = [row for (job, _), row in found.items() if job == "begun"]
    return "；".join(f"{row['name']} {row['at']}，{row['load']}" for row in begun)


print("# 测速结果\n")
print("由 `bench/run` 写出；各数怎么读见 [README](README.md)。比值取自同一次运行，绝对值会随机器与当时负载变动。\n")  # fmt: skip
print(f"- 各项开始的时间（UTC）与当时负载：{when()}")
print(f"- 机器：{machine()}")
print(f"- 我们：Python {platform.python_version()},Django {version('django')},granian {version('granian')},SQLite")  # fmt: skip
print(f"- 对方：{peer_versions()}")
for rows in (
    page_rows(),
    query_rows(),
    growth_rows(),
    job_rows(),
    stampede_rows(),
    entries_rows(),
    cluster_rows(),
    missing_rows(),
    engine_rows(),
):
    print("\n" + "\n".join(rows))
