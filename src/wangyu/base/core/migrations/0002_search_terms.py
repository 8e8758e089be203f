"""The text index, in each database's own way."""

from django.db import migrations

SQLITE = """CREATE VIRTUAL TABLE core_searchterms USING fts5(
    title, body, tokenize = "unicode61 remove_diacritics 0")"""
POSTGRES = (
    "CREATE TABLE core_searchterms (rowid bigint PRIMARY KEY, title tsvector, body tsvector)",
    "CREATE INDEX core_searchterms_title ON core_searchterms USING gin (title)",
    "CREATE INDEX core_searchterms_body ON core_searchterms USING gin (body)",
)


def create(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else (SQLITE,)
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE core_searchterms")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
