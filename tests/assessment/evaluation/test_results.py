"""temp"""
from datetime import timedelta
import pytest, io, zipfile
from django.urls import reverse
from tests import factories
from tests.assessment.evaluation import rounds
from wangyu.assessment.evaluation.models import *
from wangyu.assessment.evaluation.ops import concluding as ops, noticing, objections, cycles
from wangyu.assessment.evaluation.logic import bundle
from wangyu.assessment.evaluation.exports.bundle import stored
pytestmark = pytest.mark.django_db

@pytest.mark.parametrize("dump", [True])
def test_pages(province, draft, university, other_university, officer, officer_user, reporter_user, reporter, now, client, dump, monkeypatch):
    from django.utils import timezone
    rounds.six(province)
    cycle = cycles.begin_cycle(cycle=draft, actor=officer, now=now)
    members = rounds.checked(cycle, now)
    cycle = ops.conclude_cycle(cycle=Cycle.objects.get(pk=cycle.pk), actor=officer, now=now)
    factories.sign_in(client, officer_user)
    def get(name, *args, **kw):
        r = client.get(reverse(f"evaluation:{name}", args=args), kw)
        print(name, r.status_code, len(r.content))
        assert r.status_code == 200, r.content[:3000].decode()
        return r
    r=get("combined", cycle.pk); open("/tmp/combined.html","wb").write(r.content)
    get("sway", cycle.pk, k="3", concentration="100"); get("combined", cycle.pk, export="xlsx")
    for f in ("zone","look","grade","group"): get("combined", cycle.pk, **{f:{"zone":"border","look":"recheck","grade":"open","group":"本科·公办"}[f]})
    r=get("sheet", members[0].pk); open("/tmp/sheet.html","wb").write(r.content)
    for g in ("本科·公办","专科·公办"):
        for p in ("model","passed","mending"): print(g,p,ops.decide_clear(cycle=cycle, group=g, proposal=p, actor=officer, now=now))
    for m in cycle.members.all():
        if not Verdict.objects.filter(member=m).exists(): ops.decide(member=m, grade="passed", reason="会议讨论", actor=officer, now=now)
    cycle = noticing.publicize(cycle=cycle, actor=officer, now=now)
    m = cycle.members.get(organisation=university)
    c = cycle.conclusions.get()
    rep = bundle.recompute(stored(c), "b"); print(rep.identical, rep.numbers, rep.differences[:4]); assert rep.identical
    get("combined", cycle.pk); get("sheet", m.pk); get("conclusion", c.pk); get("objections", cycle.pk)
    assert b"".join(client.get(reverse("evaluation:bundle", args=[c.pk])).streaming_content) == stored(c)
    factories.sign_in(client, reporter_user)
    r=get("result", m.pk); open("/tmp/result.html","wb").write(r.content)
    r=get("own_bundle", m.pk); rep=bundle.recompute(r.content, "own"); print(rep); assert rep.identical
    o=objections.object_to(member=m, indicator="meetings", words="少算一次", actor=reporter, now=now)
    get("result", m.pk)
    factories.sign_in(client, officer_user)
    get("objection", o.pk); get("objections", cycle.pk)
    from decimal import Decimal
    objections.answer_objection(objection=o, answer=objections.Answer("uphold","纪要有三次", Decimal(30)), actor=officer, now=now)
    c2=cycle.conclusions.get(number=2); assert bundle.recompute(stored(c2),"b").identical
    get("objection", o.pk); get("conclusion", c.pk); get("conclusion", c2.pk)
    cycle=noticing.release(cycle=cycle, actor=officer, now=now+timedelta(days=8))
    get("correct", cycle.pk); get("models", cycle.pk); get("letter", m.pk); get("cycle", cycle.pk); get("result", m.pk)
    client.logout(); r=get("models", cycle.pk); print(r.content.decode()[-1500:])
