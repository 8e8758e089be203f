"""Every component in its states, for the living style page. A component without one fails a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.template import Context, Engine, Template

from wangyu.base.ui.components import COMPONENTS
from wangyu.base.ui.tables import Cell, Column, Filter, Table

TONES = ("neutral", "info", "ok", "warn", "bad")


@dataclass(frozen=True, slots=True)
class Example:
    state: str
    props: Mapping[str, Any] = field(default_factory=dict)
    children: str = ""
    """Template text between the tags."""

    def source(self, name: str) -> str:
        """What a page writes to get this; things (a form, a table) by the name of their prop."""
        written = "".join(f" {key}={_literal(key, value)}" for key, value in self.props.items())
        if not COMPONENTS[name].children:
            return f'{{% ui "{name}"{written} %}}'
        return f'{{% uiblock "{name}"{written} %}}{self.children}{{% enduiblock %}}'

    def render(self, name: str, inherited: Mapping[str, Any]) -> str:
        template = Template(self.source(name), engine=Engine.get_default())
        return template.render(Context({**inherited, **self.props}))


def _literal(key: str, value: Any) -> str:
    if isinstance(value, bool | int):
        return str(value)
    return f'"{value}"' if isinstance(value, str) else key


class ExampleForm(forms.Form):
    name = forms.CharField(label="会议名称", help_text="按会议通知上的名称填写", max_length=20)
    level = forms.ChoiceField(label="级别", choices=[("1", "校级"), ("2", "院级")], required=False)
    kind = forms.ChoiceField(
        label="形式", choices=[("1", "线下"), ("2", "线上")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="已核对纪要", required=False)


def form(given: Mapping[str, str] | None = None) -> ExampleForm:
    return ExampleForm(given, auto_id="example_%s" if given is None else "wrong_%s")


def _wrong() -> ExampleForm:
    wrong = form({"level": "9"})
    wrong.full_clean()
    wrong.add_error(None, "本周期已经登记过同名会议。")
    return wrong


_COLUMNS = [
    Column("name", "名称", lambda r: r[0], sort="name", url=lambda _: "#table"),
    Column("people", "人数", lambda r: r[1], sort="people", numeric=True),
    Column("state", "状态", lambda r: r[2], tone=lambda r: "ok" if r[2] == "已核实" else "warn"),
    Column("note", "备注", lambda r: r[3], phone=False),
]
_ROWS = [
    ("云梦大学", 12000, "已核实", None), ("云梦师范学院", 0, "待核实", "含研究生"),
    ("云梦职业学院", None, "待核实", ""),
]  # fmt: skip
_LEVELS = [("本科", "本科"), ("专科", "专科")]


def table(rows: Sequence[Any] = _ROWS, *, level: str = "", page: int = 1, size: int = 3) -> Table:
    """A list that needs no database; narrowed to a level it has no search field."""
    turned: Any = Paginator(rows, size).page(page)
    key = "narrowed" if level else "level"
    made = Table(
        title="示例列表", columns=_COLUMNS, rows=turned.object_list, page=turned, query="",
        filters=[(Filter(key, "层次", _LEVELS), level)], sort="-people", params={},
        wants_export=False, search_label="" if level else "名称", empty="没有符合条件的单位",
        empty_hint="可清除条件再查。", fixed={"tab": "example"},
    )  # fmt: skip
    made.cells = [
        [
            Cell(c, c.value(row), c.url(row) if c.url else "", c.tone(row) if c.tone else "")
            for c in _COLUMNS
        ]
        for row in turned.object_list
    ]
    return made


_BARS = {
    "xAxis": {"type": "category", "data": ["云梦大学", "云梦师范学院"]},
    "yAxis": {"type": "value"},
    "series": [{"type": "bar", "data": [82, 64]}],
}
_BARS_TABLE = "<p>云梦大学 82 ㎡,云梦师范学院 64 ㎡</p>"
_STEPS = [
    {"label": "填报", "done": True, "note": "3月1日"},
    {"label": "签署", "current": True, "note": "今天"}, {"label": "核实"},
]  # fmt: skip
_EVENTS = [
    {"title": "退回", "when": "2026年3月5日 17:00", "who": "省中心", "tone": "warn", "text": "缺纪要"},
    {"title": "提交", "when": "2026年3月4日 9:12"},
]  # fmt: skip
_CRUMBS = [{"label": "组织机构", "url": "#crumbs"}, {"label": "云梦大学"}]
_TABS = [
    {"label": "基本情况", "url": "#tabs", "active": True},
    {"label": "会议", "url": "#tabs", "count": 0}, {"label": "场地", "url": "#tabs", "count": 3},
]  # fmt: skip
_FACTS = [("场地面积", "120 ㎡"), ("成立文号", None), ("专职人数", 0)]
_GRID = "<thead><tr><th>项目</th><th class='num'>数值</th></tr></thead><tbody><tr><td>人数</td><td class='num' data-label='数值'>12</td></tr></tbody>"


def _toned(words: str, **more: Any) -> list[Example]:
    return [Example(tone, {"label": words, "tone": tone} | more) for tone in TONES]


EXAMPLES: dict[str, list[Example]] = {
    "page_header": [
        Example("只有标题", {"title": "审计日志"}),
        Example(
            "全部",
            {
                "title": "云梦大学",
                "subtitle": "高校中心",
                "back_url": "#page_header",
                "back_label": "组织机构",
            },
            '{% ui "button" label="新建会议" kind="primary" icon="plus" %}',
        ),
    ],
    "card": [
        Example("只有内容", {}, "内容"),
        Example(
            "全部",
            {
                "title": "领导小组",
                "subtitle": "条款七",
                "footer": "更新于 3月5日",
                "id": "card-example",
            },
            "内容",
        ),
    ],
    "alert": [
        *(Example(tone, {"tone": tone}, "已收到本期数据。") for tone in TONES),
        Example("有标题", {"tone": "warn", "title": "还差一步"}, "请分管领导签署。"),
    ],
    "badge": _toned("待核实"),
    "button": [
        Example("主要", {"label": "提交", "kind": "primary", "name": "do", "value": "send"}),
        Example("次要", {"label": "保存草稿", "form": "nowhere", "type": "button"}),
        Example("轻", {"label": "取消", "kind": "ghost", "href": "#button"}),
        Example("带图标、小号", {"label": "导出", "icon": "download", "small": True}),
        Example(
            "先确认", {"label": "撤回", "type": "button", "confirm": "撤回后需要重新签署，确定吗？"}
        ),
        Example("不可用", {"label": "签署", "disabled": True, "reason": "还有 2 项未填"}),
    ],
    "empty": [
        Example("只有一句", {"title": "还没有会议"}),
        Example(
            "有去处",
            {
                "title": "还没有会议",
                "text": "登记后可附纪要。",
                "action_label": "登记会议",
                "action_url": "#empty",
            },
        ),
    ],
    "field": [Example(str(one.label), {"field": one}) for one in form()]
    + [Example("有错误", {"field": one}) for one in _wrong()],
    "form_errors": [Example("有错误", {"form": _wrong()}), Example("没有错误", {"form": form()})],
    "stat": [
        Example("数值", {"label": "在校生", "value": "12,000", "unit": "人"}),
        Example("未填", {"label": "专项经费", "value": "未填"}),
        *(
            Example(
                tone,
                {
                    "label": "达标高校",
                    "value": "8",
                    "unit": "所",
                    "note": "共 10 所",
                    "tone": tone,
                    "href": "#stat",
                },
            )
            for tone in TONES
        ),
    ],
    "progress": [
        Example("进行中", {"value": 40, "label": "已填 40%"}),
        Example("按件", {"value": 3, "label": "3 / 3 项", "max": 3, "tone": "ok"}),
    ],
    "steps": [Example("三步", {"items": _STEPS})],
    "timeline": [Example("两件事", {"items": _EVENTS})],
    "chart": [
        Example("小图", {"id": "chart-a", "option": _BARS}, _BARS_TABLE),
        Example(
            "有标题",
            {"id": "chart-b", "option": _BARS, "label": "场地面积(㎡)", "height": "lg"},
            _BARS_TABLE,
        ),
    ],
    "tabs": [Example("三栏", {"items": _TABS})],
    "crumbs": [Example("两级", {"items": _CRUMBS})],
    "facts": [Example("有值、未填与零", {"items": _FACTS})],
    "help": [
        Example("说明", {}, "按自然年统计。"),
        Example("换一个名字", {"label": "怎么算"}, "按在校生人数折算的标准面积。"),
    ],
    "toolbar": [
        Example("全部", {"table": table()}),
        Example("已收窄，没有搜索框", {"table": table(level="本科")}),
    ],
    "table": [Example("有行", {"table": table()}), Example("没有行", {"table": table([])})],
    "grid": [
        Example("常用", {"caption": "示例表"}, _GRID),
        Example("紧凑", {"caption": "紧凑表", "compact": True}, _GRID),
        Example("窄屏上一行一叠", {"caption": "成叠表", "stacks": True}, _GRID),
    ],
    "pager": [Example(f"第 {n} 页", {"table": table(page=n, size=1)}) for n in (1, 2, 3)],
    "icon": [Example(name, {"name": name}) for name in ("home", "bell", "search", "lock", "mail")],
    "qr": [Example("链接", {"text": "https://example.edu.cn/", "label": "示例链接的二维码"})],
    "source": [
        Example("文字", {"text": "省教育厅统计表"}),
        Example("可打开", {"text": "办法第九条", "url": "#source"}),
    ],
    "demo_mark": [Example("演示")],
}
