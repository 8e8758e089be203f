"""Schemes of indicators: begun, moved on. A published version never changes (clause 11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wangyu.assessment.evaluation import queries
from wangyu.assessment.evaluation.kinds import standards
from wangyu.assessment.evaluation.logic.faults import read_all
from wangyu.assessment.evaluation.logic.flow import SCHEME
from wangyu.assessment.evaluation.logic.scheme import plain
from wangyu.assessment.evaluation.models import Scheme, Version
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries.schemes import unknown_measures
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.canonical import sha256_of
from wangyu.institutions.orgs.models import Organisation

Data = Mapping[str, Any]


class SchemeError(EvaluationError):
    """What cannot be done with a scheme; every fault is a sentence of its own."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@op("evaluation.scheme.create")
def create_scheme(
    *, owner: Organisation, title: str, data: Data, note: str, actor: Actor, now: datetime
) -> Version:
    """A scheme of one draft: of the pack, a copy, or what was imported."""
    kept = readable(data)
    kept["scheme"]["title"] = title
    scheme = Scheme.objects.create(owner=owner, title=title, created_at=now)
    made = _draft(scheme, 1, kept, note, actor, now)
    say(f"建立指标方案“{title}”", target=made, org_path=owner.path, private={"说明": note})
    return made


@op("evaluation.scheme.next")
def next_version(*, version: Version, actor: Actor, now: datetime) -> Version:
    """The next number as a draft: how a published version is changed. One draft at a time."""
    found = locked(version)
    versions = Version.objects.filter(scheme=found.scheme)
    if open_one := versions.filter(state="draft").first():
        raise SchemeError(f"第 {open_one.number} 版还在拟定中，请在它上面改。")
    newest = versions.order_by("-number").values_list("number", flat=True)[0]
    made = _draft(found.scheme, newest + 1, dict(found.data), "", actor, now)
    say(
        f"从第 {found.number} 版拟定第 {made.number} 版：{named(made)}", target=made,
        org_path=found.scheme.owner.path,
    )  # fmt: skip
    return made


@op("evaluation.scheme.discard")
def discard_version(*, version: Version, actor: Actor, now: datetime) -> None:
    """Only a draft that no round goes by; with its last version a scheme goes."""
    found = locked_draft(version)
    if found.cycles.exists():
        raise SchemeError("有评价正在用这一版，不能删除。")
    scheme, path = found.scheme, found.scheme.owner.path
    say(f"删除拟定的“{scheme.title}”第 {found.number} 版", org_path=path)
    found.delete()
    if not scheme.versions.exists():
        scheme.delete()


@op("evaluation.scheme.publish")
def publish_version(*, version: Version, actor: Actor, now: datetime, reason: str = "") -> Version:
    """From now on it never changes, and rounds may go by it."""
    found = _moved(version, "publish", actor, reason)
    if lacking := unknown_measures(queries.scheme_of(found)):
        raise SchemeError(f"没有应用提供数据 {'、'.join(lacking)}，请改正键名或改为请高校填写。")
    found.published_at, found.before = now, None
    found.save()
    say(f"发布指标方案{named(found)}", target=found, org_path=found.scheme.owner.path)
    return found


@op("evaluation.scheme.retire")
def retire_version(*, version: Version, actor: Actor, now: datetime, reason: str = "") -> Version:
    """New rounds no longer choose it; those that go by it are not touched."""
    found = _moved(version, "retire", actor, reason)
    found.save()
    say(
        f"停用指标方案{named(found)}", target=found, org_path=found.scheme.owner.path,
        private={"理由": reason.strip()},
    )  # fmt: skip
    return found


def _moved(version: Version, verb: str, actor: Actor, reason: str) -> Version:
    found = locked(version)
    roles = actor.roles_at(found.scheme.owner.path)
    found.state = SCHEME.take(found.state, verb, roles, reason=reason).target
    return found


def locked(version: Version) -> Version:
    rows = Version.objects.select_for_update(of=("self",)).select_related("scheme__owner")
    return rows.get(pk=version.pk)


def locked_draft(version: Version) -> Version:
    found = locked(version)
    if found.state != "draft":
        raise SchemeError("已经发布的版本不能再改，请用“拟定下一版”。")
    return found


def readable(data: Data) -> dict[str, Any]:
    """As a version keeps it. Raises SchemeError with a sentence for each fault."""
    scheme, faults = read_all(data, standards())
    if scheme is None:
        raise SchemeError(*faults)
    return plain(scheme)


def _draft(
    scheme: Scheme, number: int, data: dict[str, Any], note: str, actor: Actor, now: datetime
) -> Version:
    return Version.objects.create(
        scheme=scheme, number=number, data=data, sha256=sha256_of(data), note=note,
        made_by_id=actor.user_id, made_at=now, changed_at=now,
    )  # fmt: skip
