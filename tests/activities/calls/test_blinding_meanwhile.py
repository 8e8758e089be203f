"""What takes its time with blind copies is done before anything is held: what changed meanwhile is seen."""

from __future__ import annotations

from contextvars import Context

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests.activities.calls.blinding import PHONE, docx, findings, paper, rule, said
from tests.activities.calls.conftest import again
from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.models import BlindCopy, Entry, Finding
from wangyu.activities.calls.ops import blinding, proofs, stripping
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.base.core import jobs
from wangyu.base.core.models import Job

pytestmark = pytest.mark.django_db
CHANGED = "刚才有人处理过，您这一次没有保存"


@pytest.fixture
def stored(settings):
    return lambda: sorted(p.name for p in settings.MEDIA_ROOT.glob("??/*") if p.is_file())


@pytest.fixture
def once(monkeypatch):
    """Somebody else does something the first time a function of ``module`` is called."""

    def arrange(module, name, act):
        real, waiting = getattr(module, name), [act]

        def call(*told, **more):
            if waiting:
                Context().run(waiting.pop())
            return real(*told, **more)

        monkeypatch.setattr(module, name, call)

    return arrange


@pytest.fixture
def copy(copied):
    """A paper in which two things are found."""
    return copied(("a.pdf", paper(f"tel {PHONE} and 13912345678")), summary="好", title="桥")


@pytest.fixture
def frozen_soon(copy, officer, now):
    return rule(copy, officer, now)


def test_of_two_who_rule_on_one_file_the_second_is_told_and_keeps_nothing(
    copy, officer, now, once, stored
):
    before = []

    def other():
        rule(copy, officer, now, words=PHONE)
        before.extend(stored())

    once(proofs, "blinded", other)
    with pytest.raises(EntryError, match=CHANGED):
        rule(copy, officer, now, words="13912345678")
    assert dict(copy.findings.values_list("words", "ruling")) == {
        PHONE: Ruling.MASKED,
        "13912345678": Ruling.OPEN,
    }
    assert said(copy.pieces.get(position=2)) == [""]
    assert stored() == before


def test_two_who_rule_on_different_places_do_not_disturb_each_other(copied, officer, now, once):
    copy = copied(("a.pdf", paper(f"tel {PHONE}")), title="学生甲的桥")
    once(proofs, "blinded", lambda: rule(copy, officer, now, place="title"))
    assert rule(copy, officer, now, words=PHONE).title == "〔略〕的桥"


@pytest.mark.parametrize("how", ["made anew", "exchanged", "frozen"])
def test_a_ruling_on_what_was_made_anew_meanwhile_is_not_entered(
    copy, officer, now, once, how, stored
):
    ways = {
        "made anew": lambda: blinding.make_copy(
            entry=again(copy.entry), roster=[], actor=officer, now=now
        ),
        "exchanged": lambda: blinding.replace_piece(
            piece=copy.pieces.get(position=2), upload=ContentFile(paper("good"), "b.pdf"),
            actor=officer, now=now,
        ),
        "frozen": lambda: BlindCopy.objects.update(frozen_at=now),
    }  # fmt: skip
    left = []
    once(proofs, "blinded", lambda: (ways[how](), left.extend(stored())))
    with pytest.raises(EntryError, match="已经冻结" if how == "frozen" else CHANGED):
        rule(copy, officer, now)
    assert not copy.findings.filter(ruling=Ruling.MASKED).exists()
    assert stored() == left


def test_a_page_that_lists_what_is_no_more_is_told(copy, officer, now):
    """Without a file to be masked, too: the places were found anew."""
    old = list(copy.findings.all())
    blinding.make_copy(entry=again(copy.entry), roster=[], actor=officer, now=now)
    with pytest.raises(EntryError, match=CHANGED):
        blinding.enter_rulings(
            copy=copy, findings=old, ruling=Ruling.KEPT, made={}, actor=officer, now=now
        )


def test_a_copy_that_is_changed_while_it_is_proved_is_not_frozen(frozen_soon, officer, now, once):
    once(proofs, "still_read", lambda: rule(frozen_soon, officer, now, Ruling.KEPT, words=PHONE))
    with pytest.raises(EntryError, match=CHANGED):
        blinding.freeze_copy(copy=frozen_soon, actor=officer, now=now)
    assert BlindCopy.objects.get().frozen_at is None
    assert blinding.freeze_copy(copy=frozen_soon, actor=officer, now=now).frozen_at == now


def test_of_many_only_those_that_stayed_as_they_were_proved_are_frozen(
    frozen_soon, copied, officer, now, once, call
):
    plain = copied(summary="好", title="河")
    works = [frozen_soon.entry_id, plain.entry_id]
    facts = {"call": call, "works": works, "actor": officer, "now": now}
    once(proofs, "still_read", lambda: rule(frozen_soon, officer, now, Ruling.KEPT, words=PHONE))
    assert blinding.freeze_copies(**facts) == 1
    assert BlindCopy.objects.get(pk=frozen_soon.pk).frozen_at is None
    once(proofs, "still_read", lambda: rule(frozen_soon, officer, now, words=PHONE))
    with pytest.raises(EntryError, match=CHANGED):
        blinding.freeze_copies(**facts)
    assert blinding.freeze_copies(**facts) == 1


def test_one_that_became_ready_after_all_were_proved_waits(copied, officer, now, call):
    plain = copied(summary="好", title="河")
    with pytest.raises(EntryError, match=CHANGED):
        blinding.enter_frozen_many(
            call=call, works=[plain.entry_id], proofs={}, actor=officer, now=now
        )


def test_a_file_brought_instead_of_one_that_was_changed_meanwhile_is_not_entered(
    copy, officer, now, once, stored
):
    left = []
    once(blinding, "blinded", lambda: (rule(copy, officer, now), left.extend(stored())))
    with pytest.raises(EntryError, match=CHANGED):
        blinding.replace_piece(
            piece=copy.pieces.get(position=2), upload=ContentFile(paper("good"), "b.pdf"),
            actor=officer, now=now,
        )  # fmt: skip
    assert copy.findings.filter(ruling=Ruling.MASKED).count() == 2
    assert {*stored()} <= {*left}


def test_the_page_says_so_and_shows_how_it_is(copy, as_, officer_user, officer, now, once):
    once(proofs, "blinded", lambda: rule(copy, officer, now, words=PHONE))
    one = copy.findings.get(words="13912345678")
    there = reverse("calls:blind_rule", args=[copy.entry_id])
    page = as_(officer_user).post(there, {"finding": one.pk, "ruling": "masked"}, follow=True)
    assert CHANGED in page.content.decode()


@pytest.mark.parametrize("how", ["handed in anew", "a file removed"])
def test_a_work_that_is_changed_while_its_copy_is_made_gets_none_of_the_old(
    ready, call, officer, now, once, how, stored
):
    entry = ready(("论文.docx", docx("学生甲的论文")))
    other = ready()
    before = stored()

    def change():
        if how == "a file removed":
            entry.pieces.filter(position=2).delete()
        else:
            Entry.objects.filter(pk=entry.pk).update(revision=2)

    once(stripping, "find", change)
    job = blinding.start_blinding(call=call, actor=officer, now=now)
    jobs.run_job.call(job.pk)
    text = Job.objects.get(pk=job.pk).result["text"]
    assert text == "生成了 1 件作品的匿名副本。有 1 件刚才又改过，请再生成一次。"
    assert BlindCopy.objects.get().entry_id == other.pk
    job = blinding.start_blinding(call=call, actor=officer, now=now)
    jobs.run_job.call(job.pk)
    assert findings(BlindCopy.objects.get(entry=entry))
    assert set(before) < set(stored())
    assert Finding.objects.filter(copy__entry=entry).exists()
