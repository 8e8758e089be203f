"""Only ops write; each is keyword-only, takes actor and now, and says once what it did."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.house.says import counts
from tests.house.source import Module, calls, dotted, functions, modules, nodes, op_key, report

ROWS = {
    "bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user",
    "set_password", "asave", "acreate", "adelete", "aupdate",
}  # fmt: skip
EDGES = {
    "web", "views", "api", "tasks", "cli", "management", "middleware", "adapter",
    "jobs", "checks",
}  # fmt: skip
"""Where the world comes in: the only places that ask what time it is."""
CLOCKS = {
    "timezone.now", "datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time",
}  # fmt: skip


def is_write(call: ast.Call) -> bool:
    """A call that changes rows. A dict's or a digest's ``update`` takes something positional."""
    if not isinstance(call.func, ast.Attribute):
        return False
    name, owner = call.func.attr, dotted(call.func.value)
    if name in ROWS:
        return True
    if name == "create":
        return owner not in {"ops", "campus"}
    if name == "update":
        return not call.args and bool(call.keywords)
    if name == "save":
        return not call.args and "commit" not in {k.arg for k in call.keywords}
    return name == "delete" and owner != "cache" and not call.args


def may_write(module: Module) -> bool:
    """Ops; and in base the machinery that keeps its own tables, never what answers a request."""
    if module.name.startswith("src/wangyu/base/"):
        return module.layer not in {"views", "urls", "middleware", "access", "ui"}
    return module.layer == "ops"


def in_manager(module: Module) -> set[ast.AST]:
    """What stands in a model's manager, which Django's own commands write through."""
    classes = (n for n in nodes(module.tree) if isinstance(n, ast.ClassDef))
    managers = (c for c in classes if module.layer == "models" and c.name.endswith("Manager"))
    return {node for manager in managers for node in ast.walk(manager)}


def test_only_ops_write() -> None:
    found = [
        m.at(call, ast.unparse(call)[:60])
        for m in modules()
        if not may_write(m)
        for call in calls(m.tree)
        if is_write(call) and call not in in_manager(m)
    ]
    assert not found, report(found, "写入只放在 ops")


COMPARES = {"in", "lt", "lte", "gt", "gte", "isnull", "startswith", "exact", "range", "contains"}


def joins(call: ast.Call) -> bool:
    """Whether what is changed or deleted at once is chosen by a field of another table."""
    chain = list(ast.walk(call.func))
    asked = [k.arg for c in chain if isinstance(c, ast.Call) for k in c.keywords if k.arg]
    return any({"", *parts} - {"", "pk", *COMPARES} for _, *parts in (a.split("__") for a in asked))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Current.objects.filter(fact__sheet=sheet).update(state=x)", True),
        ("Current.objects.filter(fact__sheet__in=sheets, key='x').delete()", True),
        ("Current.objects.filter(fact_id__in=facts).exclude(at__lte=now).update(state=x)", False),
        ("Current.objects.filter(sheet__pk=1).update(state=x)", False),
    ],
)
def test_a_join_in_a_write_is_seen(code: str, *, expected: bool) -> None:
    outermost = next(calls(ast.parse(code)))
    assert joins(outermost) is expected


def test_rows_are_changed_and_deleted_by_keys_never_by_a_join() -> None:
    """Without statistics PostgreSQL read the whole ledger anew for each row of the join."""
    found = [
        m.at(call, ast.unparse(call)[:80])
        for m in modules()
        for call in calls(m.tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"update", "delete"}
        if joins(call)
    ]  # fmt: skip
    assert not found, report(found, "先查出主键，再按主键改或删")


def test_pages_never_touch_a_manager() -> None:
    found = [
        m.at(node, ast.unparse(node)[:60])
        for m in modules()
        if m.layer in {"web", "api"}
        for node in nodes(m.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert not found, report(found, "页面只经 access、queries 读，经 ops 写")


def reads_clock(call: ast.Call) -> bool:
    name = dotted(call.func)
    if name in {"timezone.localdate", "timezone.localtime"}:
        return not call.args
    return name in CLOCKS or name.endswith((".datetime.now", ".date.today"))


def test_only_the_edges_read_the_clock() -> None:
    found = [
        m.at(call, ast.unparse(call)[:60])
        for m in modules()
        if m.layer not in EDGES and not {"management"} & set(m.path.parts)
        and m.path.stem not in EDGES
        for call in calls(m.tree)
        if reads_clock(call)
    ]  # fmt: skip
    assert not found, report(found, "时间由外面传入（now 或 on）")


def test_what_a_page_decides_is_decided_at_the_instant_its_request_came() -> None:
    """``request.arrived()``: the database's clock, and the first byte; see base/core/clock.py."""
    found = [
        m.at(call, ast.unparse(call)[:60])
        for m in modules()
        if m.layer == "web"
        for call in calls(m.tree)
        if any(
            k.arg == "now" and isinstance(k.value, ast.Call) and reads_clock(k.value)
            for k in call.keywords
        )
    ]
    assert not found, report(found, "页面里 now 用 request.arrived()")


def ops() -> Iterator[tuple[Module, ast.FunctionDef, str]]:
    for module in modules():
        for function in functions(module.tree):
            if key := op_key(function):
                yield module, function, key


def test_there_are_ops_to_look_at() -> None:
    assert len(list(ops())) > 30


def test_ops_stand_in_ops() -> None:
    found = [m.at(f, f.name) for m, f, _ in ops() if m.layer != "ops"]
    assert not found, report(found, "带 @op 的函数放在 ops")


def test_ops_are_keyword_only_and_take_actor_and_now() -> None:
    found = [
        m.at(f, f"{f.name}({ast.unparse(f.args)[:60]})")
        for m, f, _ in ops()
        if f.args.args
        or f.args.posonlyargs
        or not {"actor", "now"} <= {a.arg for a in f.args.kwonlyargs}
    ]
    assert not found, report(found, "op 只收关键字参数，并收 actor 与 now")


def test_every_action_is_named_after_its_app_and_used_once() -> None:
    keys = Counter(key for _, _, key in ops())
    found = [
        m.at(f, key)
        for m, f, key in ops()
        if keys[key] > 1 or key.split(".")[0] != m.app.split("/")[-1] or key.count(".") != 2
    ]
    assert not found, report(found, "op 的键写作 应用.事物.动词，不可重复")


def test_every_path_through_an_op_says_exactly_once() -> None:
    found = [
        m.at(f, f"{f.name} 说了 {sorted(said)} 次")
        for m, f, _ in ops()
        if (said := counts(f, m.tree)) != {1}
    ]
    assert not found, report(found, "op 的每条正常路径恰好 say 一次")


def test_a_public_function_that_writes_for_an_actor_is_an_op() -> None:
    found = [
        m.at(f, f.name)
        for m in modules()
        if m.layer == "ops"
        for f in m.tree.body
        if isinstance(f, ast.FunctionDef) and not f.name.startswith("_") and not op_key(f)
        if {"actor", "now"} <= {a.arg for a in f.args.kwonlyargs} and any(map(is_write, calls(f)))
    ]
    assert not found, report(found, "加上 @op，或改名为内部函数")


def test_ops_know_no_request() -> None:
    found = [
        m.at(node, "request")
        for m in modules()
        if m.layer in {"ops", "access", "queries", "logic", "models"}
        for node in nodes(m.tree)
        if getattr(node, "arg", getattr(node, "id", "")) == "request"
        or (isinstance(node, ast.ImportFrom) and node.module == "django.http" and m.layer == "ops")
    ]
    assert not found, report(found, "请求止于 web")


def test_mark_safe_only_in_ui() -> None:
    found = [
        m.at(call, ast.unparse(call)[:60])
        for m in modules()
        if "base/ui" not in m.name
        for call in calls(m.tree)
        if dotted(call.func).split(".")[-1] in {"mark_safe", "SafeString"}
    ]
    assert not found, report(found, "标记放进组件，或用 format_html")
