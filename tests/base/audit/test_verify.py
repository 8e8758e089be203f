from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from wangyu.base.audit.models import Entry, Head
from wangyu.base.audit.queries import head_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(writer):
    for number in range(1, 6):
        writer(f"第{number}步")
    return Entry.objects


def verify(**options):
    out = StringIO()
    call_command("audit_verify", stdout=out, **options)
    return out.getvalue()


def swap(log):
    log.filter(seq=2).update(seq=99)
    log.filter(seq=3).update(seq=2)
    log.filter(seq=99).update(seq=3)


def test_an_untouched_log_is_whole_and_gives_its_end(log):
    head = head_link()
    assert "完整，共 5 条" in verify()
    assert f"链尾 5：{head.hash}" in verify(anchor=f"5:{head.hash}")


def test_an_empty_log_is_whole(db):
    assert "共 0 条" in verify()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda log: log.filter(seq=3).update(sentence="别的"), "第 3 条的内容被改动"),
        (lambda log: log.filter(seq=3).update(by="visitor"), "第 3 条的内容被改动"),
        (lambda log: log.filter(seq=3).delete(), "第 3 条不见了"),
        (lambda log: log.filter(seq=1).delete(), "第 1 条不见了"),
        (swap, "第 2 条不是接在第 1 条之后"),
        (lambda log: log.filter(seq__gte=4).delete(), "第 4 条起被截断"),
        (lambda log: log.all().delete(), "第 1 条起被截断"),
        (lambda _: Head.objects.update(seq=F("seq") - 1), "末条记录"),
        (lambda _: Head.objects.all().delete(), "末条记录"),
    ],
)
def test_the_first_broken_row_is_named(log, attack, harm, sentence):
    attack(lambda: harm(log))
    with pytest.raises(CommandError, match=sentence):
        verify()


def test_a_rewritten_end_is_found_by_the_link_written_down_before(log):
    anchor = f"5:{'0' * 64}"
    with pytest.raises(CommandError, match="重写或截断"):
        verify(anchor=anchor)


@pytest.mark.parametrize("anchor", ["5", "x:1", "5:", "５:1"])
def test_a_wrong_anchor_is_refused_with_its_form(log, anchor):
    with pytest.raises(CommandError, match="编号：指纹"):
        verify(anchor=anchor)
