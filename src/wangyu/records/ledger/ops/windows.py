"""Planning a reporting window: its items, what it will cost, and opening it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from wangyu.base.audit.op import op, say
from wangyu.base.core import search
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.periods import Period
from wangyu.base.lib.ports import Document
from wangyu.institutions.orgs.models import Organisation
from wangyu.records.ledger.enums import Mode, WindowState
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.cost import Cost, estimate, known_everywhere
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.models import Sheet, Window, WindowItem
from wangyu.records.ledger.ops.deadlines import WindowError, tell_reporters
from wangyu.records.ledger.ops.opening import prefill_sheets
from wangyu.records.ledger.queries import (
    carried_over,
    form_of,
    known_values,
    prefill_measures,
    reporting_universities,
    sheets_of,
)


@dataclass(frozen=True, slots=True)
class Known:
    """An item the platform already knows for every university, and from where."""

    item: Item
    source: str

    @property
    def key(self) -> str:
        return self.item.key

    def __str__(self) -> str:
        return f"“{self.item.label}”（来源：{self.source}）"


class AlreadyKnownError(WindowError):
    """The window asks for what the platform already knows (promise 1)."""

    def __init__(self, known: Sequence[Known]) -> None:
        names = "、".join(map(str, known))
        super().__init__(
            f"平台已经知道所有学校的{names}，不能再要求填写。请把这些项改为“引用”，再开启窗口。"
        )
        self.known = list(known)


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """What somebody decides about a window."""

    title: str
    period_key: str
    opens_at: datetime
    due_at: datetime
    grace_minutes: int = 0
    note: str = ""


def _check_times(facts: WindowFacts) -> None:
    if facts.due_at <= facts.opens_at:
        raise WindowError(
            f"截止时间 {show_time(facts.due_at)} 太早，应晚于 {show_time(facts.opens_at)}。"
        )


@op("ledger.window.create")
def create_window(
    *,
    owner: Organisation,
    pack: str,
    facts: WindowFacts,
    items: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Window:
    """A draft with its items (key -> mode), definitions frozen from the pack."""
    _check_times(facts)
    window = Window.objects.create(
        owner=owner, pack=pack, title=facts.title, period_key=Period.parse(facts.period_key).key,
        opens_at=facts.opens_at, due_at=facts.due_at, grace_minutes=facts.grace_minutes,
        note=facts.note, created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    _write_items(window, items)
    say(f"拟定填报窗口“{window.title}”", target=window, org_path=owner.path, items=len(items))
    return window


def _require_draft(window: Window) -> None:
    """Read again: a page left open may still show a draft that has been opened since."""
    if Window.objects.select_for_update().get(pk=window.pk).state != WindowState.DRAFT:
        raise WindowError("窗口已经开启，不能再改。需要调整时请关闭后另开一个窗口。")


@op("ledger.window.change")
def change_window(*, window: Window, facts: WindowFacts, actor: Actor, now: datetime) -> None:
    """Change a draft's title, period, deadline or note."""
    _require_draft(window)
    _check_times(facts)
    window.title, window.note = facts.title, facts.note
    window.period_key = Period.parse(facts.period_key).key
    window.opens_at, window.due_at = facts.opens_at, facts.due_at
    window.grace_minutes = facts.grace_minutes
    window.save()
    say(f"修改拟定的填报窗口“{window.title}”", target=window, org_path=window.owner.path)


@op("ledger.window.discard")
def discard_window(*, window: Window, actor: Actor, now: datetime) -> None:
    """Throw away a draft nobody has seen."""
    _require_draft(window)
    say(f"删除拟定的填报窗口“{window.title}”", target=window, org_path=window.owner.path)
    Window.objects.filter(pk=window.pk).delete()


@op("ledger.window.items")
def set_items(*, window: Window, items: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """Choose the items of a draft (key -> mode)."""
    _require_draft(window)
    window.items.all().delete()
    _write_items(window, items)
    text = f"调整填报窗口“{window.title}”的填报项，共 {len(items)} 项"
    say(text, target=window, org_path=window.owner.path)


def _write_items(window: Window, items: Mapping[str, str]) -> None:
    known = catalogue(window.pack).items
    if strange := [key for key in items if key not in known]:
        raise WindowError(f"规则包 {window.pack} 里没有填报项 {'、'.join(strange)}。")
    order = [key for key in known if key in items]
    WindowItem.objects.bulk_create(
        WindowItem(window=window, key=key, position=at, mode=items[key], spec=known[key].as_spec())
        for at, key in enumerate(order)
    )


def draft_cost(window: Window) -> tuple[Cost, list[Known]]:
    """What opening the window would cost, and the items that may not be asked. Writes nothing."""
    form, period = form_of(window), Period.parse(window.period_key)
    org_ids = list(reporting_universities(window).values_list("pk", flat=True))
    known = known_values(form.asked, org_ids, period)
    keys = {pk: set(values) for pk, values in known.items()}
    refused = known_everywhere(list(form.asked), keys)
    carried = carried_over(form.asked, org_ids, period)
    filled = {pk: keys[pk] | carried[pk].keys() for pk in org_ids}
    cost = estimate({k: i.minutes for k, i in form.asked.items()}, len(form.cited), filled)
    return cost, [
        Known(form.asked[key], _sources(known[pk][key].source for pk in org_ids)) for key in refused
    ]


def _sources(texts: Iterable[str]) -> str:
    """Where the figures of many universities come from, without what only concerns one of them."""
    return "、".join(sorted({text.partition("（")[0] for text in texts}))


def citable_keys(window: Window) -> set[str]:
    """Items that may be cited: an app offers them, or somebody's figure is verified already."""
    items = catalogue(window.pack).items
    offered = set(prefill_measures(items))
    others = {key: item for key, item in items.items() if key not in offered}
    org_ids = list(reporting_universities(window).values_list("pk", flat=True))
    known = known_values(others, org_ids, Period.parse(window.period_key))
    return offered.union(*known.values())


@op("ledger.window.cite")
def cite_known_items(*, window: Window, actor: Actor, now: datetime) -> int:
    """Turn what the platform already knows from asked into cited."""
    _require_draft(window)
    _, refused = draft_cost(window)
    keys = [known.key for known in refused]
    changed = WindowItem.objects.filter(window=window, key__in=keys).update(mode=Mode.CITE)
    text = f"把填报窗口“{window.title}”的 {changed} 项改为引用"
    say(text, target=window, org_path=window.owner.path, items=keys)
    return changed


@op("ledger.window.open")
def open_window(*, window: Window, actor: Actor, now: datetime) -> int:
    """Make each university's sheet, pre-fill it, tell its reporters. Returns how many sheets."""
    if Window.objects.select_for_update().get(pk=window.pk).state != WindowState.DRAFT:
        raise WindowError("这个窗口已经开启过。")
    cost, refused = draft_cost(window)
    _check_may_open(window, cost, refused, now)
    window.state, window.opens_at = WindowState.OPEN, now
    window.save(update_fields=["state", "opens_at"])
    universities = list(reporting_universities(window))
    Sheet.objects.bulk_create(Sheet(window=window, organisation=org) for org in universities)
    prefill_sheets(window, now)
    search.put(window_document(window))
    sheets = list(sheets_of(window))
    tell_reporters(window, sheets, now, f"填报窗口“{window.title}”已开启", "open")
    text = f"开启填报窗口“{window.title}”，{cost.organisations} 所学校，填写 {cost.items_asked} 项"
    say(text, target=window, org_path=window.owner.path, minutes_total=cost.minutes_total)
    return len(universities)


def _check_may_open(window: Window, cost: Cost, refused: list[Known], now: datetime) -> None:
    if window.due_at <= now:
        raise WindowError(f"截止时间 {show_time(window.due_at)} 已过，请先改为将来的时间。")
    if not cost.organisations:
        raise WindowError("还没有高校，请先在“组织”中登记或导入高校名单。")
    if not cost.items_asked + cost.items_cited:
        raise WindowError("窗口里还没有填报项，请先选择。")
    if refused:
        raise AlreadyKnownError(refused)
    cited = form_of(window).cited
    citable = citable_keys(window) if cited else set()
    if empty := [item.label for key, item in cited.items() if key not in citable]:
        names = "、".join(f"“{label}”" for label in empty)
        raise WindowError(f"平台没有{names}的数据，不能引用；请改为“填写”，或不要这些项。")


def window_document(window: Window) -> Document:
    """The window as search finds it."""
    url = reverse("ledger:my_sheets")
    return Document(
        "ledger.window", window.pk, window.title, window.note, url, "readers", "填报窗口"
    )
