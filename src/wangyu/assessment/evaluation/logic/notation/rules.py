"""Every key of every kind of rule under the name and with the help people see."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wangyu.assessment.evaluation.logic.notation import codecs
from wangyu.assessment.evaluation.logic.notation.codecs import NUMBER, Codec, NotReadError, choice
from wangyu.assessment.evaluation.logic.rules import KINDS
from wangyu.assessment.evaluation.logic.rules.base import ROUNDINGS

BETTER = {"more": "多者为好", "less": "少者为好"}
NEED_ROUNDINGS = {"ceil": "有零头进一", "none": "不取整"}


@dataclass(frozen=True, slots=True)
class Param:
    """``name`` is the key of the rule's table; a dot goes into the table within."""

    name: str
    label: str
    codec: Codec
    help: str = ""
    required: bool = False


def _param(name: str, label: str, codec: Codec, text: str = "", *, required: bool = False) -> Param:
    return Param(name, label, codec, text, required)


PARAMS: dict[str, tuple[Param, ...]] = {
    "step": (
        _param("steps", "分档", codecs.THRESHOLDS, "一行一档，从最好的一档写起：≥30 = 10，下一行 ≥20 = 5；少者为好的写 ≤0 = 10", required=True),
        _param("otherwise", "其余得分", codecs.NUMBER_CODEC, "没有达到任何一档时得几分，不填是 0"),
    ),
    "count_met": (
        _param("scores", "满足 0、1、2…项各得几分", codecs.NUMBERS, "从 0 项写起，用顿号隔开：0、3、5、10", required=True),
        _param("at_least", "达到多少算满足", codecs.NUMBER_CODEC, "不填是 1"),
    ),
    "per_n_capped": (
        _param("per", "每多少计一次", codecs.NUMBER_CODEC, "例如每 100 票计 1 分，这里写 100", required=True),
        _param("each", "每次计几分", codecs.NUMBERS, "几项数据标准不同的，按数据的次序用顿号隔开；不填是 1"),
        _param("rounding", "取整", choice(ROUNDINGS), required=True),
        _param("capped", "封顶", codecs.FLAG, "封顶时最多得满分"),
    ),
    "deduct_only": (
        _param("each", "每个扣几分", codecs.NUMBERS, "几项数据标准不同的，按数据的次序用顿号隔开", required=True),
        _param("most", "最多扣几分", codecs.NUMBER_CODEC, "不填时扣完为止"),
    ),
    "evidence_tier": (
        _param("tiers", "佐证等级", codecs.TIERS, "一行一级，最低的写在最前：没有 = 0，下一行 有截图 = 8", required=True),
    ),
    "ratio_to_target": (
        _param("target.measure", "目标是另一项数据", codecs.TEXT, "数据的键；下面四种目标只填一种"),
        _param("target.constant", "目标是一个数", codecs.NUMBER_CODEC),
        _param("target.standard", "目标是政策的标准", codecs.TEXT, "标准的键，另填分母"),
        _param("target.value", "每若干应有多少", codecs.NUMBER_CODEC, "例如每 30 应有 1，这里写 1，下一格写 30"),
        _param("target.per", "每多少", codecs.NUMBER_CODEC),
        _param("target.heads", "分母的数据", codecs.LINES, "一行一个键，相加作分母"),
        _param("target.rounding", "应有数取整", choice(NEED_ROUNDINGS)),
        _param("full_at", "达到目标的几成是满分", codecs.NUMBER_CODEC, "1 是全部达到，0.8 是达到八成就满分；不填是 1"),
    ),
    "percentile": (
        _param("better", "方向", choice(BETTER)),
        _param("least", "同组至少几个单位", codecs.WHOLE, "不足时与全体比；不填是 5"),
    ),
    "panel": (
        _param("scale", "评委满分", codecs.NUMBER_CODEC, "评委按几分制打分，不填是 100"),
        _param("levels", "分档说明", codecs.LINES, "一行一档，从最好的一档写起：90—100 有原创，经常更新"),
    ),
    "veto": (
        _param("at_least", "达到多少就否决", codecs.NUMBER_CODEC, "与下一格只填一个"),
        _param("at_most", "不超过多少就否决", codecs.NUMBER_CODEC),
    ),
    "checklist_sum": (
        _param("items", "逐项分值", codecs.ITEMS, "一行一项，与数据（或问题）逐项对应：有专人负责 = 2；要达到几个才算的写 有专人负责 ≥2 = 2", required=True),
    ),
}  # fmt: skip
TITLES = {kind: rule.TITLE for kind, rule in KINDS.items()}


def texts_of(rule: Mapping[str, Any]) -> dict[str, str]:
    """By name of the parameter; what is not said is ""."""
    return {param.name: _shown(param, rule) for param in PARAMS[rule["kind"]]}


def _shown(param: Param, rule: Mapping[str, Any]) -> str:
    value: Any = rule
    for part in param.name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return "" if value is None else param.codec.show(value)


def rule_of(kind: str, texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The table, and by name of the parameter what cannot be read."""
    rule: dict[str, Any] = {"kind": kind}
    faults: dict[str, str] = {}
    for param in PARAMS[kind]:
        text = texts.get(param.name, "")
        if not text.strip():
            continue
        try:
            _put(rule, param.name, param.codec.read(text))
        except NotReadError as error:
            faults[param.name] = str(error)
    if kind == "ratio_to_target":
        rule.setdefault("target", {})
    return rule, faults


def _put(rule: dict[str, Any], name: str, value: Any) -> None:
    *way, last = name.split(".")
    for part in way:
        rule = rule.setdefault(part, {})
    rule[last] = value


def cell_of(rule: Mapping[str, Any]) -> str:
    """The parameters as one cell: a name and a colon, then the value, on a line or below it."""
    texts = texts_of(rule)
    said = [(param, texts[param.name]) for param in PARAMS[rule["kind"]] if texts[param.name]]
    cell = "\n".join(f"{p.label}：" + ("\n" if p.codec.lines else "") + text for p, text in said)
    again, faults = from_cell(rule["kind"], cell)
    return cell if again == rule and not faults else json.dumps(dict(rule), ensure_ascii=False)


def from_cell(kind: str, cell: str) -> tuple[dict[str, Any], list[str]]:
    """The table, and a sentence for each fault."""
    if cell.startswith("{"):
        return _from_json(kind, cell)
    labels = {param.label: param.name for param in PARAMS[kind]}
    texts: dict[str, list[str]] = {}
    at, faults = "", []
    for line in cell.splitlines():
        label, _, rest = line.strip().replace(":", "：", 1).partition("：")
        if label in labels:
            at = labels[label]
            texts[at] = [rest]
        elif at:
            texts[at].append(line)
        elif line.strip():
            known = "、".join(labels)
            faults.append(f"“{line.strip()[:40]}”应以参数名和冒号开头，{TITLES[kind]}的参数有{known}")  # fmt: skip
    rule, wrong = rule_of(kind, {name: "\n".join(lines) for name, lines in texts.items()})
    names = {name: label for label, name in labels.items()}
    return rule, faults + [f"{names[name]}{sentence}" for name, sentence in wrong.items()]


def _from_json(kind: str, cell: str) -> tuple[dict[str, Any], list[str]]:
    try:
        found = json.loads(cell)
    except ValueError:
        return {"kind": kind}, [f"“{cell[:40]}”不是完整的 JSON，应改为逐行的参数"]
    return dict(found) | {"kind": kind}, []


def rule_words(rule: Mapping[str, Any]) -> str:
    """One line for a list: what kind it is and what it says."""
    texts = texts_of(rule)
    said = [f"{p.label} {texts[p.name]}" for p in PARAMS[rule["kind"]] if texts[p.name]]
    line = f"{TITLES[rule['kind']]}：{'；'.join(said)}".replace("\n", "，").rstrip("：")
    return re.sub(rf" = ({NUMBER})", r" 得 \1 分", line)
