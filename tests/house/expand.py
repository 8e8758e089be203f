"""What a migration may do while the previous release still runs: add, and take nothing away.

The old code must be able to read and write on the new schema. Each migration is judged on all there is
before it, whether a release has it yet or not. What takes something away (a contract step) waits for
the release after the last one that used it, and its migration names the last release before it:

    class Migration(migrations.Migration):
        contracts = "0.1.0 已不再读写 orgs.Room.note"
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import models
from django.db.migrations import operations as ops
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

RELEASES = Path(__file__).resolve().parents[2] / "tools" / "releases.toml"
GONE = (ops.DeleteModel, ops.RemoveField, ops.RenameField, ops.RenameModel, ops.AlterModelTable)
NARROWER = (
    ops.AddConstraint, ops.AlterUniqueTogether, ops.AlterOrderWithRespectTo,
)  # fmt: skip


def releases() -> list[dict[str, Any]]:
    """The oldest first."""
    return list(tomllib.loads(RELEASES.read_text("utf-8"))["release"])


def last_before(key: tuple[str, str]) -> str:
    """The version of the last release that has not a migration; "" when all have it."""
    without = [one["version"] for one in releases() if "/".join(key) not in one["migrations"]]
    return str(without[-1]) if without else ""


def faults(
    operation: Any, app: str, before: ProjectState, old: set[tuple[str, str]]
) -> Iterator[str]:
    """Why older code, which knows the models ``old``, could not run on the outcome."""
    if isinstance(operation, ops.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from faults(inner, app, before, old)
        return
    model = getattr(
        operation, "model_name", getattr(operation, "name", getattr(operation, "old_name", ""))
    )
    if (app, str(model).lower()) not in old:
        return
    if isinstance(operation, GONE):
        yield "上个版本还在用它：先发布不再用它的版本，下一个版本再删"
    elif isinstance(operation, NARROWER):
        yield "上个版本写的行可能不合新约束：先发布守约束的版本，下一个版本再加"
    elif isinstance(operation, ops.AddField):
        yield from _added(operation.field)
    elif isinstance(operation, ops.AlterField):
        key = (app, operation.model_name_lower)
        yield from _altered(before.models[key].fields[operation.name], operation.field)


def _added(field: models.Field[Any, Any]) -> Iterator[str]:
    if field.many_to_many or field.null or field.db_default is not NOT_PROVIDED:
        return
    yield "上个版本插入的行没有这一列：加 null=True 或 db_default(default 只在迁移时有效)"


def _altered(was: models.Field[Any, Any], now: models.Field[Any, Any]) -> Iterator[str]:
    if was.get_internal_type() != now.get_internal_type():
        yield "列的类型变了：另加一列，两列都写，下一个版本再删旧列"
    if was.null and not now.null:
        yield "上个版本还会写空值：先发布不写空值的版本"
    if now.unique and not was.unique:
        yield "上个版本可能写重复的值：先发布不写重复值的版本"
    for size in ("max_length", "max_digits"):
        if _shrinks(getattr(was, size, None), getattr(now, size, None)):
            yield f"{size} 变小了，上个版本写的值可能放不下"


def _shrinks(was: int | None, now: int | None) -> bool:
    return now is not None and (was is None or now < was)


def walk(
    loader: Any, is_new: Callable[[str, str], bool]
) -> Iterator[tuple[Any, Any, ProjectState, set[tuple[str, str]]]]:
    """Each operation of each new migration, the state before it, and the models before its migration."""
    for key in dict.fromkeys(
        k for leaf in loader.graph.leaf_nodes() for k in loader.graph.forwards_plan(leaf)
    ):
        if not is_new(*key):
            continue
        migration = loader.graph.nodes[key]
        state = loader.project_state(key, at_end=False)
        old = set(state.models)
        for operation in migration.operations:
            yield migration, operation, state.clone(), old
            operation.state_forwards(migration.app_label, state)
