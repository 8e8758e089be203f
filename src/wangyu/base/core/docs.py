"""The pages of docs/ that are made from the code, so that they cannot be out of date."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

from django.apps import apps

from wangyu.base.core.conf import SETTINGS, Setting
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import Edge, Flow
from wangyu.base.lib.measures import Offer, offers

MADE = "<!-- 由 wangyu docs 生成，不要手改。 -->"
KINDS = {"text": "文字", "flag": "yes 或 no", "number": "整数", "path": "路径", "list": "逗号分隔"}

BESIDES = {"entrant": "申报人本人", "inspector": "抽查人员", "expert": "评分专家", "system": "系统"}
"""Who moves something without holding a role: it is theirs, or it follows by itself."""


def pages() -> dict[str, str]:
    """File name in docs/ and its text."""
    return {
        "flows.md": flows_page(flows()),
        "measures.md": measures_page(offers()),
        "settings.md": settings_page(SETTINGS),
    }


def flows() -> list[Flow]:
    """Every state machine of the installed apps, found in their ``logic``."""
    found = {id(f): f for module in _logic_modules() for f in vars(importlib.import_module(module)).values() if isinstance(f, Flow)}  # fmt: skip
    return sorted(found.values(), key=lambda flow: flow.name)


def _logic_modules() -> Iterator[str]:
    for config in apps.get_app_configs():
        if not config.name.startswith("wangyu."):
            continue
        place = [f"{config.path}/logic"]
        for found in pkgutil.walk_packages(place, f"{config.name}.logic."):
            yield found.name


def flows_page(found: Iterable[Flow]) -> str:
    intro = "页面上的按钮、能不能做的判断和本页都出自同一张表。"
    return "\n\n".join([MADE, "# 状态与流转", intro, *map(_flow, found)]) + "\n"


def _flow(flow: Flow) -> str:
    states = _table(
        ("状态", "工作人员看到", "公开显示"),
        ((f"`{s.key}`", s.staff_label, s.public_label) for s in flow.states.values()),
    )
    moves = _table(
        ("当前状态", "动作", "之后", "谁可以", "理由", "条件"), (_move(flow, e) for e in flow.edges)
    )
    diagram = f"```mermaid\n{flow.mermaid()}\n```"
    return f"## {flow.name}\n\n{states}\n\n{moves}\n\n{diagram}"


def _move(flow: Flow, edge: Edge) -> tuple[str, ...]:
    names = [role.label for role in Role if role in edge.who]
    names += [label for key, label in BESIDES.items() if key in edge.who]
    who = "、".join(names)
    source, target = (flow.states[key].staff_label for key in (edge.source, edge.target))
    reason = "必填" if edge.needs_reason else "不需要"
    return source, f"{edge.label}（`{edge.verb}`）", target, who, reason, edge.guard or "无"


def measures_page(found: Iterable[Offer]) -> str:
    intro = (
        "指标是看板和规则包按键名读的数字。`fact.` 开头的是填报项，来自填报表上签批过的事实"
        "（本页列的是默认规则包的填报项）；其余由登记的资料算出。读不到就是“未知”，与 0 不同。"
    )
    rows = (
        (f"`{o.key}`", o.label, o.unit or "无", f"第{o.clause}条" if o.clause else "无")
        for o in found
    )
    table = _table(("键名", "名称", "单位", "条款"), rows)
    return f"{MADE}\n\n# 指标\n\n{intro}\n\n{table}\n"


def settings_page(settings: Iterable[Setting]) -> str:
    intro = (
        "设置都来自环境变量。值不对时启动会停下，并说明哪一项、现在是什么、应当是什么。"
        "政策里的数字不是设置，在规则包里按日期给出。"
    )
    table = _table(("名称", "用途", "取值", "默认值", "可从文件读取"), map(_setting, settings))
    note = (
        "标明“可从文件读取”的，可以把值写进文件，再用所列的名称指向这个文件，口令便不出现在环境里。"
    )
    return f"{MADE}\n\n# 设置\n\n{intro}\n\n{table}\n\n{note}\n"


def _setting(one: Setting) -> tuple[str, ...]:
    file = f"`{one.name}_FILE`" if one.secret else "否"
    default = f"`{one.default}`" if one.default else "空"
    return f"`{one.name}`", one.help, KINDS[one.kind], default, file


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', '｜') for cell in line)} |" for line in lines
    )
