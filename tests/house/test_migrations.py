"""Migrations: none missing, none conflicting, no code of an app, and the old code runs on the new schema."""

from __future__ import annotations

import ast
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

import wangyu
from tests.house.expand import faults, last_before, releases, walk
from tests.house.source import SRC, report, short


def ours(loader: MigrationLoader) -> set[tuple[str, str]]:
    return {
        key for key, one in loader.disk_migrations.items() if one.__module__.startswith("wangyu.")
    }


def in_release(row: dict) -> set[tuple[str, str]]:
    return {(app, name) for app, _, name in (line.partition("/") for line in row["migrations"])}


def test_the_models_have_no_change_without_a_migration(db) -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(f"运行 wangyu makemigrations:\n{out.getvalue()}")


def test_no_two_migrations_of_an_app_are_both_the_last() -> None:
    found = MigrationLoader(None).detect_conflicts()
    assert not found, f"变基后重新生成后来的那个：{found}"


def test_migrations_import_no_code_of_an_app() -> None:
    found = [
        f"{short(p)} {name}"
        for p in SRC.rglob("migrations/0*.py")
        for node in ast.walk(ast.parse(p.read_text("utf-8")))
        for name in _imported(node)
        if name.startswith("wangyu.") and not name.startswith("wangyu.base.")
    ]
    assert not found, report(found, "迁移只用历史模型")


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


@pytest.mark.parametrize("row", releases(), ids=[one["version"] for one in releases()])
def test_a_released_migration_is_not_taken_away(row) -> None:
    gone = in_release(row) - ours(MigrationLoader(None))
    assert not gone, f"已发布的迁移不能删改：{sorted(gone)}"


def test_the_last_release_is_not_newer_than_this_version() -> None:
    versions = [one["version"] for one in releases()] + [wangyu.__version__]
    assert versions == sorted(versions, key=lambda one: [int(part) for part in one.split(".")])


def test_older_code_runs_on_the_schema_after_each_migration() -> None:
    loader = MigrationLoader(None)
    new = ours(loader) - in_release(releases()[0])
    found = [
        f"{migration.app_label}/{migration.name} {operation.describe()}:{fault}"
        for migration, operation, before, old in walk(loader, lambda *key: key in new)
        for fault in faults(operation, migration.app_label, before, old)
        if not says_so(migration)
    ]
    assert not found, report(
        found, '见 tests/house/expand.py；已没有代码用它时在迁移里写 contracts = "0.2.0 已不再…"'
    )


def says_so(migration: migrations.Migration) -> bool:
    last = last_before((migration.app_label, migration.name))
    return getattr(migration, "contracts", "").startswith(f"{last} ")


BEFORE = ProjectState({
    ("orgs", "room"): ModelState("orgs", "Room", [
        ("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=40)),
        ("note", models.TextField(null=True)), ("area", models.DecimalField(max_digits=8, decimal_places=2)),
    ]),
})  # fmt: skip
OLD = set(BEFORE.models)


@pytest.mark.parametrize(
    "operation",
    [
        ops.CreateModel("Desk", [("id", models.BigAutoField(primary_key=True))]),
        ops.AddField("room", "floor", models.IntegerField(null=True)),
        ops.AddField("room", "floor", models.IntegerField(db_default=1)),
        ops.AddField("room", "people", models.ManyToManyField("orgs.Room")),
        ops.AddField("desk", "number", models.IntegerField(default=1)),
        ops.AddIndex("room", models.Index(fields=["name"], name="room_name")),
        ops.AlterField("room", "name", models.CharField("名称", max_length=80)),
        ops.AlterField("room", "name", models.CharField(max_length=40, null=True)),
        ops.RunSQL("SELECT 1"),
        ops.DeleteModel("Desk"),
    ],
)
def test_what_only_adds_is_let_pass(operation) -> None:
    assert list(faults(operation, "orgs", BEFORE, OLD)) == []


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        (ops.RemoveField("room", "note"), "下一个版本再删"),
        (ops.RenameField("room", "note", "remark"), "下一个版本再删"),
        (ops.DeleteModel("Room"), "下一个版本再删"),
        (ops.RenameModel("Room", "Hall"), "下一个版本再删"),
        (ops.AlterModelTable("room", "rooms"), "下一个版本再删"),
        (ops.AddField("room", "floor", models.IntegerField(default=1)), "db_default"),
        (ops.AddField("room", "floor", models.IntegerField()), "db_default"),
        (ops.AlterField("room", "name", models.TextField()), "类型变了"),
        (ops.AlterField("room", "note", models.TextField(default="")), "空值"),
        (ops.AlterField("room", "name", models.CharField(max_length=20)), "max_length 变小"),
        (ops.AlterField("room", "name", models.CharField(max_length=40, unique=True)), "重复"),
        (ops.AlterField("room", "area", models.DecimalField(max_digits=6, decimal_places=2)), "max_digits 变小"),
        (ops.AddConstraint("room", models.UniqueConstraint(fields=["name"], name="n")), "新约束"),
        (ops.AlterUniqueTogether("room", {("name", "area")}), "新约束"),
        (ops.SeparateDatabaseAndState([ops.RemoveField("room", "note")], []), "下一个版本再删"),
    ],
)  # fmt: skip
def test_what_takes_away_is_named_with_the_way_around(operation, word) -> None:
    (found,) = faults(operation, "orgs", BEFORE, OLD)
    assert word in found


def test_each_operation_is_judged_on_the_state_before_it() -> None:
    class Migration(migrations.Migration):
        operations = [
            ops.AlterField("room", "note", models.CharField(max_length=9, null=True)),
            ops.AlterField("room", "note", models.CharField(max_length=5, null=True)),
        ]

    graph = SimpleNamespace(
        leaf_nodes=lambda: [("orgs", "0002")], forwards_plan=lambda _: [("orgs", "0001"), ("orgs", "0002")],
        nodes={("orgs", "0002"): Migration("0002", "orgs")},
    )  # fmt: skip
    loader = SimpleNamespace(graph=graph, project_state=lambda *_, **__: BEFORE.clone())
    told = [
        list(faults(operation, "orgs", before, old))
        for _, operation, before, old in walk(loader, lambda _, name: name == "0002")
    ]
    assert ["类型" in told[0][0], "max_length" in told[1][0]] == [True, True]
