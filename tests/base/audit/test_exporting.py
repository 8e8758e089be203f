"""The log as a file, and one row with its proof."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from wangyu.base.audit.exporting import NotProvableError, export_lines, prove
from wangyu.base.audit.models import Checkpoint, Head, Root


def test_every_row_is_exported_in_order_with_beginning_and_end(sealed):
    header, *rows = export_lines()
    assert header["start"] == {"seq": 0, "hash": "0" * 64, "frontier": []}
    assert header["head"] == {"seq": 6, "hash": Head.objects.get().hash}
    assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[0]["at"] == "2026-03-02T01:00:00+00:00"


def test_nothing_somebody_typed_is_exported(writer):
    writer("退回", private={"理由": "请联系 13800001111"})
    assert "13800001111" not in json.dumps(list(export_lines()), ensure_ascii=False)


def test_after_a_checkpoint_the_export_begins_there(sealed):
    root = Root.objects.get(size=5)
    Checkpoint.objects.create(size=5, root=root, at=sealed)
    header, *rows = export_lines()
    assert header["start"] == {"seq": 5, "hash": root.chain_hash, "frontier": root.frontier}
    assert [row["seq"] for row in rows] == [6]


def test_the_command_says_how_many(sealed, tmp_path):
    out = StringIO()
    call_command("audit_export", out=tmp_path / "log.jsonl", stdout=out)
    assert "导出 6 条" in out.getvalue()
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 7


@pytest.mark.parametrize("command", [["audit_export"], ["audit_prove", "1"]])
def test_a_place_that_cannot_be_written_is_named(sealed, tmp_path, command):
    with pytest.raises(CommandError, match="不能写入"):
        call_command(*command, out=tmp_path / "none" / "file")


def test_what_cannot_be_proved_is_said(sealed, writer, tmp_path):
    writer("今天", now=sealed)
    for seq, words in ((99, "没有第 99 条"), (7, "还没有封存")):
        with pytest.raises(NotProvableError, match=words):
            prove(seq)
    Checkpoint.objects.create(size=2, root=Root.objects.get(size=2), at=sealed)
    with pytest.raises(CommandError, match="较早的日志已按期清除"):
        call_command("audit_prove", "4", out=tmp_path / "proof.json")
