"""Opening, moving and closing reporting windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from wangyu.base.audit.op import op, say
from wangyu.base.core import search
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.periods import Period
from wangyu.base.lib.ports import Document
from wangyu.base.notify.send import notify
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import people_with
from wangyu.records.ledger.enums import Mode, SheetState, WindowState
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.cost import Cost, estimate, known_everywhere
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.models import Sheet, Window, WindowItem
from wangyu.records.ledger.ops.opening import prefill_sheets
from wangyu.records.ledger.queries import (
    form_of,
    known_values,
    prefill_measures,
    reporting_universities,
)

REPORTERS = (Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_OFFICER)


class WindowError(Exception):
    """A window that cannot be made, opened or moved; carries the sentence."""


class AlreadyKnownError(WindowError):
    """The window asks for what the platform already knows (promise 1)."""

    def __init__(self, labels: Sequence[str]) -> None:
        names = "、".join(f"“{label}”" for label in labels)
        super().__init__(
            f"平台已经知道所有学校的{names},不能再要求填写。请把这些项改为“引用”,再开启窗口。"
        )
        self.labels = list(labels)


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
            f"截止时间 {show_time(facts.due_at)} 应晚于开始时间 {show_time(facts.opens_at)}。"
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


@op("ledger.window.items")
def set_items(*, window: Window, items: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """Choose the items of a draft (key -> mode)."""
    if window.state != WindowState.DRAFT:
        raise WindowError("窗口已经开启,填报项不能再改。需要调整时请关闭后另开一个窗口。")
    window.items.all().delete()
    _write_items(window, items)
    text = f"调整填报窗口“{window.title}”的填报项,共 {len(items)} 项"
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


def draft_cost(window: Window) -> tuple[Cost, list[Item]]:
    """What opening the window would cost, and the items that may not be asked. Writes nothing."""
    form = form_of(window)
    org_ids = list(reporting_universities(window).values_list("pk", flat=True))
    known = known_values(form.asked, org_ids, Period.parse(window.period_key))
    keys = {pk: set(values) for pk, values in known.items()}
    cost = estimate({k: i.minutes for k, i in form.asked.items()}, len(form.cited), keys)
    return cost, [form.asked[key] for key in known_everywhere(list(form.asked), keys)]


@op("ledger.window.cite")
def cite_known_items(*, window: Window, actor: Actor, now: datetime) -> int:
    """Turn what the platform already knows from asked into cited."""
    _, refused = draft_cost(window)
    citable = prefill_measures({item.key: item for item in refused})
    keys = [item.key for item in refused]
    changed = WindowItem.objects.filter(window=window, key__in=keys).update(mode=Mode.CITE)
    text = f"把填报窗口“{window.title}”的 {changed} 项改为引用"
    say(text, target=window, org_path=window.owner.path, from_measures=sorted(citable))
    return changed


@op("ledger.window.open")
def open_window(*, window: Window, actor: Actor, now: datetime) -> int:
    """Make each university's sheet, pre-fill it, tell its reporters. Returns how many sheets."""
    if window.state != WindowState.DRAFT:
        raise WindowError("这个窗口已经开启过。")
    if window.due_at <= now:
        raise WindowError(f"截止时间 {show_time(window.due_at)} 已过,请先改为将来的时间。")
    cost, refused = draft_cost(window)
    if refused:
        raise AlreadyKnownError([item.label for item in refused])
    if not cost.items_asked + cost.items_cited:
        raise WindowError("窗口里还没有填报项,请先选择。")
    Window.objects.filter(pk=window.pk).update(state=WindowState.OPEN)
    window.state = WindowState.OPEN
    universities = list(reporting_universities(window))
    Sheet.objects.bulk_create(Sheet(window=window, organisation=org) for org in universities)
    prefill_sheets(window, now)
    tell_reporters(window, universities, now, f"填报窗口“{window.title}”已开启", "open")
    search.put(window_document(window))
    text = f"开启填报窗口“{window.title}”,{cost.organisations} 所学校,填写 {cost.items_asked} 项"
    say(text, target=window, org_path=window.owner.path, minutes_total=cost.minutes_total)
    return len(universities)


def window_document(window: Window) -> Document:
    """The window as search finds it."""
    url = reverse("ledger:my_sheets")
    return Document(
        "ledger.window", window.pk, window.title, window.note, url, "readers", "填报窗口"
    )


def tell_reporters(
    window: Window, orgs: Sequence[Organisation], now: datetime, title: str, key: str
) -> int:
    """One notice for each reporter of these universities."""
    return notify(
        recipients=people_with(REPORTERS, [org.path for org in orgs], now.date()),
        kind="ledger.window",
        title=title,
        body=f"截止 {show_time(window.due_at)}",
        url=reverse("ledger:my_sheets"),
        key=f"ledger.window:{window.pk}:{key}",
        now=now,
    )


@op("ledger.window.deadline")
def change_deadline(
    *, window: Window, due_at: datetime, reason: str, actor: Actor, now: datetime, city: str = ""
) -> int:
    """Move the deadline for all, or for the universities of one city; everybody concerned is told."""
    if not reason.strip():
        raise WindowError("调整截止时间必须写明理由。")
    if due_at <= now:
        raise WindowError(f"新的截止时间 {show_time(due_at)} 应在现在之后。")
    sheets = Sheet.objects.filter(window=window)
    if city:
        sheets = sheets.filter(organisation__university__city=city)
        sheets.update(due_at=due_at)
    else:
        Window.objects.filter(pk=window.pk).update(due_at=due_at)
        sheets.update(due_at=None)
        window.due_at = due_at
    orgs = [sheet.organisation for sheet in sheets.select_related("organisation")]
    whom = city or "全部学校"
    title = f"“{window.title}”的截止时间改为 {show_time(due_at)}"
    tell_reporters(window, orgs, now, title, f"due:{due_at.isoformat()}:{city}")
    private = {"理由": reason}
    say(f"{title}({whom})", target=window, org_path=window.owner.path, private=private)
    return len(orgs)


@op("ledger.window.close")
def close_window(*, window: Window, actor: Actor, now: datetime) -> None:
    """No more submissions; afterwards only corrections."""
    if window.state != WindowState.OPEN:
        raise WindowError("只有填报中的窗口可以关闭。")
    Window.objects.filter(pk=window.pk).update(state=WindowState.CLOSED)
    window.state = WindowState.CLOSED
    say(f"关闭填报窗口“{window.title}”", target=window, org_path=window.owner.path)


@op("ledger.window.remind")
def remind(*, window: Window, actor: Actor, now: datetime) -> int:
    """Remind the reporters whose sheet is not submitted; once a day at most."""
    waiting = Sheet.objects.filter(
        window=window, state__in=[SheetState.FILLING, SheetState.RETURNED]
    ).select_related("organisation")
    orgs = [sheet.organisation for sheet in waiting]
    title = f"提醒:“{window.title}”还没有提交"
    told = tell_reporters(window, orgs, now, title, f"remind:{now.date().isoformat()}")
    say(f"{title},通知 {told} 人", target=window, org_path=window.owner.path)
    return told
