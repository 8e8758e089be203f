"""Somebody with all rights on the database, and none on what was published, is found out."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from wangyu.base.audit.chain import _locked_head
from wangyu.base.audit.logic.chain import GENESIS, SEALED, entry_hash
from wangyu.base.audit.logic.following import leaf_of
from wangyu.base.audit.logic.merkle import Tree
from wangyu.base.audit.models import Checkpoint, Entry, Head, Private, Root
from wangyu.base.audit.publishing import file_of, folder
from wangyu.base.audit.verifying import faults


def verify():
    out = StringIO()
    call_command("audit_verify", stdout=out)
    return out.getvalue()


def rechain(start=1):
    """Recompute every hash from ``start`` on, and the head: the whole log is consistent again."""
    before = Entry.objects.filter(seq=start - 1).values_list("hash", flat=True).first() or "0" * 64
    for row in Entry.objects.filter(seq__gte=start).order_by("seq").values(*SEALED):
        row["previous_hash"] = before
        before = entry_hash(row)
        Entry.objects.filter(seq=row["seq"]).update(previous_hash=row["previous_hash"], hash=before)
    Head.objects.update(seq=Entry.objects.count(), hash=before)


def reroot():
    """Make the roots fit as well; only their signatures cannot be made."""
    for root in Root.objects.all():
        hashes = list(Entry.objects.filter(seq__lte=root.size).order_by("seq"))
        tree = Tree().grown([leaf_of(entry.hash) for entry in hashes])
        root.root, root.chain_hash = tree.root().hex(), hashes[-1].hash
        root.frontier = [peak.hex() for peak in tree.frontier]
        root.save()


CHANGE = "UPDATE audit_entry SET sentence = '别的' WHERE seq = 4"
ATTACKS = {
    "change": ((CHANGE,), "断在第 4 条：第 4 条的内容被改动"),
    "delete": (("DELETE FROM audit_entry WHERE seq = 4",), "断在第 4 条：第 4 条不见了"),
    "swap": (
        (
            "UPDATE audit_entry SET seq = 99 WHERE seq = 4",
            "UPDATE audit_entry SET seq = 4 WHERE seq = 5",
            "UPDATE audit_entry SET seq = 5 WHERE seq = 99",
        ),
        "断在第 4 条：第 4 条不是接在第 3 条之后",
    ),
    "truncate": (
        (
            "DELETE FROM audit_entry WHERE seq > 4",
            "UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit_entry WHERE seq = 4)",
        ),
        "断在第 5 条：第 5 条起被截断，2026-03-03 封存时有 5 条",
    ),
    "recompute all": ((CHANGE, rechain), "断在第 4 条：第 4 条与 2026-03-03 公布的不同"),
    "recompute all, roots too": (
        (CHANGE, rechain, reroot),
        "断在第 4 条：第 4 条与 2026-03-03 公布的不同",
    ),
    "insert": (
        ("UPDATE audit_entry SET seq = 7 WHERE seq = 6", rechain),
        "断在第 6 条：第 6 条不见了",
    ),
}


def test_an_honest_log_passes_with_its_seals(sealed):
    assert "完整，共 6 条" in verify()
    assert "最近封存到 2026-03-04（第 6 条）" in verify()


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_is_found_and_its_row_named(sealed, attack, name):
    steps, sentence = ATTACKS[name]
    attack(*steps)
    with pytest.raises(CommandError) as caught:
        verify()
    assert sentence in str(caught.value)


def test_without_the_published_files_a_rewriting_is_named_by_its_day(sealed, attack):
    for file in folder().iterdir():
        file.unlink()
    attack(CHANGE, rechain)
    assert faults(timezone.now()) == [
        "审计日志断在第 3 条：第 3 至 5 条里有改动，与 2026-03-03 公布的根不符"
    ]


def test_roots_rewritten_without_the_key_have_no_valid_signature(sealed, attack):
    attack(CHANGE, rechain, reroot)
    found = "\n".join(faults(timezone.now()))
    assert "2026-03-03 的根签名无效" in found
    assert "2026-03-03 的根与公布的文件 2026-03-03.json 不一致" in found
    assert "2026-03-02 的根" not in found


def test_a_rewritten_empty_day_is_found_at_the_day_before_it(sealed, attack, writer):
    attack(lambda: Root.objects.filter(day="2026-03-04").update(size=5, root=F("root")))
    assert any("2026-03-04" in one for one in faults(timezone.now()))


def test_a_root_that_vanished_from_the_database_is_missed(sealed, attack):
    attack("DELETE FROM audit_root WHERE day = '2026-03-04'")
    assert faults(timezone.now()) == ["2026-03-04 的根与公布的文件 2026-03-04.json 不一致"]


@pytest.mark.parametrize("content", ["{", "[]", '{"root": {"day": 1}}'])
def test_a_published_file_that_was_damaged_is_named(sealed, content):
    file_of("2026-03-03").write_text(content)
    assert faults(timezone.now()) == ["公布的文件 2026-03-03.json 读不懂，被改动或损坏"]


def test_a_changed_private_text_is_found_and_an_erased_one_is_not_a_fault(writer, attack):
    for text in ("原话", "另一句"):
        writer("退回", private={"理由": text})
    Private.objects.filter(pk=1).delete()
    assert faults(timezone.now()) == []
    Private.objects.filter(pk=2).update(values={"理由": "改过的话"})
    assert faults(timezone.now()) == ["第 2 条另存的内容被改动"]


def test_a_false_checkpoint_does_not_hide_what_was_removed(sealed, attack):
    root = Root.objects.get(day="2026-03-02")
    attack(
        lambda: Checkpoint.objects.create(size=4, root=root, at=sealed),
        "DELETE FROM audit_entry WHERE seq <= 4",
    )
    found = "\n".join(faults(timezone.now()))
    assert "断在第 3 条" in found
    assert "第 4 条处的检查点与 2026-03-02 的根不符" in found


@pytest.mark.parametrize(
    "statement",
    [
        CHANGE,
        "DELETE FROM audit_entry WHERE seq = 4",
        "UPDATE audit_root SET size = 1",
        "DELETE FROM audit_root",
    ],
)
def test_plain_sql_is_refused_by_the_database(sealed, statement):
    with (
        pytest.raises(IntegrityError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert faults(timezone.now()) == []


def test_a_lifted_guard_is_a_fault(sealed):
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON audit_entry"
        cursor.execute(f"DROP TRIGGER audit_entry_no_update{on}")
    assert faults(timezone.now()) == [
        "数据表 audit_entry 的只追加保护不在，请运行 wangyu migrate 重新装上"
    ]


def test_the_head_is_made_when_it_is_missing(db):
    Head.objects.all().delete()
    assert _locked_head() == (0, GENESIS)
